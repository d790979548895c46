using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>Additive attention's scores, s_k = Σ_i w_i tanh(a_i + b_ki) (Bahdanau et al. 2015, appendix A.1.2), without an exponential per element.</summary>
/// <remarks>
/// tanh(x) = 1 − 2/(1 + e^{2x}), and e^{2(a + b)} = A·B with A = e^{2a} once per query and B = e^{2b} once per key, so s = Σ w − 2 Σ w_i / D_i, D_i = 1 + A_i B_i.
/// Fractions are added before they are divided, four of them while the product of four denominators is a float, two or one where it is not, and tanh itself beyond. Where the range allows it the
/// weight is folded into the denominator first, w/D = 1/(D/w), which saves a multiplication per element (see <see cref="AdditiveVector"/>).
/// Sums of 32 features are added to a total: the error stays below 2e-6 Σ|w| up to 4,096 features. The choice depends on the query and its own keys alone.
/// </remarks>
internal static unsafe class AdditiveScores
{
    /// <summary>Fractions that share a division.</summary>
    public const int Together = 4;

    // The largest max|a| + max|b| for which products of four, two and one denominators stay within a float.
    private const float RangeOfFour = 10.5f, RangeOfTwo = 21.5f, RangeOfOne = 43;

    // Features whose exponentials are kept at a time; features of a sum that is added to the total.
    private const int QueryBlock = 1024, Chunk = 32, Panel = AdditiveKeys.Panel;

    /// <summary>What one call reads and writes: queries in rows, a block of keys in panels, scores in rows. Nothing but the scores of the keys is written.</summary>
    public ref struct Operands
    {
        /// <summary>Queries a [count, hidden], rows <see cref="Lda"/> apart, and what <see cref="AdditiveVector.Prepare"/> made of each, in rows without gaps.</summary>
        public float* A, Folded;
        public long Lda;

        /// <summary>For each query max|a| + max|b|, over its own keys.</summary>
        public float* Ranges;

        /// <summary>Keys b [keys, hidden], rows <see cref="Ldb"/> apart, read where no exponential is a float; and their exponentials in panels.</summary>
        public float* B, Panels;
        public long Ldb;

        /// <summary>Scores [count, keys], rows <see cref="Lds"/> apart.</summary>
        public float* S;
        public long Lds;
        public int Count, Keys;
    }

    /// <summary>The scores of some queries with some keys.</summary>
    public static void Run(in AdditiveVector w, in Operands x)
    {
        if (Simd512.IsSupported) Run<Simd512>(w, x);
        else if (Simd256.IsSupported) Run<Simd256>(w, x);
        else if (Simd128.IsSupported) Run<Simd128>(w, x);
        else Run<Simd1>(w, x);
    }

    private static void Run<V>(in AdditiveVector w, in Operands x) where V : struct, ISimd<V>
    {
        int hidden = w.Hidden, foldable = 0;
        for (int i = 0; i < x.Count; i++)
        {
            if (x.Ranges[i] <= w.FoldableRange) foldable++;
            else Unfolded<V>(w, x, i);
        }
        // A panel of keys stays in the first cache for all queries, two of which share what is loaded of it.
        float* panel = x.Panels;
        for (int k = 0; k < x.Keys && foldable > 0; k += Panel, panel += Panel * hidden)
        {
            int some = Math.Min(Panel, x.Keys - k);
            for (int i = 0; i < x.Count; i++)
            {
                if (!(x.Ranges[i] <= w.FoldableRange)) continue;
                float* query = x.Folded + (long)i * hidden, to = x.S + i * x.Lds + k;
                if (i + 1 < x.Count && x.Ranges[i + 1] <= w.FoldableRange)
                {
                    Folded<V, Rows2>(w, query, panel, some, to, x.Lds);
                    i++;
                }
                else Folded<V, Rows1>(w, query, panel, some, to, x.Lds);
            }
        }
    }

    // One panel and one or two queries: each has its own chain of operations, whether it is alone or not.
    private static void Folded<V, R>(in AdditiveVector w, float* query, float* panel, int keys, float* s, long lds)
        where V : struct, ISimd<V>
        where R : struct, IRows
    {
        int hidden = w.Hidden;
        float* inverses = w.Inverses, next = query + hidden;
        V scale = V.All(w.Scale), constant = V.All(w.Constant);
        for (int k = 0; k < keys; k += V.Width)
        {
            V total = V.All(0), total2 = total;
            float* b = panel + k;
            for (int c = 0; c < hidden; c += Chunk)
            {
                int i = c, end = Math.Min(hidden, c + Chunk);
                V sum = V.All(0), sum2 = sum;
                for (; i <= end - Together; i += Together, b += Together * Panel)
                {
                    V b0 = V.Load(b), b1 = V.Load(b + Panel), b2 = V.Load(b + 2 * Panel), b3 = V.Load(b + 3 * Panel);
                    V v0 = V.All(inverses[i]), v1 = V.All(inverses[i + 1]), v2 = V.All(inverses[i + 2]), v3 = V.All(inverses[i + 3]);
                    sum += FourFractions(query + i, b0, b1, b2, b3, v0, v1, v2, v3);
                    if (R.Count > 1) sum2 += FourFractions(next + i, b0, b1, b2, b3, v0, v1, v2, v3);
                }
                for (; i < end; i++, b += Panel)
                {
                    V key = V.Load(b), v = V.All(inverses[i]);
                    sum += V.All(1) / V.MultiplyAdd(V.All(query[i]), key, v);
                    if (R.Count > 1) sum2 += V.All(1) / V.MultiplyAdd(V.All(next[i]), key, v);
                }
                total += sum;
                total2 += sum2;
            }
            int part = Math.Min(V.Width, keys - k);
            V.StorePart(V.MultiplyAdd(total, scale, constant), s + k, part);
            if (R.Count > 1) V.StorePart(V.MultiplyAdd(total2, scale, constant), s + lds + k, part);
        }
    }

