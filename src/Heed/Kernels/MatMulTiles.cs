using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>The number of rows of a tile, as a type: the compiled code of each has no branch on it.</summary>
internal interface IRows
{
    static abstract int Count { get; }
}

internal struct Rows1 : IRows { public static int Count => 1; }

internal struct Rows2 : IRows { public static int Count => 2; }

internal struct Rows3 : IRows { public static int Count => 3; }

internal struct Rows4 : IRows { public static int Count => 4; }

internal struct Rows5 : IRows { public static int Count => 5; }

internal struct Rows6 : IRows { public static int Count => 6; }

internal struct Rows7 : IRows { public static int Count => 7; }

internal struct Rows8 : IRows { public static int Count => 8; }

internal struct Rows9 : IRows { public static int Count => 9; }

internal struct Rows10 : IRows { public static int Count => 10; }

internal struct Rows11 : IRows { public static int Count => 11; }

internal struct Rows12 : IRows { public static int Count => 12; }

/// <summary>
/// The innermost loops of the matrix product, c = start + a · b on one tile kept in registers. Element (i, p) of a lies i·row + p·step
/// bytes from its first; rows of b are next bytes apart; rows of start are ldStart apart, 0 for one row that serves all. A tile needs eight chains or more to keep two multiply-add units busy: fewer rows take more columns.
/// Names: c{row}{vector}.
/// </summary>
internal static unsafe class MatMulTiles
{
    /// <summary>1 to 12 rows × 2 vectors, one panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow<V, R, P>(byte* a, nint row, nint step, byte* b, nint next, float* start, nint ldStart, float* c, nint ldc, int k)
        where V : struct, ISimd<V>
        where R : struct, IRows
        where P : struct, IPanels<V>
    {
        int w = V.Width;
        nint row2 = 2 * row, row3 = 3 * row;
        byte* a4 = a + 4 * row, a8 = a4 + 4 * row;
        V c00 = V.Load(start), c01 = V.Load(start + w);
        V c10 = default, c11 = default;
        V c20 = default, c21 = default;
        V c30 = default, c31 = default;
        V c40 = default, c41 = default;
        V c50 = default, c51 = default;
        V c60 = default, c61 = default;
        V c70 = default, c71 = default;
        V c80 = default, c81 = default;
        V c90 = default, c91 = default;
        V cA0 = default, cA1 = default;
        V cB0 = default, cB1 = default;
        if (R.Count > 1) { start += ldStart; c10 = V.Load(start); c11 = V.Load(start + w); }
        if (R.Count > 2) { start += ldStart; c20 = V.Load(start); c21 = V.Load(start + w); }
        if (R.Count > 3) { start += ldStart; c30 = V.Load(start); c31 = V.Load(start + w); }
        if (R.Count > 4) { start += ldStart; c40 = V.Load(start); c41 = V.Load(start + w); }
        if (R.Count > 5) { start += ldStart; c50 = V.Load(start); c51 = V.Load(start + w); }
        if (R.Count > 6) { start += ldStart; c60 = V.Load(start); c61 = V.Load(start + w); }
        if (R.Count > 7) { start += ldStart; c70 = V.Load(start); c71 = V.Load(start + w); }
        if (R.Count > 8) { start += ldStart; c80 = V.Load(start); c81 = V.Load(start + w); }
        if (R.Count > 9) { start += ldStart; c90 = V.Load(start); c91 = V.Load(start + w); }
        if (R.Count > 10) { start += ldStart; cA0 = V.Load(start); cA1 = V.Load(start + w); }
        if (R.Count > 11) { start += ldStart; cB0 = V.Load(start); cB1 = V.Load(start + w); }
        for (; k > 0; k--)
        {
            P.Load(b, out V y0, out V y1); V x;
            x = V.All(*(float*)a); c00 = V.MultiplyAdd(x, y0, c00); c01 = V.MultiplyAdd(x, y1, c01);
            if (R.Count > 1) { x = V.All(*(float*)(a + row)); c10 = V.MultiplyAdd(x, y0, c10); c11 = V.MultiplyAdd(x, y1, c11); }
            if (R.Count > 2) { x = V.All(*(float*)(a + row2)); c20 = V.MultiplyAdd(x, y0, c20); c21 = V.MultiplyAdd(x, y1, c21); }
            if (R.Count > 3) { x = V.All(*(float*)(a + row3)); c30 = V.MultiplyAdd(x, y0, c30); c31 = V.MultiplyAdd(x, y1, c31); }
            if (R.Count > 4) { x = V.All(*(float*)a4); c40 = V.MultiplyAdd(x, y0, c40); c41 = V.MultiplyAdd(x, y1, c41); }
            if (R.Count > 5) { x = V.All(*(float*)(a4 + row)); c50 = V.MultiplyAdd(x, y0, c50); c51 = V.MultiplyAdd(x, y1, c51); }
            if (R.Count > 6) { x = V.All(*(float*)(a4 + row2)); c60 = V.MultiplyAdd(x, y0, c60); c61 = V.MultiplyAdd(x, y1, c61); }
            if (R.Count > 7) { x = V.All(*(float*)(a4 + row3)); c70 = V.MultiplyAdd(x, y0, c70); c71 = V.MultiplyAdd(x, y1, c71); }
            if (R.Count > 8) { x = V.All(*(float*)a8); c80 = V.MultiplyAdd(x, y0, c80); c81 = V.MultiplyAdd(x, y1, c81); }
            if (R.Count > 9) { x = V.All(*(float*)(a8 + row)); c90 = V.MultiplyAdd(x, y0, c90); c91 = V.MultiplyAdd(x, y1, c91); }
            if (R.Count > 10) { x = V.All(*(float*)(a8 + row2)); cA0 = V.MultiplyAdd(x, y0, cA0); cA1 = V.MultiplyAdd(x, y1, cA1); }
            if (R.Count > 11) { x = V.All(*(float*)(a8 + row3)); cB0 = V.MultiplyAdd(x, y0, cB0); cB1 = V.MultiplyAdd(x, y1, cB1); }
            a += step; a4 += step; a8 += step;
            b += next;
        }
        V.Store(c00, c); V.Store(c01, c + w);
        if (R.Count > 1) { c += ldc; V.Store(c10, c); V.Store(c11, c + w); }
        if (R.Count > 2) { c += ldc; V.Store(c20, c); V.Store(c21, c + w); }
        if (R.Count > 3) { c += ldc; V.Store(c30, c); V.Store(c31, c + w); }
        if (R.Count > 4) { c += ldc; V.Store(c40, c); V.Store(c41, c + w); }
        if (R.Count > 5) { c += ldc; V.Store(c50, c); V.Store(c51, c + w); }
        if (R.Count > 6) { c += ldc; V.Store(c60, c); V.Store(c61, c + w); }
        if (R.Count > 7) { c += ldc; V.Store(c70, c); V.Store(c71, c + w); }
        if (R.Count > 8) { c += ldc; V.Store(c80, c); V.Store(c81, c + w); }
        if (R.Count > 9) { c += ldc; V.Store(c90, c); V.Store(c91, c + w); }
        if (R.Count > 10) { c += ldc; V.Store(cA0, c); V.Store(cA1, c + w); }
        if (R.Count > 11) { c += ldc; V.Store(cB0, c); V.Store(cB1, c + w); }
    }

