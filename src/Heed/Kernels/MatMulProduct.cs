using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Heed.Kernels;

/// <summary>
/// One matrix product, or a rectangle of one, run by one thread: splits it into tiles and orders them so that a block of A stays in
/// the second cache and a panel of B in the first or second. Blocks of the inner dimension go on with the chains through c.
/// </summary>
internal unsafe struct MatMulProduct
{
    // A block of A: at most 240 KiB, beside a panel block of 64 KiB, leaves room in the smaller second caches too.
    private const int BlockRows = 120, BlockInner = 512;

    // The widest tile: four panels of two vectors of 16.
    private const int MostColumns = 128;

    [ThreadStatic] private static float[]? t_scratch;

    /// <summary>Element (i, p) lies at A[i·Row + p·Step].</summary>
    public float* A;
    public int Row, Step;

    /// <summary>Panels [n / panel][Inner][panel], in bfloat16 where <see cref="Brain"/> says so.</summary>
    public byte* B;
    public bool Brain;

    /// <summary>Null for none.</summary>
    public float* Bias;
    public float* C;
    public int Ldc, Rows, Columns, Inner;
    public bool Accumulate;

    /// <summary>Tiles of 24 accumulators need 32 registers; with 16 there are 12.</summary>
    private static bool ManyRegisters => Simd512.IsSupported || AdvSimd.Arm64.IsSupported;

    public static int TileRows => ManyRegisters ? 12 : 6;

    /// <summary>The rectangle of rows [row, row + rows) and the columns of the panels [panel, panel + panels).</summary>
    public readonly MatMulProduct Part(int row, int rows, int panel, int panels)
    {
        MatMulProduct part = this;
        int width = MatMul.PanelWidth, column = panel * width;
        part.A += (long)row * Row;
        part.B += (long)column * Inner * (Brain ? sizeof(ushort) : sizeof(float));
        if (Bias != null) part.Bias += column;
        part.C += (long)row * Ldc + column;
        part.Rows = rows;
        part.Columns = Math.Min(panels * width, Columns - column);
        return part;
    }

    public readonly void Run()
    {
        if (Simd512.IsSupported) Choose<Simd512>();
        else if (Simd256.IsSupported) Choose<Simd256>();
        else if (Simd128.IsSupported) Choose<Simd128>();
        else Choose<Simd1>();
    }

    private readonly void Choose<V>() where V : struct, ISimd<V>
    {
        if (Brain) Run<V, BrainPanels<V>>();
        else Run<V, FloatPanels<V>>();
    }

    private readonly void Run<V, P>()
        where V : struct, ISimd<V>
        where P : struct, IPanels<V>
    {
        if (Inner == 0)
        {
            for (int i = 0; i < Rows && !Accumulate; i++)
            {
                var c = new Span<float>(C + (long)i * Ldc, Columns);
                if (Bias == null) c.Clear();
                else new ReadOnlySpan<float>(Bias, Columns).CopyTo(c);
            }
            return;
        }
        int panel = 2 * V.Width, panels = (Columns + panel - 1) / panel;
        // One tile of rows reads B once: blocks would gain nothing.
        int innerBlocks = Rows <= TileRows ? 1 : Blocks(Inner, BlockInner), rowBlocks = Blocks(Rows, BlockRows * BlockInner / Math.Min(BlockInner, Share(Inner, innerBlocks, 0)));
        for (int ib = 0, p = 0; ib < innerBlocks; ib++)
        {
            int inner = Share(Inner, innerBlocks, ib);
            for (int rb = 0, i = 0; rb < rowBlocks; rb++)
            {
                int rows = Share(Rows, rowBlocks, rb);
                float* a = A + (long)i * Row + (long)p * Step;
                if (Step != 1 && panels > 1) Block<V, P>(Packed(a, rows, inner), 0, 0, rows, i, p, inner);
                else Block<V, P>(a, Row, Step, rows, i, p, inner);
                i += rows;
            }
            p += inner;
        }
    }

