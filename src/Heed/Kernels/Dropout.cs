using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Heed.Kernels;

/// <summary>
/// y = x / (1 − rate) where kept and 0 where dropped. What is dropped depends on seed, step, place, the row's sentence and time, and the
/// feature's index alone: not on the batch, its order, the threads or the vector width. Srivastava et al. 2014.
/// </summary>
/// <remarks>
/// Sixteen random bits decide one feature, so the rate is rounded to 1/65,536. Sixty-four features take the eight Philox blocks with
/// counters (8·(f / 64) + 0 to 7, time, sentence, place): of f mod 64 = 16 g + l, the decision stands in block l / 2, word 2 (g / 2) + l mod 2,
/// its lower half for even g, else its upper half. In this order vectors of sixteen decisions need no shuffling.
/// </remarks>
internal static unsafe class Dropout
{
    private const int Group = 64;

    /// <summary>x, y [rows, width]; sentence, time [rows]; rate in [0, 1). y may be x.</summary>
    public static void Apply(
        ReadOnlySpan<float> x, int rows, int width, ReadOnlySpan<int> sentence, ReadOnlySpan<int> time,
        float rate, ulong seed, uint step, uint place, Span<float> y) =>
        Run<No>(x, rows, width, sentence, time, rate, seed, step, place, y);

    /// <summary>dx += dy / (1 − rate) where kept; decides again what <see cref="Apply"/> decided.</summary>
    public static void AddGradient(
        ReadOnlySpan<float> dy, int rows, int width, ReadOnlySpan<int> sentence, ReadOnlySpan<int> time,
        float rate, ulong seed, uint step, uint place, Span<float> dx) =>
        Run<Yes>(dy, rows, width, sentence, time, rate, seed, step, place, dx);