    /// <summary>1 to 6 rows × 4 vectors, two neighbouring panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Wide<V, R, P>(byte* a, nint row, nint step, byte* b, nint next, nint panel, float* start, nint ldStart, float* c, nint ldc, int k)
        where V : struct, ISimd<V>
        where R : struct, IRows
        where P : struct, IPanels<V>
    {
        int w = V.Width;
        nint row2 = 2 * row, row3 = 3 * row;
        byte* a4 = a + 4 * row;
        byte* b2 = b + panel;
        V c00 = V.Load(start), c01 = V.Load(start + w), c02 = V.Load(start + 2 * w), c03 = V.Load(start + 3 * w);
        V c10 = default, c11 = default, c12 = default, c13 = default;
        V c20 = default, c21 = default, c22 = default, c23 = default;
        V c30 = default, c31 = default, c32 = default, c33 = default;
        V c40 = default, c41 = default, c42 = default, c43 = default;
        V c50 = default, c51 = default, c52 = default, c53 = default;
        if (R.Count > 1) { start += ldStart; c10 = V.Load(start); c11 = V.Load(start + w); c12 = V.Load(start + 2 * w); c13 = V.Load(start + 3 * w); }
        if (R.Count > 2) { start += ldStart; c20 = V.Load(start); c21 = V.Load(start + w); c22 = V.Load(start + 2 * w); c23 = V.Load(start + 3 * w); }
        if (R.Count > 3) { start += ldStart; c30 = V.Load(start); c31 = V.Load(start + w); c32 = V.Load(start + 2 * w); c33 = V.Load(start + 3 * w); }
        if (R.Count > 4) { start += ldStart; c40 = V.Load(start); c41 = V.Load(start + w); c42 = V.Load(start + 2 * w); c43 = V.Load(start + 3 * w); }
        if (R.Count > 5) { start += ldStart; c50 = V.Load(start); c51 = V.Load(start + w); c52 = V.Load(start + 2 * w); c53 = V.Load(start + 3 * w); }
        for (; k > 0; k--)
        {
            P.Load(b, out V y0, out V y1); P.Load(b2, out V y2, out V y3); V x;
            x = V.All(*(float*)a); c00 = V.MultiplyAdd(x, y0, c00); c01 = V.MultiplyAdd(x, y1, c01); c02 = V.MultiplyAdd(x, y2, c02); c03 = V.MultiplyAdd(x, y3, c03);
            if (R.Count > 1) { x = V.All(*(float*)(a + row)); c10 = V.MultiplyAdd(x, y0, c10); c11 = V.MultiplyAdd(x, y1, c11); c12 = V.MultiplyAdd(x, y2, c12); c13 = V.MultiplyAdd(x, y3, c13); }
            if (R.Count > 2) { x = V.All(*(float*)(a + row2)); c20 = V.MultiplyAdd(x, y0, c20); c21 = V.MultiplyAdd(x, y1, c21); c22 = V.MultiplyAdd(x, y2, c22); c23 = V.MultiplyAdd(x, y3, c23); }
            if (R.Count > 3) { x = V.All(*(float*)(a + row3)); c30 = V.MultiplyAdd(x, y0, c30); c31 = V.MultiplyAdd(x, y1, c31); c32 = V.MultiplyAdd(x, y2, c32); c33 = V.MultiplyAdd(x, y3, c33); }
            if (R.Count > 4) { x = V.All(*(float*)a4); c40 = V.MultiplyAdd(x, y0, c40); c41 = V.MultiplyAdd(x, y1, c41); c42 = V.MultiplyAdd(x, y2, c42); c43 = V.MultiplyAdd(x, y3, c43); }
            if (R.Count > 5) { x = V.All(*(float*)(a4 + row)); c50 = V.MultiplyAdd(x, y0, c50); c51 = V.MultiplyAdd(x, y1, c51); c52 = V.MultiplyAdd(x, y2, c52); c53 = V.MultiplyAdd(x, y3, c53); }
            a += step; a4 += step;
            b += next; b2 += next;
        }
        V.Store(c00, c); V.Store(c01, c + w); V.Store(c02, c + 2 * w); V.Store(c03, c + 3 * w);
        if (R.Count > 1) { c += ldc; V.Store(c10, c); V.Store(c11, c + w); V.Store(c12, c + 2 * w); V.Store(c13, c + 3 * w); }
        if (R.Count > 2) { c += ldc; V.Store(c20, c); V.Store(c21, c + w); V.Store(c22, c + 2 * w); V.Store(c23, c + 3 * w); }
        if (R.Count > 3) { c += ldc; V.Store(c30, c); V.Store(c31, c + w); V.Store(c32, c + 2 * w); V.Store(c33, c + 3 * w); }
        if (R.Count > 4) { c += ldc; V.Store(c40, c); V.Store(c41, c + w); V.Store(c42, c + 2 * w); V.Store(c43, c + 3 * w); }
        if (R.Count > 5) { c += ldc; V.Store(c50, c); V.Store(c51, c + w); V.Store(c52, c + 2 * w); V.Store(c53, c + 3 * w); }
    }

