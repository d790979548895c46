using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>
/// The matrix product. Every output element is one chain of fused multiply-adds over k in ascending order, so neither the number
/// of rows, nor the tile, nor the threads can change a bit of it.
/// </summary>
internal static unsafe class MatMul
{
    /// <summary>Columns of a packed panel: two vectors.</summary>
    public static int PanelWidth =>
        Simd512.IsSupported ? 2 * Simd512.Width : Simd256.IsSupported ? 2 * Simd256.Width : Simd128.IsSupported ? 2 * Simd128.Width : 2 * Simd1.Width;

    /// <summary>Floats needed to pack a [k, n] right operand: n is rounded up to whole panels.</summary>
    public static int PackedLength(int k, int n)
    {
        Debug.Assert(k >= 0 && n >= 0);
        int panel = PanelWidth;
        return checked((int)(((long)n + panel - 1) / panel * panel * k));
    }

    /// <summary>
    /// Packs B [k, n] into panels [n / panel][k][panel], zeros where the last panel is wider than B. Element (p, j) lies at
    /// b[p·ldb + j], or at b[j·ldb + p] when transposed.
    /// </summary>
    public static void Pack(ReadOnlySpan<float> b, int ldb, bool transposed, int k, int n, Span<float> packed)
    {
        Debug.Assert(packed.Length >= PackedLength(k, n));
        int panel = PanelWidth;
        for (int j = 0; j < n; j += panel)
        {
            int columns = Math.Min(panel, n - j);
            for (int p = 0; p < k; p++)
            {
                Span<float> row = packed.Slice(j * k + p * panel, panel);
                if (transposed)
                {
                    for (int q = 0; q < columns; q++) row[q] = b[(j + q) * ldb + p];
                }
                else
                {
                    b.Slice(p * ldb + j, columns).CopyTo(row);
                }
                row[columns..].Clear();
            }
        }
    }

    /// <summary>
    /// c [m, n] = start + op(a) · B, where start is the old c when accumulating, else the bias [n], else (an empty bias) zero.
    /// Element (i, p) of op(a) [m, k] lies at a[i·lda + p], or at a[p·lda + i] when transposed; row i of c starts at c[i·ldc].
    /// </summary>
    public static void Run(
        ReadOnlySpan<float> a, int lda, bool transposedA, ReadOnlySpan<float> packed, ReadOnlySpan<float> bias,
        Span<float> c, int ldc, int m, int n, int k, bool accumulate, Workers workers)
    {
        Debug.Assert(packed.Length >= PackedLength(k, n));
        Debug.Assert(bias.IsEmpty || (bias.Length >= n && !accumulate));
        Debug.Assert(m == 0 || n == 0 || c.Length >= (long)(m - 1) * ldc + n);
        if (m == 0 || n == 0) return;
        fixed (float* pa = a, pb = packed, pBias = bias, pc = c)
        {
            int row = transposedA ? 1 : lda, step = transposedA ? lda : 1;
            if (Simd512.IsSupported) Run<Simd512>(pa, row, step, pb, pBias, pc, ldc, m, n, k, accumulate);
            else if (Simd256.IsSupported) Run<Simd256>(pa, row, step, pb, pBias, pc, ldc, m, n, k, accumulate);
            else if (Simd128.IsSupported) Run<Simd128>(pa, row, step, pb, pBias, pc, ldc, m, n, k, accumulate);
            else Run<Simd1>(pa, row, step, pb, pBias, pc, ldc, m, n, k, accumulate);
        }
    }

    private static void Run<V>(float* a, int row, int step, float* packed, float* bias, float* c, int ldc, int m, int n, int k, bool accumulate)
        where V : struct, ISimd<V>
    {
        int w = V.Width;
        for (int j = 0; j < n; j += w)
        {
            int count = Math.Min(w, n - j);
            float* b = packed + (long)(j / (2 * w)) * 2 * w * k + j % (2 * w);
            for (int i = 0; i < m; i++)
            {
                float* to = c + (long)i * ldc + j;
                V sum = accumulate ? V.LoadPart(to, count, 0) : bias != null ? V.LoadPart(bias + j, count, 0) : V.All(0);
                for (int p = 0; p < k; p++) sum = V.MultiplyAdd(V.All(a[(long)i * row + (long)p * step]), V.Load(b + (long)p * 2 * w), sum);
                V.StorePart(sum, to, count);
            }
        }
    }
}