    /// <summary>One group of 64 features of one row, those from 64 · <paramref name="group"/> on: y = x · keep / (1 − rate), as <see cref="Apply"/> decides them. y may be x.</summary>
    public static void ApplyGroup(float* x, int group, uint time, uint sentence, uint k0, uint k1, float rate, uint place, float* y)
    {
        uint threshold = (uint)MathF.Round(rate * 65536);
        float scale = 1 / (1 - rate);
        int first = group * Group, end = first + Group;
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported) Row512<No>(x - first, first, end, time, sentence, place, k0, k1, threshold, scale, y - first);
        else if (Avx2.IsSupported) Row256<No>(x - first, first, end, time, sentence, place, k0, k1, threshold, scale, y - first);
        else Row<No>(x - first, first, end, time, sentence, place, k0, k1, threshold, scale, y - first);
    }

    // Whether results are added to what is there. As types, so that the compiler leaves only one case in the code.
    private readonly struct Yes;

    private readonly struct No;

    private static void Run<TAdd>(
        ReadOnlySpan<float> x, int rows, int width, ReadOnlySpan<int> sentence, ReadOnlySpan<int> time,
        float rate, ulong seed, uint step, uint place, Span<float> y)
    {
        Debug.Assert(x.Length == rows * width && y.Length == x.Length && sentence.Length == rows && time.Length == rows && rate is >= 0 and < 1);
        uint threshold = (uint)MathF.Round(rate * 65536);
        float scale = 1 / (1 - rate);
        (uint k0, uint k1) = Philox.Key(seed, step);
        fixed (float* px = x, py = y)
        {
            for (int r = 0; r < rows; r++)
            {
                float* from = px + (long)r * width, to = py + (long)r * width;
                if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
                    Row512<TAdd>(from, 0, width, (uint)time[r], (uint)sentence[r], place, k0, k1, threshold, scale, to);
                else if (Avx2.IsSupported)
                    Row256<TAdd>(from, 0, width, (uint)time[r], (uint)sentence[r], place, k0, k1, threshold, scale, to);
                else
                    Row<TAdd>(from, 0, width, (uint)time[r], (uint)sentence[r], place, k0, k1, threshold, scale, to);
            }
        }
    }

    [SkipLocalsInit]
    private static void Row<TAdd>(
        float* x, int start, int width, uint time, uint sentence, uint place, uint k0, uint k1, uint threshold, float scale, float* y)
    {
        uint* words = stackalloc uint[32];                     // [block, word]
        for (int f = start; f < width; f += Group)
        {
            for (int b = 0; b < 8; b++)
            {
                (uint, uint, uint, uint) block = Philox.Block((uint)(f / Group * 8 + b), time, sentence, place, k0, k1);
                words[4 * b] = block.Item1;
                words[4 * b + 1] = block.Item2;
                words[4 * b + 2] = block.Item3;
                words[4 * b + 3] = block.Item4;
            }
            int count = Math.Min(Group, width - f);
            for (int i = 0; i < count; i++)
            {
                int g = i / 16, l = i % 16;
                uint bits = words[4 * (l / 2) + 2 * (g / 2) + l % 2];
                bool keep = ((g & 1) == 0 ? bits & 0xFFFF : bits >> 16) >= threshold;
                float kept = keep ? x[f + i] * scale : 0;
                y[f + i] = typeof(TAdd) == typeof(Yes) ? y[f + i] + kept : kept;
            }
        }
    }

    private static void Row512<TAdd>(
        float* x, int start, int width, uint time, uint sentence, uint place, uint k0, uint k1, uint threshold, float scale, float* y)
    {
        // Philox keeps each 32-bit word in a lane of 64; what stands in the upper halves is never read.
        Vector512<ulong> m0 = Vector512.Create((ulong)Philox.Multiplier0), m1 = Vector512.Create((ulong)Philox.Multiplier1);
        Vector512<uint> limit = Vector512.Create(threshold), low = Vector512.Create(0xFFFFu);
        Vector512<float> factor = Vector512.Create(scale);
        int f = start;
        for (; f <= width - Group; f += Group)
        {
            Vector512<ulong> c0 = Vector512.Create((ulong)(uint)(f / Group * 8)) + Vector512<ulong>.Indices;
            Vector512<ulong> c1 = Vector512.Create((ulong)time), c2 = Vector512.Create((ulong)sentence), c3 = Vector512.Create((ulong)place);
            uint a = k0, b = k1;
            for (int round = 0; round < Philox.Rounds; round++)
            {
                Vector512<ulong> p0 = Avx512F.Multiply(c0.AsUInt32(), m0.AsUInt32()), p1 = Avx512F.Multiply(c2.AsUInt32(), m1.AsUInt32());
                c0 = Vector512.ShiftRightLogical(p1, 32) ^ c1 ^ Vector512.Create(a).AsUInt64();
                c1 = p1;
                c2 = Vector512.ShiftRightLogical(p0, 32) ^ c3 ^ Vector512.Create(b).AsUInt64();
                c3 = p0;
                a += Philox.KeyStep0;
                b += Philox.KeyStep1;
            }
            Vector512<ulong> lower = Vector512.Create(0xFFFFFFFFul);
            Vector512<uint> first = ((c0 & lower) | Vector512.ShiftLeft(c1, 32)).AsUInt32();
            Vector512<uint> second = ((c2 & lower) | Vector512.ShiftLeft(c3, 32)).AsUInt32();
            Put512<TAdd>(x + f, first & low, limit, factor, y + f);
            Put512<TAdd>(x + f + 16, Vector512.ShiftRightLogical(first, 16), limit, factor, y + f + 16);
            Put512<TAdd>(x + f + 32, second & low, limit, factor, y + f + 32);
            Put512<TAdd>(x + f + 48, Vector512.ShiftRightLogical(second, 16), limit, factor, y + f + 48);
        }
        if (f < width) Row<TAdd>(x, f, width, time, sentence, place, k0, k1, threshold, scale, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put512<TAdd>(float* x, Vector512<uint> bits, Vector512<uint> limit, Vector512<float> factor, float* y)
    {
        Vector512<float> kept = Vector512.Load(x) * factor & Vector512.GreaterThanOrEqual(bits, limit).AsSingle();
        (typeof(TAdd) == typeof(Yes) ? Vector512.Load(y) + kept : kept).Store(y);
    }

    private static void Row256<TAdd>(
        float* x, int start, int width, uint time, uint sentence, uint place, uint k0, uint k1, uint threshold, float scale, float* y)
    {
        Vector256<uint> m0 = Vector256.Create((ulong)Philox.Multiplier0).AsUInt32(), m1 = Vector256.Create((ulong)Philox.Multiplier1).AsUInt32();
        Vector256<uint> limit = Vector256.Create(threshold), low = Vector256.Create(0xFFFFu);
        Vector256<float> factor = Vector256.Create(scale);
        int f = start;
        for (; f <= width - Group; f += Group)
        {
            for (int part = 0; part < 2; part++)                // blocks 0 to 3, then 4 to 7
            {
                Vector256<ulong> c0 = Vector256.Create((ulong)(uint)(f / Group * 8 + 4 * part)) + Vector256<ulong>.Indices;
                Vector256<ulong> c1 = Vector256.Create((ulong)time), c2 = Vector256.Create((ulong)sentence), c3 = Vector256.Create((ulong)place);
                uint a = k0, b = k1;
                for (int round = 0; round < Philox.Rounds; round++)
                {
                    Vector256<ulong> p0 = Avx2.Multiply(c0.AsUInt32(), m0), p1 = Avx2.Multiply(c2.AsUInt32(), m1);
                    c0 = Vector256.ShiftRightLogical(p1, 32) ^ c1 ^ Vector256.Create(a).AsUInt64();
                    c1 = p1;
                    c2 = Vector256.ShiftRightLogical(p0, 32) ^ c3 ^ Vector256.Create(b).AsUInt64();
                    c3 = p0;
                    a += Philox.KeyStep0;
                    b += Philox.KeyStep1;
                }
                Vector256<ulong> lower = Vector256.Create(0xFFFFFFFFul);
                Vector256<uint> first = ((c0 & lower) | Vector256.ShiftLeft(c1, 32)).AsUInt32();
                Vector256<uint> second = ((c2 & lower) | Vector256.ShiftLeft(c3, 32)).AsUInt32();
                int at = f + 8 * part;
                Put256<TAdd>(x + at, first & low, limit, factor, y + at);
                Put256<TAdd>(x + at + 16, Vector256.ShiftRightLogical(first, 16), limit, factor, y + at + 16);
                Put256<TAdd>(x + at + 32, second & low, limit, factor, y + at + 32);
                Put256<TAdd>(x + at + 48, Vector256.ShiftRightLogical(second, 16), limit, factor, y + at + 48);
            }
        }
        if (f < width) Row<TAdd>(x, f, width, time, sentence, place, k0, k1, threshold, scale, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put256<TAdd>(float* x, Vector256<uint> bits, Vector256<uint> limit, Vector256<float> factor, float* y)
    {
        Vector256<float> kept = Vector256.Load(x) * factor & Vector256.GreaterThanOrEqual(bits, limit).AsSingle();
        (typeof(TAdd) == typeof(Yes) ? Vector256.Load(y) + kept : kept).Store(y);
    }
}
