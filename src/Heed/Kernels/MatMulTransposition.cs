using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Heed.Kernels;

/// <summary>Rows become columns, in blocks that fit the registers.</summary>
internal static unsafe class MatMulTransposition
{
    /// <summary>to [columns, rows] (ldTo) = fromᵀ, from [rows, columns] (ldFrom).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* from, nint ldFrom, int rows, int columns, float* to, nint ldTo)
    {
        // The last block of a side overlaps the one before where the side is no multiple of its size: it writes the same again.
        if (Simd512.IsSupported && rows >= 16 && columns >= 4)
        {
            for (int i = 0; i < rows; i += 16)
            {
                int row = Math.Min(i, rows - 16);
                for (int j = 0; j < columns; j += 4)
                {
                    int column = Math.Min(j, columns - 4);
                    Sixteen(from + row * ldFrom + column, ldFrom, to + column * ldTo + row, ldTo);
                }
            }
        }
        else if (Avx.IsSupported && rows >= 8 && columns >= 8)
        {
            for (int i = 0; i < rows; i += 8)
            {
                int row = Math.Min(i, rows - 8);
                for (int j = 0; j < columns; j += 8)
                {
                    int column = Math.Min(j, columns - 8);
                    Eight(from + row * ldFrom + column, ldFrom, to + column * ldTo + row, ldTo);
                }
            }
        }
        else if ((Sse.IsSupported || AdvSimd.Arm64.IsSupported) && rows >= 4 && columns >= 4)
        {
            for (int i = 0; i < rows; i += 4)
            {
                int row = Math.Min(i, rows - 4);
                for (int j = 0; j < columns; j += 4)
                {
                    int column = Math.Min(j, columns - 4);
                    Four(from + row * ldFrom + column, ldFrom, to + column * ldTo + row, ldTo);
                }
            }
        }
        else
        {
            for (int i = 0; i < rows; i++)
            {
                float* x = from + i * ldFrom, y = to + i;
                for (int j = 0; j < columns; j++, y += ldTo) *y = x[j];
            }
        }
    }

    // Sixteen rows of four columns. Rows i, i + 4, i + 8 and i + 12 share a register from the load on, so no shuffle has to cross its quarters.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sixteen(float* x, nint ldFrom, float* y, nint ldTo)
    {
        Vector512<float> r0 = Quarters(x, ldFrom), r1 = Quarters(x + ldFrom, ldFrom), r2 = Quarters(x + 2 * ldFrom, ldFrom), r3 = Quarters(x + 3 * ldFrom, ldFrom);
        Vector512<float> low01 = Avx512F.UnpackLow(r0, r1), high01 = Avx512F.UnpackHigh(r0, r1), low23 = Avx512F.UnpackLow(r2, r3), high23 = Avx512F.UnpackHigh(r2, r3);
        Avx512F.Shuffle(low01, low23, 0b01_00_01_00).Store(y);
        Avx512F.Shuffle(low01, low23, 0b11_10_11_10).Store(y + ldTo);
        Avx512F.Shuffle(high01, high23, 0b01_00_01_00).Store(y + 2 * ldTo);
        Avx512F.Shuffle(high01, high23, 0b11_10_11_10).Store(y + 3 * ldTo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(float* x, nint ld)
    {
        Vector512<float> v = Vector128.Load(x).ToVector256Unsafe().ToVector512Unsafe();
        v = Avx512F.InsertVector128(v, Vector128.Load(x + 4 * ld), 1);
        v = Avx512F.InsertVector128(v, Vector128.Load(x + 8 * ld), 2);
        return Avx512F.InsertVector128(v, Vector128.Load(x + 12 * ld), 3);
    }

    // Rows i and i + 4 share a register from the load on, so no shuffle has to cross its halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(float* x, nint ldFrom, float* y, nint ldTo)
    {
        float* z = x + 4 * ldFrom;
        for (int half = 0; half < 2; half++, x += 4, z += 4, y += 4 * ldTo)
        {
            Vector256<float> r0 = Vector256.Create(Vector128.Load(x), Vector128.Load(z));
            Vector256<float> r1 = Vector256.Create(Vector128.Load(x + ldFrom), Vector128.Load(z + ldFrom));
            Vector256<float> r2 = Vector256.Create(Vector128.Load(x + 2 * ldFrom), Vector128.Load(z + 2 * ldFrom));
            Vector256<float> r3 = Vector256.Create(Vector128.Load(x + 3 * ldFrom), Vector128.Load(z + 3 * ldFrom));
            Vector256<float> low01 = Avx.UnpackLow(r0, r1), high01 = Avx.UnpackHigh(r0, r1);
            Vector256<float> low23 = Avx.UnpackLow(r2, r3), high23 = Avx.UnpackHigh(r2, r3);
            Avx.Shuffle(low01, low23, 0b01_00_01_00).Store(y);
            Avx.Shuffle(low01, low23, 0b11_10_11_10).Store(y + ldTo);
            Avx.Shuffle(high01, high23, 0b01_00_01_00).Store(y + 2 * ldTo);
            Avx.Shuffle(high01, high23, 0b11_10_11_10).Store(y + 3 * ldTo);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(float* x, nint ldFrom, float* y, nint ldTo)
    {
        Vector128<float> r0 = Vector128.Load(x), r1 = Vector128.Load(x + ldFrom);
        Vector128<float> r2 = Vector128.Load(x + 2 * ldFrom), r3 = Vector128.Load(x + 3 * ldFrom);
        Vector128<float> low01 = Low(r0, r1), high01 = High(r0, r1), low23 = Low(r2, r3), high23 = High(r2, r3);
        Vector128.Create(low01.GetLower(), low23.GetLower()).Store(y);
        Vector128.Create(low01.GetUpper(), low23.GetUpper()).Store(y + ldTo);
        Vector128.Create(high01.GetLower(), high23.GetLower()).Store(y + 2 * ldTo);
        Vector128.Create(high01.GetUpper(), high23.GetUpper()).Store(y + 3 * ldTo);
    }

    private static Vector128<float> Low(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackLow(x, y) : AdvSimd.Arm64.ZipLow(x, y);

    private static Vector128<float> High(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackHigh(x, y) : AdvSimd.Arm64.ZipHigh(x, y);
}
