using System.Diagnostics;
using System.Numerics.Tensors;

namespace Heed.Kernels;

/// <summary>The length of each row of a matrix, and rows brought to length one. Sums run over the row's own length, so padding and neighbours change nothing.</summary>
internal static class Norms
{
    /// <summary>y = Σ x² of each row.</summary>
    public static void Squared(ReadOnlySpan<float> x, int rows, int width, Span<float> y)
    {
        Debug.Assert(x.Length == rows * width && y.Length == rows);
        for (int r = 0; r < rows; r++) y[r] = (float)Elementwise.SquareSum(x.Slice(r * width, width));
    }

    /// <summary>y = x / |x| of each row, zero for a row of zeros; keeps 1 / |x|.</summary>
    public static void Normalize(ReadOnlySpan<float> x, int rows, int width, Span<float> y, Span<float> inverse)
    {
        Debug.Assert(x.Length == rows * width && y.Length == x.Length && inverse.Length == rows);
        for (int r = 0; r < rows; r++)
        {
            double square = Elementwise.SquareSum(x.Slice(r * width, width));
            inverse[r] = square > 0 ? (float)(1 / Math.Sqrt(square)) : 0;
            TensorPrimitives.Multiply(x.Slice(r * width, width), inverse[r], y.Slice(r * width, width));
        }
    }

    /// <summary>dx += (dy − y (dy · y)) / |x| of each row.</summary>
    public static void AddNormalizeGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> y, int rows, int width, ReadOnlySpan<float> inverse, Span<float> dx)
    {
        Debug.Assert(dy.Length == rows * width && y.Length == dy.Length && dx.Length == dy.Length && inverse.Length == rows);
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> d = dy.Slice(r * width, width), own = y.Slice(r * width, width);
            double along = 0;
            for (int i = 0; i < width; i++) along += (double)d[i] * own[i];
            Span<float> to = dx.Slice(r * width, width);
            for (int i = 0; i < width; i++) to[i] += (d[i] - own[i] * (float)along) * inverse[r];
        }
    }
}
