using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>
/// Additive attention's scores, s_k = Σ_i w_i tanh(a_i + b_ki) for one query and the keys of one sentence (Bahdanau et al. 2015, appendix
/// A.1.2), without an exponential per element.
/// </summary>
/// <remarks>
/// tanh(x) = 1 − 2/(1 + e^{2x}), and e^{2(a + b)} = A·B with A = e^{2a} once per query and B = e^{2b} once per key, so
/// s = Σ w − 2 Σ w_i / D_i, D_i = 1 + A_i B_i. Fractions are added before they are divided: w1/D1 + w2/D2 = (w1 D2 + w2 D1) / (D1 D2),
/// four of them while the product of four denominators is a float, two or one where it is not, and tanh itself beyond.
/// Keys lie transposed, [hidden, stride], so that a vector holds one feature of neighbouring keys. Sums of 32 features are added to
/// a total: the error stays below 2e-6 Σ|w| up to 4,096 features. The choice depends on the query and its own keys alone.
/// </remarks>
internal static unsafe class AdditiveScores
{
    private const int KeyBlock = 16;
    private const int Chunk = 32;
    private const int QueryBlock = 1024;

    // The largest max|a| + max|b| for which products of four, two and one denominators stay within a float.
    private const float RangeOfFour = 10.5f;
    private const float RangeOfTwo = 21.5f;
    private const float RangeOfOne = 43;

    /// <summary>Floats between two features of the transposed keys: the number of keys, rounded up to 16 for every vector width.</summary>
    public static int KeyStride(int keys) => (keys + KeyBlock - 1) / KeyBlock * KeyBlock;

    /// <summary>
    /// Prepares b [keys, hidden]: its transpose, and e^{2b} transposed, both [hidden, <see cref="KeyStride"/>(keys)], padding included.
    /// Gives max|b|.
    /// </summary>
    public static float PrepareKeys(ReadOnlySpan<float> b, int keys, int hidden, Span<float> transposed, Span<float> exponentials)
    {
        int stride = KeyStride(keys);
        Debug.Assert(b.Length == keys * hidden && transposed.Length >= hidden * stride && exponentials.Length >= hidden * stride);
        fixed (float* pb = b, pt = transposed, pe = exponentials)
        {
            if (Simd512.IsSupported) return PrepareKeys<Simd512>(pb, keys, hidden, stride, pt, pe);
            if (Simd256.IsSupported) return PrepareKeys<Simd256>(pb, keys, hidden, stride, pt, pe);
            return Simd128.IsSupported
                ? PrepareKeys<Simd128>(pb, keys, hidden, stride, pt, pe)
                : PrepareKeys<Simd1>(pb, keys, hidden, stride, pt, pe);
        }
    }

    /// <summary>
    /// scores[k] = Σ_i w_i tanh(a_i + b_ki) for a query a [hidden] and keys prepared by <see cref="PrepareKeys"/>, which gave
    /// <paramref name="maxKey"/>; w [hidden]. Writes the first <paramref name="keys"/> scores and nothing else.
    /// </summary>
    public static void Score(
        ReadOnlySpan<float> a, ReadOnlySpan<float> transposed, ReadOnlySpan<float> exponentials, float maxKey, ReadOnlySpan<float> w,
        int keys, int hidden, Span<float> scores)
    {
        Debug.Assert(a.Length == hidden && w.Length == hidden && scores.Length >= keys);
        Debug.Assert(transposed.Length >= hidden * KeyStride(keys) && exponentials.Length >= hidden * KeyStride(keys));
        fixed (float* pa = a, pt = transposed, pe = exponentials, pw = w, ps = scores)
        {
            if (Simd512.IsSupported) Score<Simd512>(pa, pt, pe, maxKey, pw, keys, hidden, ps);
            else if (Simd256.IsSupported) Score<Simd256>(pa, pt, pe, maxKey, pw, keys, hidden, ps);
            else if (Simd128.IsSupported) Score<Simd128>(pa, pt, pe, maxKey, pw, keys, hidden, ps);
            else Score<Simd1>(pa, pt, pe, maxKey, pw, keys, hidden, ps);
        }
    }