    /// <summary>1 to 3 rows × 8 vectors, four neighbouring panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widest<V, R, P>(byte* a, nint row, nint step, byte* b, nint next, nint panel, float* start, nint ldStart, float* c, nint ldc, int k)
        where V : struct, ISimd<V>
        where R : struct, IRows
        where P : struct, IPanels<V>
    {
        int w = V.Width;
        nint row2 = 2 * row;
        byte* b2 = b + panel, b4 = b2 + panel, b6 = b4 + panel;
        V c00 = V.Load(start), c01 = V.Load(start + w), c02 = V.Load(start + 2 * w), c03 = V.Load(start + 3 * w), c04 = V.Load(start + 4 * w), c05 = V.Load(start + 5 * w), c06 = V.Load(start + 6 * w), c07 = V.Load(start + 7 * w);
        V c10 = default, c11 = default, c12 = default, c13 = default, c14 = default, c15 = default, c16 = default, c17 = default;
        V c20 = default, c21 = default, c22 = default, c23 = default, c24 = default, c25 = default, c26 = default, c27 = default;
        if (R.Count > 1) { start += ldStart; c10 = V.Load(start); c11 = V.Load(start + w); c12 = V.Load(start + 2 * w); c13 = V.Load(start + 3 * w); c14 = V.Load(start + 4 * w); c15 = V.Load(start + 5 * w); c16 = V.Load(start + 6 * w); c17 = V.Load(start + 7 * w); }
        if (R.Count > 2) { start += ldStart; c20 = V.Load(start); c21 = V.Load(start + w); c22 = V.Load(start + 2 * w); c23 = V.Load(start + 3 * w); c24 = V.Load(start + 4 * w); c25 = V.Load(start + 5 * w); c26 = V.Load(start + 6 * w); c27 = V.Load(start + 7 * w); }
        for (; k > 0; k--)
        {
            V x0 = V.All(*(float*)a), x1 = R.Count > 1 ? V.All(*(float*)(a + row)) : x0, x2 = R.Count > 2 ? V.All(*(float*)(a + row2)) : x0;
            P.Load(b, out V y0, out V y1); c00 = V.MultiplyAdd(x0, y0, c00); if (R.Count > 1) c10 = V.MultiplyAdd(x1, y0, c10); if (R.Count > 2) c20 = V.MultiplyAdd(x2, y0, c20);
            c01 = V.MultiplyAdd(x0, y1, c01); if (R.Count > 1) c11 = V.MultiplyAdd(x1, y1, c11); if (R.Count > 2) c21 = V.MultiplyAdd(x2, y1, c21);
            P.Load(b2, out V y2, out V y3); c02 = V.MultiplyAdd(x0, y2, c02); if (R.Count > 1) c12 = V.MultiplyAdd(x1, y2, c12); if (R.Count > 2) c22 = V.MultiplyAdd(x2, y2, c22);
            c03 = V.MultiplyAdd(x0, y3, c03); if (R.Count > 1) c13 = V.MultiplyAdd(x1, y3, c13); if (R.Count > 2) c23 = V.MultiplyAdd(x2, y3, c23);
            P.Load(b4, out V y4, out V y5); c04 = V.MultiplyAdd(x0, y4, c04); if (R.Count > 1) c14 = V.MultiplyAdd(x1, y4, c14); if (R.Count > 2) c24 = V.MultiplyAdd(x2, y4, c24);
            c05 = V.MultiplyAdd(x0, y5, c05); if (R.Count > 1) c15 = V.MultiplyAdd(x1, y5, c15); if (R.Count > 2) c25 = V.MultiplyAdd(x2, y5, c25);
            P.Load(b6, out V y6, out V y7); c06 = V.MultiplyAdd(x0, y6, c06); if (R.Count > 1) c16 = V.MultiplyAdd(x1, y6, c16); if (R.Count > 2) c26 = V.MultiplyAdd(x2, y6, c26);
            c07 = V.MultiplyAdd(x0, y7, c07); if (R.Count > 1) c17 = V.MultiplyAdd(x1, y7, c17); if (R.Count > 2) c27 = V.MultiplyAdd(x2, y7, c27);
            a += step;
            b += next; b2 += next; b4 += next; b6 += next;
        }
        V.Store(c00, c); V.Store(c01, c + w); V.Store(c02, c + 2 * w); V.Store(c03, c + 3 * w); V.Store(c04, c + 4 * w); V.Store(c05, c + 5 * w); V.Store(c06, c + 6 * w); V.Store(c07, c + 7 * w);
        if (R.Count > 1) { c += ldc; V.Store(c10, c); V.Store(c11, c + w); V.Store(c12, c + 2 * w); V.Store(c13, c + 3 * w); V.Store(c14, c + 4 * w); V.Store(c15, c + 5 * w); V.Store(c16, c + 6 * w); V.Store(c17, c + 7 * w); }
        if (R.Count > 2) { c += ldc; V.Store(c20, c); V.Store(c21, c + w); V.Store(c22, c + 2 * w); V.Store(c23, c + 3 * w); V.Store(c24, c + 4 * w); V.Store(c25, c + 5 * w); V.Store(c26, c + 6 * w); V.Store(c27, c + 7 * w); }
    }
}