    // All columns of a block of rows: every panel meets every tile of rows before the next one. A row of 0 stands for a packed block.
    [SkipLocalsInit]
    private readonly void Block<V, P>(float* a, int row, int step, int rows, int i, int p, int inner)
        where V : struct, ISimd<V>
        where P : struct, IPanels<V>
    {
        int panel = 2 * V.Width, tiles = Tiles(rows), highest = (rows + tiles - 1) / tiles;
        int together = ManyRegisters ? (highest <= 3 ? 4 : highest <= 6 ? 2 : 1) : highest <= 1 ? 4 : highest <= 2 ? 2 : 1;
        bool goOn = Accumulate || p > 0;
        float* zeros = stackalloc float[MostColumns], edge = stackalloc float[24 * 16];
        new Span<float>(zeros, MostColumns).Clear();
        for (int j = 0; j < Columns;)
        {
            int left = (Columns - j + panel - 1) / panel;
            while (together > left) together /= 2;
            int whole = together * panel, columns = Math.Min(whole, Columns - j);
            byte* b = B + ((long)j / panel * Inner + p) * P.RowBytes;
            float* first = Bias == null ? zeros : Bias + j;
            for (int tile = 0, r = 0; tile < tiles; tile++)
            {
                int height = Share(rows, tiles, tile);
                float* x = a + (long)r * (row == 0 ? inner : row);
                nint rowBytes = sizeof(float) * (row == 0 ? 1 : (nint)row), stepBytes = sizeof(float) * (row == 0 ? height : (nint)step);
                float* c = C + (long)(i + r) * Ldc + j;
                if (goOn) Fetch(tile + 1 < tiles ? c + (long)height * Ldc : C + (long)i * Ldc + j + whole, height, whole);
                if (columns == whole)
                {
                    Tile<V, P>(height, together, (byte*)x, rowBytes, stepBytes, b, P.RowBytes, (nint)Inner * P.RowBytes, goOn ? c : first, goOn ? Ldc : 0, c, Ldc, inner);
                }
                else
                {
                    if (goOn) Copy(c, Ldc, edge, whole, height, columns);
                    else Copy(first, 0, edge, whole, height, columns);
                    Tile<V, P>(height, together, (byte*)x, rowBytes, stepBytes, b, P.RowBytes, (nint)Inner * P.RowBytes, edge, whole, edge, whole, inner);
                    Copy(edge, whole, c, Ldc, height, columns);
                }
                r += height;
            }
            j += columns;
        }
    }

    /// <summary>
    /// c [rows, columns] = or += a · b for whole panels of columns and few rows and inner steps, without blocks, edges or preparations: what attention asks for in each of its tiles. Rows of a are
    /// <paramref name="lda"/> apart; rows of b <paramref name="next"/> and its panels <paramref name="panel"/> floats. The chains are those of every other product.
    /// </summary>
    public static void Small<V>(float* a, nint lda, float* b, nint next, nint panel, float* c, nint ldc, int rows, int columns, int inner, bool accumulate) where V : struct, ISimd<V>
    {
        int width = 2 * V.Width, tiles = Blocks(rows, lda % 1024 == 0 ? Math.Min(8, TileRows) : TileRows);
        float* zeros = stackalloc float[32];
        if (!accumulate) new Span<float>(zeros, 32).Clear();
        for (int j = 0; j < columns; j += width, b += panel)
            for (int tile = 0, r = 0; tile < tiles; tile++)
            {
                int height = Share(rows, tiles, tile);
                float* to = c + r * ldc + j;
                Tile<V, FloatPanels<V>>(height, 1, (byte*)(a + r * lda), sizeof(float) * lda, sizeof(float), (byte*)b, sizeof(float) * next, 0, accumulate ? to : zeros, accumulate ? ldc : 0, to, ldc, inner);
                r += height;
            }
    }

    // The next tile's chains come from far away: they travel while this tile is computed. A fetch may miss c, it never faults.
    private readonly void Fetch(float* c, int rows, int columns)
    {
        if (!Sse.IsSupported) return;
        for (int q = 0; q < rows; q++)
            for (int j = 0; j < columns; j += 16) Sse.Prefetch0(c + (long)q * Ldc + j);
    }

    private static void Copy(float* from, nint ldFrom, float* to, nint ldTo, int rows, int columns)
    {
        for (int q = 0; q < rows; q++) new ReadOnlySpan<float>(from + q * ldFrom, columns).CopyTo(new Span<float>(to + q * ldTo, columns));
    }