    // 1/D0 + 1/D1 + 1/D2 + 1/D3, D = a b + 1/v.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V FourFractions<V>(float* a, V b0, V b1, V b2, V b3, V v0, V v1, V v2, V v3) where V : struct, ISimd<V>
    {
        V d0 = V.MultiplyAdd(V.All(a[0]), b0, v0);
        V d1 = V.MultiplyAdd(V.All(a[1]), b1, v1);
        V d2 = V.MultiplyAdd(V.All(a[2]), b2, v2);
        V d3 = V.MultiplyAdd(V.All(a[3]), b3, v3);
        V d01 = d0 * d1, d23 = d2 * d3;
        return V.MultiplyAdd(d0 + d1, d23, (d2 + d3) * d01) / (d01 * d23);
    }

    [SkipLocalsInit]
    private static void Unfolded<V>(in AdditiveVector w, in Operands x, int index) where V : struct, ISimd<V>
    {
        int hidden = w.Hidden, members = Members(x.Ranges[index]);
        float* a = x.A + index * x.Lda, scores = x.S + index * x.Lds;
        if (members == 0)
        {
            for (int k = 0; k < x.Keys; k++) scores[k] = SumTanh<V>(a, w.W, x.B + k * x.Ldb, hidden);
            return;
        }
        float* query = stackalloc float[QueryBlock];             // e^{2a}
        for (int i0 = 0; i0 < hidden || i0 == 0; i0 += QueryBlock)
        {
            int count = Math.Min(QueryBlock, hidden - i0);
            Exponentials<V>(a + i0, count, query);
            for (int k = 0; k < x.Keys; k += V.Width)
            {
                int part = Math.Min(V.Width, x.Keys - k);
                float* b = x.Panels + (long)(k / Panel * hidden + i0) * Panel + k % Panel;
                V total = i0 == 0 ? V.All(0) : V.LoadPart(scores + k, part, 0);
                for (int c = 0; c < count; c += Chunk)
                {
                    int end = Math.Min(count, c + Chunk);
                    total += members switch
                    {
                        4 => SumFours(query, w.W + i0, b, c, end, V.All(0)),
                        2 => SumTwos(query, w.W + i0, b, c, end, V.All(0)),
                        _ => SumOnes(query, w.W + i0, b, c, end, V.All(0)),
                    };
                }
                if (i0 + count >= hidden) total = V.All(w.Sum) - total - total;
                V.StorePart(total, scores + k, part);
            }
        }
    }

    /// <summary>How many denominators may share a division; 0 where not even one is a float.</summary>
    public static int Members(float range) => range <= RangeOfFour ? 4 : range <= RangeOfTwo ? 2 : range <= RangeOfOne ? 1 : 0;

    // result = e^{2a}.
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
    private static V SumFours<V>(float* a, float* w, float* b, int start, int end, V sum) where V : struct, ISimd<V>
    {
        int i = start;
        V one = V.All(1);
        float* key = b + (long)i * Panel;
        for (; i <= end - 4; i += 4, key += 4 * Panel)
        {
            V d0 = V.MultiplyAdd(V.All(a[i]), V.Load(key), one);
            V d1 = V.MultiplyAdd(V.All(a[i + 1]), V.Load(key + Panel), one);
            V d2 = V.MultiplyAdd(V.All(a[i + 2]), V.Load(key + 2 * Panel), one);
            V d3 = V.MultiplyAdd(V.All(a[i + 3]), V.Load(key + 3 * Panel), one);
            V n01 = V.MultiplyAdd(V.All(w[i]), d1, V.All(w[i + 1]) * d0);
            V n23 = V.MultiplyAdd(V.All(w[i + 2]), d3, V.All(w[i + 3]) * d2);
            V d01 = d0 * d1, d23 = d2 * d3;
            sum += V.MultiplyAdd(n01, d23, n23 * d01) / (d01 * d23);
        }
        return SumOnes(a, w, b, i, end, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SumTwos<V>(float* a, float* w, float* b, int start, int end, V sum) where V : struct, ISimd<V>
    {
        int i = start;
        V one = V.All(1);
        for (; i <= end - 2; i += 2)
        {
            float* key = b + (long)i * Panel;
            V d0 = V.MultiplyAdd(V.All(a[i]), V.Load(key), one);
            V d1 = V.MultiplyAdd(V.All(a[i + 1]), V.Load(key + Panel), one);
            sum += V.MultiplyAdd(V.All(w[i]), d1, V.All(w[i + 1]) * d0) / (d0 * d1);
        }
        return SumOnes(a, w, b, i, end, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SumOnes<V>(float* a, float* w, float* b, int start, int end, V sum) where V : struct, ISimd<V>
    {
        for (int i = start; i < end; i++) sum += V.All(w[i]) / V.MultiplyAdd(V.All(a[i]), V.Load(b + (long)i * Panel), V.All(1));
        return sum;
    }

    private static float SumTanh<V>(float* a, float* w, float* b, int hidden) where V : struct, ISimd<V>
    {
        V total = V.All(0);
        for (int c = 0; c < hidden; c += Chunk * V.Width)
        {
            V sum = V.All(0);
            for (int i = c; i < Math.Min(hidden, c + Chunk * V.Width); i += V.Width)
            {
                int part = Math.Min(V.Width, hidden - i);
                sum = V.MultiplyAdd(V.LoadPart(w + i, part, 0), SimdMath<V>.Tanh(V.LoadPart(a + i, part, 0) + V.LoadPart(b + i, part, 0)), sum);
            }
            total += sum;
        }
        return V.Sum(total);
    }
}
