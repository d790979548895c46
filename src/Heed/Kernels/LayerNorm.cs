using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>
/// y = (x − mean) · inverseDeviation · weight + bias for every row, inverseDeviation = 1 / √(variance + eps), the variance divided by the
/// width. Ba et al. 2016.
/// </summary>
internal static unsafe class LayerNorm
{
    /// <summary>x, y [rows, width]; weight, bias [width]; mean, inverseDeviation [rows] are written for the backward pass.</summary>
    public static void Forward(
        ReadOnlySpan<float> x, int rows, int width, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float eps,
        Span<float> y, Span<float> mean, Span<float> inverseDeviation)
    {
        Debug.Assert(x.Length == rows * width && y.Length == x.Length && weight.Length == width && bias.Length == width);
        Debug.Assert(mean.Length == rows && inverseDeviation.Length == rows);
        fixed (float* px = x, pw = weight, pb = bias, py = y, pm = mean, pi = inverseDeviation)
        {
            if (Simd512.IsSupported) Forward<Simd512>(px, rows, width, pw, pb, eps, py, pm, pi);
            else if (Simd256.IsSupported) Forward<Simd256>(px, rows, width, pw, pb, eps, py, pm, pi);
            else if (Simd128.IsSupported) Forward<Simd128>(px, rows, width, pw, pb, eps, py, pm, pi);
            else Forward<Simd1>(px, rows, width, pw, pb, eps, py, pm, pi);
        }
    }

    /// <summary>
    /// With n = (x − mean) · inverseDeviation and g = dy · weight: dx += inverseDeviation (g − mean(g) − n · mean(g n)),
    /// dweight += Σ_rows dy n, dbias += Σ_rows dy (chains over rows ascending).
    /// </summary>
    public static void Backward(
        ReadOnlySpan<float> dy, ReadOnlySpan<float> x, int rows, int width, ReadOnlySpan<float> weight, ReadOnlySpan<float> mean,
        ReadOnlySpan<float> inverseDeviation, Span<float> dx, Span<float> dweight, Span<float> dbias)
    {
        Debug.Assert(x.Length == rows * width && dy.Length == x.Length && dx.Length == x.Length && weight.Length == width);
        Debug.Assert(dweight.Length == width && dbias.Length == width && mean.Length == rows && inverseDeviation.Length == rows);
        fixed (float* pdy = dy, px = x, pw = weight, pm = mean, pi = inverseDeviation, pdx = dx, pdw = dweight, pdb = dbias)
        {
            if (Simd512.IsSupported) Backward<Simd512>(pdy, px, rows, width, pw, pm, pi, pdx, pdw, pdb);
            else if (Simd256.IsSupported) Backward<Simd256>(pdy, px, rows, width, pw, pm, pi, pdx, pdw, pdb);
            else if (Simd128.IsSupported) Backward<Simd128>(pdy, px, rows, width, pw, pm, pi, pdx, pdw, pdb);
            else Backward<Simd1>(pdy, px, rows, width, pw, pm, pi, pdx, pdw, pdb);
        }
    }

    private static void Forward<V>(float* x, int rows, int width, float* weight, float* bias, float eps, float* y, float* mean, float* inverse)
        where V : struct, ISimd<V>
    {
        int whole = width - width % V.Width, rest = width - whole;
        for (int r = 0; r < rows; r++, x += width, y += width)
        {
            V s = V.All(0);
            for (int i = 0; i < whole; i += V.Width) s += V.Load(x + i);
            if (rest > 0) s += V.LoadPart(x + whole, rest, 0);
            mean[r] = V.Sum(s) / width;
            V m = V.All(mean[r]), v = V.All(0);
            for (int i = 0; i < whole; i += V.Width) v = AddSquare(V.Load(x + i) - m, v);
            if (rest > 0) v = AddSquare(V.LoadPart(x + whole, rest, mean[r]) - m, v);
            inverse[r] = 1 / MathF.Sqrt(V.Sum(v) / width + eps);
            V k = V.All(inverse[r]);
            for (int i = 0; i < whole; i += V.Width) Normalize(true, x + i, m, k, weight + i, bias + i, y + i, V.Width);
            if (rest > 0) Normalize(false, x + whole, m, k, weight + whole, bias + whole, y + whole, rest);
        }
    }

    private static V AddSquare<V>(V d, V v) where V : struct, ISimd<V> => V.MultiplyAdd(d, d, v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Normalize<V>(bool whole, float* x, V mean, V inverse, float* weight, float* bias, float* y, int count)
        where V : struct, ISimd<V>
    {
        V n = (Lanes<V>.Load(whole, x, count) - mean) * inverse;
        Lanes<V>.Store(whole, V.MultiplyAdd(n, Lanes<V>.Load(whole, weight, count), Lanes<V>.Load(whole, bias, count)), y, count);
    }

    private static void Backward<V>(
        float* dy, float* x, int rows, int width, float* weight, float* mean, float* inverse, float* dx, float* dweight, float* dbias)
        where V : struct, ISimd<V>
    {
        int whole = width - width % V.Width, rest = width - whole;
        for (int r = 0; r < rows; r++, dy += width, x += width, dx += width)
        {
            V m = V.All(mean[r]), k = V.All(inverse[r]), sumG = V.All(0), sumGn = V.All(0);
            for (int i = 0; i < whole; i += V.Width)
            {
                V g = AddWeights(true, dy + i, x + i, m, k, weight + i, dweight + i, dbias + i, V.Width, out V n);
                sumG += g;
                sumGn = V.MultiplyAdd(g, n, sumGn);
            }
            if (rest > 0)
            {
                V g = AddWeights(false, dy + whole, x + whole, m, k, weight + whole, dweight + whole, dbias + whole, rest, out V n);
                sumG += g;
                sumGn = V.MultiplyAdd(g, n, sumGn);
            }
            V meanG = V.All(V.Sum(sumG) / width), meanGn = V.All(V.Sum(sumGn) / width);
            for (int i = 0; i < whole; i += V.Width) AddInput(true, dy + i, x + i, m, k, weight + i, meanG, meanGn, dx + i, V.Width);
            if (rest > 0) AddInput(false, dy + whole, x + whole, m, k, weight + whole, meanG, meanGn, dx + whole, rest);
        }
    }

    // Gives g and n. Beyond the row dy and weight are 0, and so is g.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddWeights<V>(
        bool whole, float* dy, float* x, V mean, V inverse, float* weight, float* dweight, float* dbias, int count, out V n)
        where V : struct, ISimd<V>
    {
        V d = Lanes<V>.Load(whole, dy, count);
        n = (Lanes<V>.Load(whole, x, count) - mean) * inverse;
        Lanes<V>.Store(whole, V.MultiplyAdd(d, n, Lanes<V>.Load(whole, dweight, count)), dweight, count);
        Lanes<V>.Store(whole, Lanes<V>.Load(whole, dbias, count) + d, dbias, count);
        return d * Lanes<V>.Load(whole, weight, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddInput<V>(
        bool whole, float* dy, float* x, V mean, V inverse, float* weight, V meanG, V meanGn, float* dx, int count) where V : struct, ISimd<V>
    {
        V n = (Lanes<V>.Load(whole, x, count) - mean) * inverse;
        V change = Lanes<V>.Load(whole, dy, count) * Lanes<V>.Load(whole, weight, count) - meanG - n * meanGn;
        Lanes<V>.Store(whole, V.MultiplyAdd(change, inverse, Lanes<V>.Load(whole, dx, count)), dx, count);
    }
}
