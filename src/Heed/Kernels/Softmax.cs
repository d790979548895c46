using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>
/// y_i = e^{x_i − m} / Σ_j e^{x_j − m}, m the maximum. A row of nothing but −∞ (nothing to attend to) gives zeros. Sums run over a fixed
/// tree that depends on the row's length alone.
/// </summary>
internal static unsafe class Softmax
{
    /// <summary>The softmax of one row. x and y may be the same span.</summary>
    public static void Row(ReadOnlySpan<float> x, Span<float> y) => Rows(x, 1, x.Length, y);

    /// <summary>The softmax of every row, [rows, width].</summary>
    public static void Rows(ReadOnlySpan<float> x, int rows, int width, Span<float> y)
    {
        Debug.Assert(x.Length == rows * width && y.Length == x.Length);
        fixed (float* px = x, py = y)
        {
            for (int i = 0; i < rows; i++)
            {
                float* from = px + (long)i * width, to = py + (long)i * width;
                if (Simd512.IsSupported) Row<Simd512>(from, to, width);
                else if (Simd256.IsSupported) Row<Simd256>(from, to, width);
                else if (Simd128.IsSupported) Row<Simd128>(from, to, width);
                else Row<Simd1>(from, to, width);
            }
        }
    }

    /// <summary>log Σ e^{x_i}; −∞ for an empty row.</summary>
    public static float LogSumExp(ReadOnlySpan<float> x)
    {
        fixed (float* p = x)
        {
            if (Simd512.IsSupported) return LogSumExp<Simd512>(p, x.Length);
            if (Simd256.IsSupported) return LogSumExp<Simd256>(p, x.Length);
            return Simd128.IsSupported ? LogSumExp<Simd128>(p, x.Length) : LogSumExp<Simd1>(p, x.Length);
        }
    }

    /// <summary>dx += y (dy − Σ dy y), one row.</summary>
    public static void AddGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> y, Span<float> dx) => AddGradientRows(dy, y, 1, y.Length, dx);

    /// <summary>dx += y (dy − Σ dy y) for every row, [rows, width].</summary>
    public static void AddGradientRows(ReadOnlySpan<float> dy, ReadOnlySpan<float> y, int rows, int width, Span<float> dx)
    {
        Debug.Assert(dy.Length == rows * width && y.Length == dy.Length && dx.Length == dy.Length);
        fixed (float* pdy = dy, py = y, pdx = dx)
        {
            for (int i = 0; i < rows; i++)
            {
                long at = (long)i * width;
                if (Simd512.IsSupported) AddGradient<Simd512>(pdy + at, py + at, pdx + at, width);
                else if (Simd256.IsSupported) AddGradient<Simd256>(pdy + at, py + at, pdx + at, width);
                else if (Simd128.IsSupported) AddGradient<Simd128>(pdy + at, py + at, pdx + at, width);
                else AddGradient<Simd1>(pdy + at, py + at, pdx + at, width);
            }
        }
    }

    /// <summary>The largest element, −∞ for none; NaN is passed over.</summary>
    public static float Max<V>(float* x, int n) where V : struct, ISimd<V>
    {
        V most = V.All(float.NegativeInfinity), more = most;
        int i = 0;
        for (; i <= n - 2 * V.Width; i += 2 * V.Width)
        {
            most = V.Max(V.Load(x + i), most);
            more = V.Max(V.Load(x + i + V.Width), more);
        }
        for (; i < n; i += V.Width) most = V.Max(V.LoadPart(x + i, Math.Min(V.Width, n - i), float.NegativeInfinity), most);
        return V.MaxOf(V.Max(most, more));
    }

    /// <summary>y = e^{x − max}; gives the sum. Max is finite or NaN.</summary>
    public static float Exponentials<V>(float* x, float max, float* y, int n) where V : struct, ISimd<V>
    {
        V m = V.All(max), s0 = V.All(0), s1 = s0;
        int i = 0;
        for (; i <= n - 2 * V.Width; i += 2 * V.Width)
        {
            V e0 = SimdMath<V>.Exp(V.Load(x + i) - m), e1 = SimdMath<V>.Exp(V.Load(x + i + V.Width) - m);
            V.Store(e0, y + i);
            V.Store(e1, y + i + V.Width);
            s0 += e0;
            s1 += e1;
        }
        for (; i < n; i += V.Width)
        {
            int count = Math.Min(V.Width, n - i);
            V e = SimdMath<V>.Exp(V.LoadPart(x + i, count, float.NegativeInfinity) - m);
            V.StorePart(e, y + i, count);
            s0 += e;
        }
        return V.Sum(s0 + s1);
    }

    private static void Row<V>(float* x, float* y, int n) where V : struct, ISimd<V>
    {
        float max = Max<V>(x, n);
        if (max == float.NegativeInfinity)
        {
            // Nothing but −∞ (or NaN, which must stay to be seen).
            for (int k = 0; k < n; k++) y[k] = float.IsNaN(x[k]) ? float.NaN : 0;
            return;
        }
        V factor = V.All(1 / Exponentials<V>(x, max, y, n));
        int i = 0;
        for (; i <= n - V.Width; i += V.Width) V.Store(V.Load(y + i) * factor, y + i);
        if (i < n) V.StorePart(V.LoadPart(y + i, n - i, 0) * factor, y + i, n - i);
    }

    private static float LogSumExp<V>(float* x, int n) where V : struct, ISimd<V>
    {
        float max = Max<V>(x, n);
        if (float.IsInfinity(max))
        {
            for (int k = 0; k < n; k++)
                if (float.IsNaN(x[k])) return float.NaN;
            return max;
        }
        return (float)(max + Math.Log(SumOfExponentials<V>(x, max, n)));
    }

    /// <summary>Σ e^{x − max}, the same sum that <see cref="Exponentials"/> gives.</summary>
    public static float SumOfExponentials<V>(float* x, float max, int n) where V : struct, ISimd<V>
    {
        V m = V.All(max), s0 = V.All(0), s1 = s0;
        int i = 0;
        for (; i <= n - 2 * V.Width; i += 2 * V.Width)
        {
            s0 += SimdMath<V>.Exp(V.Load(x + i) - m);
            s1 += SimdMath<V>.Exp(V.Load(x + i + V.Width) - m);
        }
        for (; i < n; i += V.Width)
            s0 += SimdMath<V>.Exp(V.LoadPart(x + i, Math.Min(V.Width, n - i), float.NegativeInfinity) - m);
        return V.Sum(s0 + s1);
    }

    private static void AddGradient<V>(float* dy, float* y, float* dx, int n) where V : struct, ISimd<V>
    {
        int whole = n - n % V.Width, rest = n - whole;
        V s = V.All(0);
        for (int i = 0; i < whole; i += V.Width) s = V.MultiplyAdd(V.Load(dy + i), V.Load(y + i), s);
        if (rest > 0) s = V.MultiplyAdd(V.LoadPart(dy + whole, rest, 0), V.LoadPart(y + whole, rest, 0), s);
        V mean = V.All(V.Sum(s));
        for (int i = 0; i < whole; i += V.Width) V.Store(V.MultiplyAdd(V.Load(y + i), V.Load(dy + i) - mean, V.Load(dx + i)), dx + i);
        if (rest > 0)
        {
            V change = V.LoadPart(dy + whole, rest, 0) - mean;
            V.StorePart(V.MultiplyAdd(V.LoadPart(y + whole, rest, 0), change, V.LoadPart(dx + whole, rest, 0)), dx + whole, rest);
        }
    }
}
