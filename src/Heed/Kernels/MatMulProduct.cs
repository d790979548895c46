using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Heed.Kernels;

/// <summary>
/// One matrix product, or a rectangle of one, run by one thread: splits it into tiles and orders them so that a block of A stays in
/// the second cache and a panel of B in the first or second. Blocks of the inner dimension go on with the chains through c.
/// </summary>
internal unsafe struct MatMulProduct
{
    // A block of A: at most 480 KiB, which leaves half of a 1 MiB second cache to the panels.
    private const int BlockRows = 240, BlockInner = 512;

    [ThreadStatic] private static float[]? t_scratch;

    /// <summary>Element (i, p) lies at A[i·Row + p·Step].</summary>
    public float* A;
    public int Row, Step;

    /// <summary>Panels [n / panel][Inner][panel].</summary>
    public float* B;

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
        part.B += (long)column * Inner;
        if (Bias != null) part.Bias += column;
        part.C += (long)row * Ldc + column;
        part.Rows = rows;
        part.Columns = Math.Min(panels * width, Columns - column);
        return part;
    }

    public readonly void Run()
    {
        if (Simd512.IsSupported) Run<Simd512>();
        else if (Simd256.IsSupported) Run<Simd256>();
        else if (Simd128.IsSupported) Run<Simd128>();
        else Run<Simd1>();
    }

    private readonly void Run<V>() where V : struct, ISimd<V>
    {
        if (Inner == 0)
        {
            Start<V>(C, Rows, 0, Columns, Ldc);
            return;
        }
        int panel = 2 * V.Width, panels = (Columns + panel - 1) / panel;
        // One tile of rows reads B once: blocks would gain nothing.
        int innerBlocks = Rows <= TileRows ? 1 : Blocks(Inner, BlockInner), rowBlocks = Blocks(Rows, BlockRows);
        bool pack = Step != 1 ? panels > 1 : Rows > 6 && (panels >= 16 || Row % 1024 == 0);
        for (int ib = 0, p = 0; ib < innerBlocks; ib++)
        {
            int inner = Share(Inner, innerBlocks, ib);
            for (int rb = 0, i = 0; rb < rowBlocks; rb++)
            {
                int rows = Share(Rows, rowBlocks, rb);
                float* a = A + (long)i * Row + (long)p * Step;
                if (pack) Block<V>(Packed(a, rows, inner), 0, 0, rows, i, p, inner);
                else Block<V>(a, Row, Step, rows, i, p, inner);
                i += rows;
            }
            p += inner;
        }
    }

    // All columns of a block of rows: every panel meets every tile of rows before the next one. A row of 0 stands for a packed block.
    private readonly void Block<V>(float* a, int row, int step, int rows, int i, int p, int inner) where V : struct, ISimd<V>
    {
        int w = V.Width, panel = 2 * w, tiles = Blocks(rows, TileRows), highest = (rows + tiles - 1) / tiles;
        int together = ManyRegisters ? (highest <= 3 ? 4 : highest <= 6 ? 2 : 1) : highest <= 1 ? 4 : highest <= 3 ? 2 : 1;
        float* edge = stackalloc float[24 * 16];
        for (int j = 0; j < Columns;)
        {
            int left = (Columns - j + panel - 1) / panel;
            while (together > left) together /= 2;
            int columns = Math.Min(together * panel, Columns - j);
            float* b = B + (long)j * Inner + (long)p * panel;
            for (int tile = 0, r = 0; tile < tiles; tile++)
            {
                int height = Share(rows, tiles, tile);
                float* x = row == 0 ? a + (long)r * inner : a + (long)r * row;
                nint rowBytes = sizeof(float) * (row == 0 ? 1 : (nint)row), stepBytes = sizeof(float) * (row == 0 ? height : (nint)step);
                float* c = C + (long)(i + r) * Ldc + j;
                if (p == 0 && !Accumulate) Start<V>(c, height, j, columns, Ldc);
                if (columns == together * panel)
                {
                    Tile<V>(height, together, (byte*)x, rowBytes, stepBytes, b, (nint)Inner * panel, c, Ldc, inner);
                }
                else
                {
                    int whole = together * panel;
                    for (int q = 0; q < height; q++) new ReadOnlySpan<float>(c + (long)q * Ldc, columns).CopyTo(new Span<float>(edge + q * whole, columns));
                    Tile<V>(height, together, (byte*)x, rowBytes, stepBytes, b, (nint)Inner * panel, edge, whole, inner);
                    for (int q = 0; q < height; q++) new ReadOnlySpan<float>(edge + q * whole, columns).CopyTo(new Span<float>(c + (long)q * Ldc, columns));
                }
                r += height;
            }
            j += columns;
        }
    }

    // The chains begin with the old c, the bias or zero, written where the tile then finds them.
    private readonly void Start<V>(float* c, int rows, int j, int columns, int ldc) where V : struct, ISimd<V>
    {
        if (Accumulate) return;
        for (int q = 0; q < rows; q++)
        {
            var to = new Span<float>(c + (long)q * ldc, columns);
            if (Bias == null) to.Clear();
            else new ReadOnlySpan<float>(Bias + j, columns).CopyTo(to);
        }
    }

    // A block of A as tiles [inner][height], the order in which the tiles read it.
    private readonly float* Packed(float* a, int rows, int inner)
    {
        float* packed = Scratch(rows * inner);
        int tiles = Blocks(rows, TileRows);
        if (Row != 1)
        {
            for (int tile = 0, r = 0; tile < tiles; tile++)
            {
                int height = Share(rows, tiles, tile);
                MatMulTransposition.Run(a + (long)r * Row, Row, height, inner, packed + (long)r * inner, height);
                r += height;
            }
            return packed;
        }
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

    private static void Tile<V>(int rows, int panels, byte* a, nint row, nint step, float* b, nint panel, float* c, nint ldc, int k)
        where V : struct, ISimd<V>
    {
        switch (panels * 16 + rows)
        {
            case 16 + 1: MatMulTiles.Narrow<V, Rows1>(a, row, step, b, c, ldc, k); break;
            case 16 + 2: MatMulTiles.Narrow<V, Rows2>(a, row, step, b, c, ldc, k); break;
            case 16 + 3: MatMulTiles.Narrow<V, Rows3>(a, row, step, b, c, ldc, k); break;
            case 16 + 4: MatMulTiles.Narrow<V, Rows4>(a, row, step, b, c, ldc, k); break;
            case 16 + 5: MatMulTiles.Narrow<V, Rows5>(a, row, step, b, c, ldc, k); break;
            case 16 + 6: MatMulTiles.Narrow<V, Rows6>(a, row, step, b, c, ldc, k); break;
            case 16 + 7: MatMulTiles.Narrow<V, Rows7>(a, row, step, b, c, ldc, k); break;
            case 16 + 8: MatMulTiles.Narrow<V, Rows8>(a, row, step, b, c, ldc, k); break;
            case 16 + 9: MatMulTiles.Narrow<V, Rows9>(a, row, step, b, c, ldc, k); break;
            case 16 + 10: MatMulTiles.Narrow<V, Rows10>(a, row, step, b, c, ldc, k); break;
            case 16 + 11: MatMulTiles.Narrow<V, Rows11>(a, row, step, b, c, ldc, k); break;
            case 16 + 12: MatMulTiles.Narrow<V, Rows12>(a, row, step, b, c, ldc, k); break;
            case 32 + 1: MatMulTiles.Wide<V, Rows1>(a, row, step, b, panel, c, ldc, k); break;
            case 32 + 2: MatMulTiles.Wide<V, Rows2>(a, row, step, b, panel, c, ldc, k); break;
            case 32 + 3: MatMulTiles.Wide<V, Rows3>(a, row, step, b, panel, c, ldc, k); break;
            case 32 + 4: MatMulTiles.Wide<V, Rows4>(a, row, step, b, panel, c, ldc, k); break;
            case 32 + 5: MatMulTiles.Wide<V, Rows5>(a, row, step, b, panel, c, ldc, k); break;
            case 32 + 6: MatMulTiles.Wide<V, Rows6>(a, row, step, b, panel, c, ldc, k); break;
            case 64 + 1: MatMulTiles.Widest<V, Rows1>(a, row, step, b, panel, c, ldc, k); break;
            case 64 + 2: MatMulTiles.Widest<V, Rows2>(a, row, step, b, panel, c, ldc, k); break;
            case 64 + 3: MatMulTiles.Widest<V, Rows3>(a, row, step, b, panel, c, ldc, k); break;
            default: throw new InvalidOperationException($"MatMul: no tile of {rows} rows × {panels} panels.");
        }
    }
}
