using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Heed.Kernels;

/// <summary>
/// Pairs of numbers turned in their planes: (a, b) becomes (a cos θ − b sin θ, a sin θ + b cos θ). Su et al. 2021, equation 34.
/// Products are rounded before they are added, so results have the same bits at every vector width.
/// </summary>
internal static unsafe class Rotation
{
    /// <summary>
    /// Turns each pair (2j, 2j + 1) of each head by θ_j of the row's position. x, y [rows, heads · size]; turns [positions, size] holds cos θ_j, sin θ_j;
    /// positions [rows]. y may be x.
    /// </summary>
    public static void Turn(ReadOnlySpan<float> x, int size, ReadOnlySpan<int> positions, ReadOnlySpan<float> turns, Span<float> y) =>
        Run<Forward>(x, size, positions, turns, y);

    /// <summary>dx += dy turned back: the transpose of a rotation is the rotation by −θ.</summary>
    public static void AddTurnedBack(ReadOnlySpan<float> dy, int size, ReadOnlySpan<int> positions, ReadOnlySpan<float> turns, Span<float> dx) =>
        Run<Back>(dy, size, positions, turns, dx);

    // As types, so that the compiler leaves only one case in the code.
    private readonly struct Forward;

    private readonly struct Back;

    private static void Run<TDirection>(ReadOnlySpan<float> x, int size, ReadOnlySpan<int> positions, ReadOnlySpan<float> turns, Span<float> y)
    {
        if (positions.IsEmpty) return;
        int width = x.Length / positions.Length;
        Debug.Assert(x.Length == positions.Length * width && y.Length == x.Length && size % 2 == 0 && width % size == 0);
        fixed (float* px = x, pt = turns, py = y)
        {
            for (int row = 0; row < positions.Length; row++)
            {
                Debug.Assert((uint)positions[row] < turns.Length / size);
                float* turn = pt + (long)positions[row] * size, from = px + (long)row * width, to = py + (long)row * width;
                for (int i = 0; i < width; i += size) Head<TDirection>(from + i, size, turn, to + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Head<TDirection>(float* x, int size, float* turn, float* y)
    {
        int i = 0;
        float sign = typeof(TDirection) == typeof(Forward) ? 1 : -1;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> signs = Vector256.Create(-sign, sign, -sign, sign, -sign, sign, -sign, sign);
            for (; i <= size - 8; i += 8)
            {
                Vector256<float> v = Vector256.Load(x + i), t = Vector256.Load(turn + i);
                Vector256<float> cos = Vector256.Shuffle(t, Vector256.Create(0, 0, 2, 2, 4, 4, 6, 6)), sin = Vector256.Shuffle(t, Vector256.Create(1, 1, 3, 3, 5, 5, 7, 7)) * signs;
                Vector256<float> turned = v * cos + Vector256.Shuffle(v, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)) * sin;
                (typeof(TDirection) == typeof(Forward) ? turned : Vector256.Load(y + i) + turned).Store(y + i);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Vector128<float> signs = Vector128.Create(-sign, sign, -sign, sign);
            for (; i <= size - 4; i += 4)
            {
                Vector128<float> v = Vector128.Load(x + i), t = Vector128.Load(turn + i);
                Vector128<float> cos = Vector128.Shuffle(t, Vector128.Create(0, 0, 2, 2)), sin = Vector128.Shuffle(t, Vector128.Create(1, 1, 3, 3)) * signs;
                Vector128<float> turned = v * cos + Vector128.Shuffle(v, Vector128.Create(1, 0, 3, 2)) * sin;
                (typeof(TDirection) == typeof(Forward) ? turned : Vector128.Load(y + i) + turned).Store(y + i);
            }
        }
        for (; i < size; i += 2)
        {
            float a = x[i], b = x[i + 1], cos = turn[i], sin = turn[i + 1] * sign;
            float first = a * cos - b * sin, second = b * cos + a * sin;
            y[i] = typeof(TDirection) == typeof(Forward) ? first : y[i] + first;
            y[i + 1] = typeof(TDirection) == typeof(Forward) ? second : y[i + 1] + second;
        }
    }
}
