using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>
/// The gradient of <see cref="AdditiveScores"/>. With r = 1/(1 + AB): tanh = 1 − 2r and 1 − tanh² = 4 r (AB r); r − r² would lose everything where tanh is near −1. So for gradients g_qk of the scores
/// da_qi = 4 w_i Σ_k g r (AB r), db_ki = 4 w_i Σ_q g r (AB r), dw_i = Σ_qk g (1 − 2r). Four keys share a division while the product of their denominators is a float: 1/D0 = D1 / (D0 D1).
/// </summary>
internal static unsafe class AdditiveGradient
{
    private const int Strip = AdditiveKeys.Panel, Together = 4;

    /// <summary>What one call reads and adds to: queries and their gradients in rows, a block of keys in strips.</summary>
    public ref struct Operands
    {
        /// <summary>w [hidden], and its gradient.</summary>
        public float* W, Dw;

        /// <summary>Queries a [count, hidden], rows <see cref="Lda"/> apart, and their gradients in the same layout.</summary>
        public float* A, Da;
        public long Lda;

        /// <summary>Gradients of the scores [count, keys], rows <see cref="Ldg"/> apart.</summary>
        public float* G;
        public long Ldg;

        /// <summary>For each query max|a| + max|b| over its own keys, and how many keys those are.</summary>
        public float* Ranges;
        public int* Ends;

        /// <summary>Keys b [keys, hidden], rows <see cref="Ldb"/> apart, read where no exponential is a float.</summary>
        public float* B;
        public long Ldb;

        /// <summary>Their exponentials in strips of <see cref="Keys"/> keys, and the gradient of b in that layout.</summary>
        public float* Strips, Db;
        public int Keys, Count, Hidden;
    }

    /// <summary>Adds to the gradients.</summary>
    public static void Run(in Operands x)
    {
        if (Simd512.IsSupported) Run<Simd512>(x);
        else if (Simd256.IsSupported) Run<Simd256>(x);
        else if (Simd128.IsSupported) Run<Simd128>(x);
        else Run<Simd1>(x);
    }

    // A strip of keys and of their gradients stays in the first cache for all queries.
    [SkipLocalsInit]
    private static void Run<V>(in Operands x) where V : struct, ISimd<V>
    {
        float* sums = stackalloc float[x.Count];
        for (int q = 0; q < x.Count; q++) sums[q] = (float)Elementwise.Sum(new ReadOnlySpan<float>(x.G + q * x.Ldg, x.Ends[q]));
        for (int i = 0; i < x.Hidden; i += V.Width)
        {
            int part = Math.Min(V.Width, x.Hidden - i);
            long at = (long)(i / Strip) * x.Keys * Strip + i % Strip;
            V w = V.LoadPart(x.W + i, part, 0), dw = V.LoadPart(x.Dw + i, part, 0), w4 = V.All(4) * w;
            for (int q = 0; q < x.Count; q++)
            {
                V a = V.LoadPart(x.A + q * x.Lda + i, part, 0), slope, share;
                float* g = x.G + q * x.Ldg, b = x.Strips + at, db = x.Db + at;
                int end = x.Ends[q];
                switch (AdditiveScores.Members(x.Ranges[q]))
                {
                    case 4: (slope, share) = Fours(SimdMath<V>.Exp(a + a), b, g, end, w4, db); break;
                    case 2: (slope, share) = Twos(SimdMath<V>.Exp(a + a), b, g, end, w4, db); break;
                    case 1: (slope, share) = Ones(SimdMath<V>.Exp(a + a), b, g, 0, end, w4, db, V.All(0), V.All(0)); break;
                    default: (slope, share) = Tanhs(a, x.B + i, x.Ldb, part, g, end, w4, db); break;
                }
                float* da = x.Da + q * x.Lda + i;
                V.StorePart(V.MultiplyAdd(w4, slope, V.LoadPart(da, part, 0)), da, part);
                dw += V.All(sums[q]) - share - share;
            }
            V.StorePart(dw, x.Dw + i, part);
        }
    }