    // The tiles of a block of a transposed A, each as [inner][height], the order in which it is read.
    private readonly float* Packed(float* a, int rows, int inner)
    {
        float* packed = Scratch(rows * inner);
        int tiles = Tiles(rows);
        for (int p = 0; p < inner; p++, a += Step)
        {
            for (int tile = 0, r = 0; tile < tiles; tile++)
            {
                int height = Share(rows, tiles, tile), q = 0;
                float* from = a + r, to = packed + (long)r * inner + (long)p * height;
                for (; q + 4 <= height; q += 4) Vector128.Load(from + q).Store(to + q);
                for (; q < height; q++) to[q] = from[q];
                r += height;
            }
        }
        return packed;
    }

    // Rows a multiple of 4 KiB apart meet in one set of the first cache, which may hold no more than eight lines.
    private readonly int Tiles(int rows) => Blocks(rows, Step == 1 && Row % 1024 == 0 ? Math.Min(8, TileRows) : TileRows);

    private static float* Scratch(int length)
    {
        if (t_scratch is null || t_scratch.Length < length)
        {
            t_scratch = GC.AllocateUninitializedArray<float>(Math.Max(length, 1 << 15), pinned: true);
        }
        return (float*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(t_scratch, 0);
    }

    public static int Blocks(int size, int most) => (size + most - 1) / most;

    /// <summary>The size of one of so many near-equal shares, the larger ones first.</summary>
    public static int Share(int size, int shares, int index) => size / shares + (index < size % shares ? 1 : 0);

    private static void Tile<V, P>(int rows, int panels, byte* a, nint row, nint step, byte* b, nint next, nint panel, float* start, nint ldStart, float* c, nint ldc, int k)
        where V : struct, ISimd<V>
        where P : struct, IPanels<V>
    {
        switch (panels * 16 + rows)
        {
            case 16 + 1: MatMulTiles.Narrow<V, Rows1, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 16 + 2: MatMulTiles.Narrow<V, Rows2, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 16 + 3: MatMulTiles.Narrow<V, Rows3, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 16 + 4: MatMulTiles.Narrow<V, Rows4, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 16 + 5: MatMulTiles.Narrow<V, Rows5, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 16 + 6: MatMulTiles.Narrow<V, Rows6, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 16 + 7: MatMulTiles.Narrow<V, Rows7, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 16 + 8: MatMulTiles.Narrow<V, Rows8, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 16 + 9: MatMulTiles.Narrow<V, Rows9, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 16 + 10: MatMulTiles.Narrow<V, Rows10, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 16 + 11: MatMulTiles.Narrow<V, Rows11, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 16 + 12: MatMulTiles.Narrow<V, Rows12, P>(a, row, step, b, next, start, ldStart, c, ldc, k); break;
            case 32 + 1: MatMulTiles.Wide<V, Rows1, P>(a, row, step, b, next, panel, start, ldStart, c, ldc, k); break;
            case 32 + 2: MatMulTiles.Wide<V, Rows2, P>(a, row, step, b, next, panel, start, ldStart, c, ldc, k); break;
            case 32 + 3: MatMulTiles.Wide<V, Rows3, P>(a, row, step, b, next, panel, start, ldStart, c, ldc, k); break;
            case 32 + 4: MatMulTiles.Wide<V, Rows4, P>(a, row, step, b, next, panel, start, ldStart, c, ldc, k); break;
            case 32 + 5: MatMulTiles.Wide<V, Rows5, P>(a, row, step, b, next, panel, start, ldStart, c, ldc, k); break;
            case 32 + 6: MatMulTiles.Wide<V, Rows6, P>(a, row, step, b, next, panel, start, ldStart, c, ldc, k); break;
            case 64 + 1: MatMulTiles.Widest<V, Rows1, P>(a, row, step, b, next, panel, start, ldStart, c, ldc, k); break;
            case 64 + 2: MatMulTiles.Widest<V, Rows2, P>(a, row, step, b, next, panel, start, ldStart, c, ldc, k); break;
            case 64 + 3: MatMulTiles.Widest<V, Rows3, P>(a, row, step, b, next, panel, start, ldStart, c, ldc, k); break;
            default: throw new InvalidOperationException($"MatMul: no tile of {rows} rows × {panels} panels.");
        }
    }
}