    /// <summary>
    /// For gradients g [keys] of the scores, with t = tanh(a_i + b_ki): da_i += w_i Σ_k g_k (1 − t²); dTransposed[i, k] += w_i g_k (1 − t²),
    /// laid out as the transposed keys are; dw_i += Σ_k g_k t.
    /// </summary>
    public static void AddGradient(
        ReadOnlySpan<float> g, ReadOnlySpan<float> a, ReadOnlySpan<float> transposed, ReadOnlySpan<float> exponentials, float maxKey,
        ReadOnlySpan<float> w, int keys, int hidden, Span<float> da, Span<float> dTransposed, Span<float> dw)
    {
        Debug.Assert(g.Length >= keys && a.Length == hidden && w.Length == hidden && da.Length == hidden && dw.Length == hidden);
        Debug.Assert(transposed.Length >= hidden * KeyStride(keys) && exponentials.Length >= hidden * KeyStride(keys) && dTransposed.Length >= hidden * KeyStride(keys));
        fixed (float* pg = g, pa = a, pt = transposed, pe = exponentials, pw = w, pda = da, pdt = dTransposed, pdw = dw)
        {
            if (Simd512.IsSupported) AddGradient<Simd512>(pg, pa, pt, pe, maxKey, pw, keys, hidden, pda, pdt, pdw);
            else if (Simd256.IsSupported) AddGradient<Simd256>(pg, pa, pt, pe, maxKey, pw, keys, hidden, pda, pdt, pdw);
            else if (Simd128.IsSupported) AddGradient<Simd128>(pg, pa, pt, pe, maxKey, pw, keys, hidden, pda, pdt, pdw);
            else AddGradient<Simd1>(pg, pa, pt, pe, maxKey, pw, keys, hidden, pda, pdt, pdw);
        }
    }

    /// <summary>db[k, i] += dTransposed[i, k]: the keys' gradient back in the layout of the keys, [keys, hidden].</summary>
    public static void AddKeysGradient(ReadOnlySpan<float> dTransposed, int keys, int hidden, Span<float> db)
    {
        int stride = KeyStride(keys);
        Debug.Assert(db.Length == keys * hidden && dTransposed.Length >= hidden * stride);
        fixed (float* pt = dTransposed, pb = db)
        {
            if (Simd512.IsSupported) AddKeysGradient<Simd512>(pt, keys, hidden, stride, pb);
            else if (Simd256.IsSupported) AddKeysGradient<Simd256>(pt, keys, hidden, stride, pb);
            else if (Simd128.IsSupported) AddKeysGradient<Simd128>(pt, keys, hidden, stride, pb);
            else AddKeysGradient<Simd1>(pt, keys, hidden, stride, pb);
        }
    }

    [SkipLocalsInit]
    private static void AddKeysGradient<V>(float* dTransposed, int keys, int hidden, int stride, float* db) where V : struct, ISimd<V>
    {
        const int Features = 128;
        float* tile = stackalloc float[KeyBlock * Features];       // [key, feature]
        for (int k0 = 0; k0 < keys; k0 += KeyBlock)
            for (int i0 = 0; i0 < hidden; i0 += Features)
            {
                int count = Math.Min(Features, hidden - i0), some = Math.Min(KeyBlock, keys - k0);
                MatMulTransposition.Run(dTransposed + (long)i0 * stride + k0, stride, count, KeyBlock, tile, Features);   // padding too: whole blocks are fastest
                for (int k = 0; k < some; k++)
                {
                    float* from = tile + k * Features, to = db + (long)(k0 + k) * hidden + i0;
                    for (int i = 0; i < count; i += V.Width)
                    {
                        int part = Math.Min(V.Width, count - i);
                        V.StorePart(V.LoadPart(to + i, part, 0) + V.LoadPart(from + i, part, 0), to + i, part);
                    }
                }
            }
    }

    private static float PrepareKeys<V>(float* b, int keys, int hidden, int stride, float* transposed, float* exponentials)
        where V : struct, ISimd<V>
    {
        for (int i = 0; i < hidden; i++) new Span<float>(transposed + (long)i * stride + keys, stride - keys).Clear();
        MatMulTransposition.Run(b, hidden, keys, hidden, transposed, stride);
        V max = V.All(0);
        for (long i = 0; i < (long)hidden * stride; i += V.Width)
        {
            V x = V.Load(transposed + i);
            max = V.Max(V.Abs(x), max);
            V.Store(SimdMath<V>.Exp(x + x), exponentials + i);
        }
        return V.MaxOf(max);
    }