    // Σ_k g r (AB r) and Σ_k g r, and db += 4 w g r (AB r). What four keys add is added up first: a chain has one link for them.
    private static (V Slope, V Share) Fours<V>(V e, float* b, float* g, int keys, V w4, float* db) where V : struct, ISimd<V>
    {
        V one = V.All(1), slope = V.All(0), share = slope;
        int k = 0;
        for (; k <= keys - Together; k += Together)
        {
            float* from = b + (nint)k * Strip, to = db + (nint)k * Strip;
            V ab0 = e * V.Load(from), ab1 = e * V.Load(from + Strip), ab2 = e * V.Load(from + 2 * Strip), ab3 = e * V.Load(from + 3 * Strip);
            V d0 = one + ab0, d1 = one + ab1, d2 = one + ab2, d3 = one + ab3;
            V d01 = d0 * d1, d23 = d2 * d3, r = one / (d01 * d23), r01 = r * d23, r23 = r * d01;
            V r0 = r01 * d1, r1 = r01 * d0, r2 = r23 * d3, r3 = r23 * d2;
            V g0 = V.All(g[k]), g1 = V.All(g[k + 1]), g2 = V.All(g[k + 2]), g3 = V.All(g[k + 3]);
            V s0 = g0 * r0, s1 = g1 * r1, s2 = g2 * r2, s3 = g3 * r3;
            share += (s0 + s1) + (s2 + s3);
            s0 *= ab0 * r0;
            s1 *= ab1 * r1;
            s2 *= ab2 * r2;
            s3 *= ab3 * r3;
            slope += (s0 + s1) + (s2 + s3);
            V.Store(V.MultiplyAdd(w4, s0, V.Load(to)), to);
            V.Store(V.MultiplyAdd(w4, s1, V.Load(to + Strip)), to + Strip);
            V.Store(V.MultiplyAdd(w4, s2, V.Load(to + 2 * Strip)), to + 2 * Strip);
            V.Store(V.MultiplyAdd(w4, s3, V.Load(to + 3 * Strip)), to + 3 * Strip);
        }
        return Ones(e, b, g, k, keys, w4, db, slope, share);
    }

    private static (V Slope, V Share) Twos<V>(V e, float* b, float* g, int keys, V w4, float* db) where V : struct, ISimd<V>
    {
        V one = V.All(1), slope = V.All(0), share = slope;
        int k = 0;
        for (; k <= keys - 2; k += 2)
        {
            float* from = b + (nint)k * Strip, to = db + (nint)k * Strip;
            V ab0 = e * V.Load(from), ab1 = e * V.Load(from + Strip), d0 = one + ab0, d1 = one + ab1, r = one / (d0 * d1), r0 = r * d1, r1 = r * d0;
            V g0 = V.All(g[k]), g1 = V.All(g[k + 1]), s0 = g0 * r0, s1 = g1 * r1;
            share += s0 + s1;
            s0 *= ab0 * r0;
            s1 *= ab1 * r1;
            slope += s0 + s1;
            V.Store(V.MultiplyAdd(w4, s0, V.Load(to)), to);
            V.Store(V.MultiplyAdd(w4, s1, V.Load(to + Strip)), to + Strip);
        }
        return Ones(e, b, g, k, keys, w4, db, slope, share);
    }

    private static (V Slope, V Share) Ones<V>(V e, float* b, float* g, int k, int keys, V w4, float* db, V slope, V share) where V : struct, ISimd<V>
    {
        for (; k < keys; k++)
        {
            float* to = db + (nint)k * Strip;
            V ab = e * V.Load(b + (nint)k * Strip), r = V.All(1) / (V.All(1) + ab), gk = V.All(g[k]), s = gk * r;
            share += s;
            s *= ab * r;
            slope += s;
            V.Store(V.MultiplyAdd(w4, s, V.Load(to)), to);
        }
        return (slope, share);
    }

    // Far out, where e^{2a} e^{2b} is no float: with e = e^{−2|x|} the same formulas hold, tanh's sign apart.
    private static (V Slope, V Share) Tanhs<V>(V a, float* b, long ldb, int part, float* g, int keys, V w4, float* db) where V : struct, ISimd<V>
    {
        V slope = V.All(0), share = slope;
        for (int k = 0; k < keys; k++, db += Strip)
        {
            V x = a + V.LoadPart(b + k * ldb, part, 0), e = SimdMath<V>.Exp(V.All(-2) * V.Abs(x)), r = V.All(1) / (V.All(1) + e), gk = V.All(g[k]), s = gk * r * (e * r);
            slope += s;
            share = V.MultiplyAdd(gk, V.SelectGreaterOrEqual(x, V.All(0), e * r, r), share);
            V.Store(V.MultiplyAdd(w4, s, V.Load(db)), db);
        }
        return (slope, share);
    }
}
