using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>
/// The matrix product. Every output element is one chain of fused multiply-adds over k in ascending order, so neither the number
/// of rows, nor the tile, nor the threads can change a bit of it.
/// </summary>
internal static unsafe class MatMul
{
    // Numbers from which on packing with several threads is faster.
    private const long PackWorthSharing = 1 << 15;

    // Rows whose multiply-adds take as long as reading B from memory.
    private const int RowsOfReading = 16;

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
        Debug.Assert(k == 0 || n == 0 || b.Length >= (transposed ? (long)(n - 1) * ldb + k : (long)(k - 1) * ldb + n));
        if (k == 0 || n == 0) return;
        fixed (float* from = b, to = packed)
        {
            if (transposed) PackColumns(from, ldb, k, n, to);
            else if (Simd512.IsSupported) PackRows<Simd512>(from, ldb, k, n, to);
            else if (Simd256.IsSupported) PackRows<Simd256>(from, ldb, k, n, to);
            else if (Simd128.IsSupported) PackRows<Simd128>(from, ldb, k, n, to);
            else PackRows<Simd1>(from, ldb, k, n, to);
        }
    }

    /// <summary>The same with several threads, each of which packs some of the panels.</summary>
    public static void Pack(ReadOnlySpan<float> b, int ldb, bool transposed, int k, int n, Span<float> packed, Workers workers)
    {
        if (workers.Available == 1 || (long)k * n < PackWorthSharing)
        {
            Pack(b, ldb, transposed, k, n, packed);
            return;
        }
        Debug.Assert(packed.Length >= PackedLength(k, n));
        fixed (float* pb = b, pp = packed)
        {
            float* from = pb, to = pp;
            int panel = PanelWidth, panels = (n + panel - 1) / panel, pieces = Math.Min(panels, 4 * workers.Available);
            workers.For(pieces, piece =>
            {
                int first = (int)((long)panels * piece / pieces) * panel, columns = Math.Min((int)((long)panels * (piece + 1) / pieces) * panel, n) - first;
                if (columns <= 0) return;
                long begins = transposed ? (long)first * ldb : first, length = transposed ? (long)(columns - 1) * ldb + k : (long)(k - 1) * ldb + columns;
                Pack(new ReadOnlySpan<float>(from + begins, (int)length), ldb, transposed, k, columns, new Span<float>(to + (long)first * k, PackedLength(k, columns)));
            });
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
        Debug.Assert(m >= 0 && n >= 0 && k >= 0 && ldc >= n);
        Debug.Assert(packed.Length >= PackedLength(k, n));
        Debug.Assert(bias.IsEmpty || (bias.Length >= n && !accumulate));
        Debug.Assert(m == 0 || n == 0 || c.Length >= (long)(m - 1) * ldc + n);
        Debug.Assert(m == 0 || k == 0 || a.Length >= (transposedA ? (long)(k - 1) * lda + m : (long)(m - 1) * lda + k));
        fixed (float* pb = packed) Run(a, lda, transposedA, (byte*)pb, false, bias, c, ldc, m, n, k, accumulate, workers);
    }

    /// <summary>The same with B packed by <see cref="PackBrain"/>.</summary>
    public static void Run(ReadOnlySpan<float> a, int lda, ReadOnlySpan<ushort> packed, ReadOnlySpan<float> bias, Span<float> c, int ldc, int m, int n, int k, Workers workers)
    {
        Debug.Assert(packed.Length >= PackedLength(k, n));
        fixed (ushort* pb = packed) Run(a, lda, false, (byte*)pb, true, bias, c, ldc, m, n, k, false, workers);
    }

    /// <summary>Packs Bᵀ [n, k] as <see cref="Pack(ReadOnlySpan{float}, int, bool, int, int, Span{float})"/> does and rounds it to bfloat16; as many numbers.</summary>
    public static void PackBrain(ReadOnlySpan<float> b, int k, int n, Span<ushort> packed)
    {
        Debug.Assert(b.Length == k * n && packed.Length >= PackedLength(k, n));
        int panel = PanelWidth, w = panel / 2;
        float[] floats = new float[panel * k];
        ushort[] rounded = new ushort[panel * k];
        for (int j = 0; j < n; j += panel)
        {
            int columns = Math.Min(panel, n - j);
            Pack(b.Slice(j * k, columns * k), k, true, k, columns, floats);
            Halves.ToBrain(floats, rounded);
            Span<ushort> to = packed.Slice(j * k, panel * k);
            for (int p = 0; p < panel * k; p += panel)
                for (int i = 0; i < w; i++)
                {
                    to[p + 2 * i] = rounded[p + i];
                    to[p + 2 * i + 1] = rounded[p + i + w];
                }
        }
    }

    private static void Run(ReadOnlySpan<float> a, int lda, bool transposedA, byte* b, bool brain, ReadOnlySpan<float> bias, Span<float> c, int ldc, int m, int n, int k, bool accumulate, Workers workers)
    {
        if (m == 0 || n == 0) return;
        fixed (float* pa = a, pBias = bias, pc = c)
        {
            var product = new MatMulProduct
            {
                A = pa,
                Row = transposedA ? 1 : lda,
                Step = transposedA ? lda : 1,
                B = b,
                Brain = brain,
                Bias = pBias,
                C = pc,
                Ldc = ldc,
                Rows = m,
                Columns = n,
                Inner = k,
                Accumulate = accumulate,
            };
            // Few rows take as long as reading B does.
            if (workers.Available == 1 || (long)Math.Max(m, RowsOfReading) * n * k < MatMulJob.WorthSharing) product.Run();
            else MatMulJob.Run(product, workers);
        }
    }

    // Eight rows of B at a time: long reads, and writes of whole panel rows that lie together.
    private static void PackRows<V>(float* b, int ldb, int k, int n, float* packed) where V : struct, ISimd<V>
    {
        const int Together = 8;
        int w = V.Width, panel = 2 * w;
        for (int first = 0; first < k; first += Together)
        {
            int last = Math.Min(first + Together, k), j = 0;
            float* to = packed + (long)first * panel;
            for (; j + panel <= n; j += panel, to += (long)k * panel)
            {
                float* from = b + (long)first * ldb + j, row = to;
                for (int p = first; p < last; p++, from += ldb, row += panel)
                {
                    V.Store(V.Load(from), row);
                    V.Store(V.Load(from + w), row + w);
                }
            }
            if (j == n) continue;
            int columns = n - j;
            for (int p = first; p < last; p++, to += panel)
            {
                float* from = b + (long)p * ldb + j;
                V.Store(V.LoadPart(from, Math.Min(columns, w), 0), to);
                V.Store(V.LoadPart(from + w, Math.Max(columns - w, 0), 0), to + w);
            }
        }
    }

    private static void PackColumns(float* b, int ldb, int k, int n, float* packed)
    {
        int panel = PanelWidth;
        for (int j = 0; j < n; j += panel, packed += (long)k * panel)
        {
            int columns = Math.Min(panel, n - j);
            MatMulTransposition.Run(b + (long)j * ldb, ldb, columns, k, packed, panel);
            if (columns == panel) continue;
            for (int p = 0; p < k; p++) new Span<float>(packed + (long)p * panel + columns, panel - columns).Clear();
        }
    }
}
