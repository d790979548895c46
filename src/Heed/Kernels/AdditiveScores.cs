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
            for (int i0 = 0; i0 < hidden; i0 += KeyBlock)
                for (int k = 0; k < keys; k++)
                {
                    float* row = pb + (long)k * hidden;
                    for (int i = i0; i < Math.Min(hidden, i0 + KeyBlock); i++) row[i] += pt[(long)i * stride + k];
                }
        }
    }

    private static float PrepareKeys<V>(float* b, int keys, int hidden, int stride, float* transposed, float* exponentials)
        where V : struct, ISimd<V>
    {
        for (int i0 = 0; i0 < hidden; i0 += KeyBlock)
            for (int k = 0; k < keys; k++)
            {
                float* row = b + (long)k * hidden;
                for (int i = i0; i < Math.Min(hidden, i0 + KeyBlock); i++) transposed[(long)i * stride + k] = row[i];
            }
        V max = V.All(0);
        for (int i = 0; i < hidden; i++)
        {
            float* from = transposed + (long)i * stride, to = exponentials + (long)i * stride;
            for (int k = keys; k < stride; k++) from[k] = 0;
            for (int k = 0; k < stride; k += V.Width)
            {
                V x = V.Load(from + k);
                max = V.Max(V.Abs(x), max);
                V.Store(SimdMath<V>.Exp(x + x), to + k);
            }
        }
        return V.MaxOf(max);
    }

    [SkipLocalsInit]
    private static void Score<V>(float* a, float* transposed, float* exponentials, float maxKey, float* w, int keys, int hidden, float* scores)
        where V : struct, ISimd<V>
    {
        int stride = KeyStride(keys);
        int members = Members<V>(a, hidden, maxKey);
        double sumOfWeights = 0;
        if (members > 0)
            for (int i = 0; i < hidden; i++) sumOfWeights += w[i];
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
                if (last && members > 0) total = V.All((float)sumOfWeights) - total - total;
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
        float* query = stackalloc float[QueryBlock];
        for (int i0 = 0; i0 < hidden; i0 += QueryBlock)
        {
            int count = Math.Min(QueryBlock, hidden - i0);
            if (members > 0) Exponentials<V>(a + i0, count, query);
            int i = 0;
            if (members >= 2)
                for (; i <= count - 2; i += 2)
                {
                    long at = (long)(i0 + i) * stride;
                    AddGradientOfTwo<V>(g, query + i, exponentials + at, stride, w + i0 + i, keys, da + i0 + i, dt + at, dw + i0 + i);
                }
            for (; i < count; i++)
            {
                long at = (long)(i0 + i) * stride;
                if (members > 0) AddGradientOfOne<V>(g, query[i], exponentials + at, w[i0 + i], keys, ref da[i0 + i], dt + at, ref dw[i0 + i]);
                else AddGradientOfTanh<V>(g, a[i0 + i], transposed + at, w[i0 + i], keys, ref da[i0 + i], dt + at, ref dw[i0 + i]);
            }
        }
    }

    // tanh = 1 − 2r and 1 − tanh² = 4 r (AB r), r = 1/(1 + AB); r − r² would lose everything where tanh is near −1.
    // Two reciprocals cost one division: 1/D0 = D1 / (D0 D1).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGradientOfTwo<V>(float* g, float* a, float* b, int stride, float* w, int keys, float* da, float* dt, float* dw)
        where V : struct, ISimd<V>
    {
        V one = V.All(1), two = V.All(2), a0 = V.All(a[0]), a1 = V.All(a[1]), w0 = V.All(4 * w[0]), w1 = V.All(4 * w[1]);
        V da0 = V.All(0), da1 = da0, dw0 = da0, dw1 = da0;
        for (int k = 0; k < keys; k += V.Width)
        {
            V gk = V.LoadPart(g + k, Math.Min(V.Width, keys - k), 0);
            V e0 = a0 * V.Load(b + k), e1 = a1 * V.Load(b + stride + k);
            V d0 = one + e0, d1 = one + e1;
            V r = one / (d0 * d1);
            V r0 = d1 * r, r1 = d0 * r;
            V s0 = gk * r0 * (e0 * r0), s1 = gk * r1 * (e1 * r1);
            da0 += s0;
            da1 += s1;
            V.Store(V.MultiplyAdd(w0, s0, V.Load(dt + k)), dt + k);
            V.Store(V.MultiplyAdd(w1, s1, V.Load(dt + stride + k)), dt + stride + k);
            dw0 = V.MultiplyAdd(gk, one - two * r0, dw0);
            dw1 = V.MultiplyAdd(gk, one - two * r1, dw1);
        }
        da[0] += 4 * w[0] * V.Sum(da0);
        da[1] += 4 * w[1] * V.Sum(da1);
        dw[0] += V.Sum(dw0);
        dw[1] += V.Sum(dw1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGradientOfOne<V>(float* g, float a, float* b, float w, int keys, ref float da, float* dt, ref float dw)
        where V : struct, ISimd<V>
    {
        V one = V.All(1), sumA = V.All(0), sumW = sumA;
        for (int k = 0; k < keys; k += V.Width)
        {
            V gk = V.LoadPart(g + k, Math.Min(V.Width, keys - k), 0);
            V e = V.All(a) * V.Load(b + k);
            V r = one / (one + e);
            V s = gk * r * (e * r);
            sumA += s;
            V.Store(V.MultiplyAdd(V.All(4 * w), s, V.Load(dt + k)), dt + k);
            sumW = V.MultiplyAdd(gk, one - (r + r), sumW);
        }
        da += 4 * w * V.Sum(sumA);
        dw += V.Sum(sumW);
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