    [SkipLocalsInit]
    private static void Score<V>(float* a, float* transposed, float* exponentials, float maxKey, float* w, int keys, int hidden, float* scores)
        where V : struct, ISimd<V>
    {
        int stride = KeyStride(keys);
        int members = Members<V>(a, hidden, maxKey);
        float sumOfWeights = members > 0 ? (float)Elementwise.Sum(new ReadOnlySpan<float>(w, hidden)) : 0;
        float* query = stackalloc float[QueryBlock];             // e^{2a}
        for (int i0 = 0; i0 < hidden || i0 == 0; i0 += QueryBlock)
        {
            int count = Math.Min(QueryBlock, hidden - i0);
            if (members > 0) Exponentials<V>(a + i0, count, query);
            float* wi = w + i0, bi = (members > 0 ? exponentials : transposed) + (long)i0 * stride;
            bool last = i0 + count >= hidden;
            for (int k = 0; k < keys; k += V.Width)
            {
                int part = Math.Min(V.Width, keys - k);
                V total = i0 == 0 ? V.All(0) : V.LoadPart(scores + k, part, 0);
                for (int c = 0; c < count; c += Chunk)
                {
                    int end = Math.Min(count, c + Chunk);
                    total += members switch
                    {
                        4 => SumFours(query, wi, bi + k, stride, c, end, V.All(0)),
                        2 => SumTwos(query, wi, bi + k, stride, c, end, V.All(0)),
                        1 => SumOnes(query, wi, bi + k, stride, c, end, V.All(0)),
                        _ => SumTanh<V>(a + i0, wi, bi + k, stride, c, end),
                    };
                }
                if (last && members > 0) total = V.All(sumOfWeights) - total - total;
                V.StorePart(total, scores + k, part);
            }
        }
    }

    private static int Members<V>(float* a, int hidden, float maxKey) where V : struct, ISimd<V>
    {
        V max = V.All(0);
        for (int i = 0; i < hidden; i += V.Width) max = V.Max(V.Abs(V.LoadPart(a + i, Math.Min(V.Width, hidden - i), 0)), max);
        float range = V.MaxOf(max) + maxKey;
        return range <= RangeOfFour ? 4 : range <= RangeOfTwo ? 2 : range <= RangeOfOne ? 1 : 0;
    }

    private static void Exponentials<V>(float* a, int count, float* result) where V : struct, ISimd<V>
    {
        for (int i = 0; i < count; i += V.Width)
        {
            int part = Math.Min(V.Width, count - i);
            V x = V.LoadPart(a + i, part, 0);
            V.StorePart(SimdMath<V>.Exp(x + x), result + i, part);
        }
    }

    // sum + Σ w / D, four fractions to a division.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SumFours<V>(float* a, float* w, float* b, int stride, int start, int end, V sum) where V : struct, ISimd<V>
    {
        int i = start;
        V one = V.All(1);
        float* key = b + (long)i * stride;
        for (; i <= end - 4; i += 4, key += 4L * stride)
        {
            V d0 = V.MultiplyAdd(V.All(a[i]), V.Load(key), one);
            V d1 = V.MultiplyAdd(V.All(a[i + 1]), V.Load(key + stride), one);
            V d2 = V.MultiplyAdd(V.All(a[i + 2]), V.Load(key + 2L * stride), one);
            V d3 = V.MultiplyAdd(V.All(a[i + 3]), V.Load(key + 3L * stride), one);
            V n01 = V.MultiplyAdd(V.All(w[i]), d1, V.All(w[i + 1]) * d0);
            V n23 = V.MultiplyAdd(V.All(w[i + 2]), d3, V.All(w[i + 3]) * d2);
            V d01 = d0 * d1;
            V d23 = d2 * d3;
            sum += V.MultiplyAdd(n01, d23, n23 * d01) / (d01 * d23);
        }
        return SumOnes(a, w, b, stride, i, end, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SumTwos<V>(float* a, float* w, float* b, int stride, int start, int end, V sum) where V : struct, ISimd<V>
    {
        int i = start;
        V one = V.All(1);
        for (; i <= end - 2; i += 2)
        {
            float* key = b + (long)i * stride;
            V d0 = V.MultiplyAdd(V.All(a[i]), V.Load(key), one);
            V d1 = V.MultiplyAdd(V.All(a[i + 1]), V.Load(key + stride), one);
            sum += V.MultiplyAdd(V.All(w[i]), d1, V.All(w[i + 1]) * d0) / (d0 * d1);
        }
        return SumOnes(a, w, b, stride, i, end, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SumOnes<V>(float* a, float* w, float* b, int stride, int start, int end, V sum) where V : struct, ISimd<V>
    {
        for (int i = start; i < end; i++) sum += V.All(w[i]) / V.MultiplyAdd(V.All(a[i]), V.Load(b + (long)i * stride), V.All(1));
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SumTanh<V>(float* a, float* w, float* b, int stride, int start, int end) where V : struct, ISimd<V>
    {
        V sum = V.All(0);
        for (int i = start; i < end; i++)
            sum = V.MultiplyAdd(V.All(w[i]), SimdMath<V>.Tanh(V.All(a[i]) + V.Load(b + (long)i * stride)), sum);
        return sum;
    }

    [SkipLocalsInit]
    private static void AddGradient<V>(
        float* g, float* a, float* transposed, float* exponentials, float maxKey, float* w, int keys, int hidden, float* da, float* dt, float* dw)
        where V : struct, ISimd<V>
    {
        int stride = KeyStride(keys);
        int members = Members<V>(a, hidden, maxKey);
        if (members == 0)
        {
            for (int i = 0; i < hidden; i++)
            {
                long at = (long)i * stride;
                AddGradientOfTanh<V>(g, a[i], transposed + at, w[i], keys, ref da[i], dt + at, ref dw[i]);
            }
            return;
        }
        V sum = V.All(0);
        for (int k = 0; k < keys; k += V.Width) sum += V.LoadPart(g + k, Math.Min(V.Width, keys - k), 0);
        float sumOfG = V.Sum(sum);
        float* query = stackalloc float[QueryBlock], slopes = stackalloc float[QueryBlock], shares = stackalloc float[QueryBlock];
        for (int i0 = 0; i0 < hidden; i0 += QueryBlock)
        {
            int count = Math.Min(QueryBlock, hidden - i0), i = 0;
            Exponentials<V>(a + i0, count, query);
            for (; i <= count - 4; i += 4)
            {
                float* b = exponentials + (long)(i0 + i) * stride, d = dt + (long)(i0 + i) * stride;
                if (members == 4) AddGradientOfFour<V, Four>(g, query + i, b, stride, w + i0 + i, keys, d, slopes + i, shares + i);
                else if (members == 2) AddGradientOfFour<V, Two>(g, query + i, b, stride, w + i0 + i, keys, d, slopes + i, shares + i);
                else AddGradientOfFour<V, One>(g, query + i, b, stride, w + i0 + i, keys, d, slopes + i, shares + i);
            }
            for (; i < count; i++)
            {
                float* b = exponentials + (long)(i0 + i) * stride, d = dt + (long)(i0 + i) * stride;
                AddGradientOfOne<V>(g, query[i], b, w[i0 + i], keys, d, out slopes[i], out shares[i]);
            }
            V four = V.All(4), two = V.All(2), all = V.All(sumOfG);
            for (i = 0; i < count; i += V.Width)
            {
                int part = Math.Min(V.Width, count - i);
                float* toA = da + i0 + i, toW = dw + i0 + i;
                V slope = four * V.LoadPart(w + i0 + i, part, 0) * V.LoadPart(slopes + i, part, 0);
                V.StorePart(V.LoadPart(toA, part, 0) + slope, toA, part);
                V.StorePart(V.LoadPart(toW, part, 0) + (all - two * V.LoadPart(shares + i, part, 0)), toW, part);
            }
        }
    }

    // How many denominators share a division. As types, so that the compiler leaves only one case in the code.
    private readonly struct Four;

    private readonly struct Two;

    private readonly struct One;

    // tanh = 1 − 2r and 1 − tanh² = 4 r (AB r), r = 1/(1 + AB); r − r² would lose everything where tanh is near −1.
    // Several reciprocals cost one division: 1/D0 = D1 / (D0 D1). slopes = Σ_k g r (AB r), shares = Σ_k g r.
    private static void AddGradientOfFour<V, TMembers>(
        float* g, float* a, float* b, int stride, float* w, int keys, float* dt, float* slopes, float* shares)
        where V : struct, ISimd<V>
    {
        V one = V.All(1), zero = V.All(0);
        V a0 = V.All(a[0]), a1 = V.All(a[1]), a2 = V.All(a[2]), a3 = V.All(a[3]);
        V w0 = V.All(4 * w[0]), w1 = V.All(4 * w[1]), w2 = V.All(4 * w[2]), w3 = V.All(4 * w[3]);
        V slope0 = zero, slope1 = zero, slope2 = zero, slope3 = zero, share0 = zero, share1 = zero, share2 = zero, share3 = zero;
        for (int k = 0; k < keys; k += V.Width, b += V.Width, dt += V.Width)
        {
            V e0 = a0 * V.Load(b), e1 = a1 * V.Load(b + stride), e2 = a2 * V.Load(b + 2L * stride), e3 = a3 * V.Load(b + 3L * stride);
            V d0 = one + e0, d1 = one + e1, d2 = one + e2, d3 = one + e3;
            V r0, r1, r2, r3;
            if (typeof(TMembers) == typeof(One))
            {
                r0 = one / d0;
                r1 = one / d1;
                r2 = one / d2;
                r3 = one / d3;
            }
            else
            {
                V d01 = d0 * d1, d23 = d2 * d3, r01, r23;
                if (typeof(TMembers) == typeof(Four))
                {
                    V r = one / (d01 * d23);
                    r01 = r * d23;
                    r23 = r * d01;
                }
                else
                {
                    r01 = one / d01;
                    r23 = one / d23;
                }
                r0 = r01 * d1;
                r1 = r01 * d0;
                r2 = r23 * d3;
                r3 = r23 * d2;
            }
            V gk = Lanes<V>.Load(k + V.Width <= keys, g + k, keys - k);
            V g0 = gk * r0, g1 = gk * r1, g2 = gk * r2, g3 = gk * r3;
            share0 += g0;
            share1 += g1;
            share2 += g2;
            share3 += g3;
            g0 *= e0 * r0;
            g1 *= e1 * r1;
            g2 *= e2 * r2;
            g3 *= e3 * r3;
            slope0 += g0;
            slope1 += g1;
            slope2 += g2;
            slope3 += g3;
            V.Store(V.MultiplyAdd(w0, g0, V.Load(dt)), dt);
            V.Store(V.MultiplyAdd(w1, g1, V.Load(dt + stride)), dt + stride);
            V.Store(V.MultiplyAdd(w2, g2, V.Load(dt + 2L * stride)), dt + 2L * stride);
            V.Store(V.MultiplyAdd(w3, g3, V.Load(dt + 3L * stride)), dt + 3L * stride);
        }
        V.StoreSums(slope0, slope1, slope2, slope3, slopes);
        V.StoreSums(share0, share1, share2, share3, shares);
    }

    private static void AddGradientOfOne<V>(float* g, float a, float* b, float w, int keys, float* dt, out float slope, out float share)
        where V : struct, ISimd<V>
    {
        V one = V.All(1), slopes = V.All(0), shares = slopes;
        for (int k = 0; k < keys; k += V.Width)
        {
            V gk = V.LoadPart(g + k, Math.Min(V.Width, keys - k), 0);
            V e = V.All(a) * V.Load(b + k);
            V r = one / (one + e);
            V gr = gk * r;
            V s = gr * (e * r);
            slopes += s;
            shares += gr;
            V.Store(V.MultiplyAdd(V.All(4 * w), s, V.Load(dt + k)), dt + k);
        }
        slope = V.Sum(slopes);
        share = V.Sum(shares);
    }

    // Far out, where e^{2a} e^{2b} is no float: with e = e^{−2|x|} the same formulas hold, tanh's sign apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGradientOfTanh<V>(float* g, float a, float* b, float w, int keys, ref float da, float* dt, ref float dw)
        where V : struct, ISimd<V>
    {
        V one = V.All(1), sumA = V.All(0), sumW = sumA;
        for (int k = 0; k < keys; k += V.Width)
        {
            V gk = V.LoadPart(g + k, Math.Min(V.Width, keys - k), 0);
            V x = V.All(a) + V.Load(b + k);
            V e = SimdMath<V>.Exp(V.All(-2) * V.Abs(x));
            V r = one / (one + e);
            V s = gk * r * (e * r);
            sumA += s;
            V.Store(V.MultiplyAdd(V.All(4 * w), s, V.Load(dt + k)), dt + k);
            sumW = V.MultiplyAdd(gk, SimdMath<V>.Tanh(x), sumW);
        }
        da += 4 * w * V.Sum(sumA);
        dw += V.Sum(sumW);
    }
}
