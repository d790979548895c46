using System.Diagnostics;

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
        for (int r = 0; r < rows; r++, x += width, y += width)
        {
            V s = V.All(0);
            for (int i = 0; i < width; i += V.Width) s += V.LoadPart(x + i, Math.Min(V.Width, width - i), 0);
            mean[r] = V.Sum(s) / width;
            V m = V.All(mean[r]);
            V v = V.All(0);
            for (int i = 0; i < width; i += V.Width)
            {
                V d = V.LoadPart(x + i, Math.Min(V.Width, width - i), mean[r]) - m;
                v = V.MultiplyAdd(d, d, v);
            }
            inverse[r] = 1 / MathF.Sqrt(V.Sum(v) / width + eps);
            V k = V.All(inverse[r]);
            for (int i = 0; i < width; i += V.Width)
            {
                int count = Math.Min(V.Width, width - i);
                V n = (V.LoadPart(x + i, count, 0) - m) * k;
                V.StorePart(V.MultiplyAdd(n, V.LoadPart(weight + i, count, 0), V.LoadPart(bias + i, count, 0)), y + i, count);
            }
        }
    }

    private static void Backward<V>(
        float* dy, float* x, int rows, int width, float* weight, float* mean, float* inverse, float* dx, float* dweight, float* dbias)
        where V : struct, ISimd<V>
    {
        for (int r = 0; r < rows; r++, dy += width, x += width, dx += width)
        {
            V m = V.All(mean[r]), k = V.All(inverse[r]), sumG = V.All(0), sumGn = V.All(0);
            for (int i = 0; i < width; i += V.Width)
            {
                int count = Math.Min(V.Width, width - i);
                V d = V.LoadPart(dy + i, count, 0);
                V n = (V.LoadPart(x + i, count, mean[r]) - m) * k;
                V g = d * V.LoadPart(weight + i, count, 0);
                sumG += g;
                sumGn = V.MultiplyAdd(g, n, sumGn);
                V.StorePart(V.MultiplyAdd(d, n, V.LoadPart(dweight + i, count, 0)), dweight + i, count);
                V.StorePart(V.LoadPart(dbias + i, count, 0) + d, dbias + i, count);
            }
            V meanG = V.All(V.Sum(sumG) / width), meanGn = V.All(V.Sum(sumGn) / width);
            for (int i = 0; i < width; i += V.Width)
            {
                int count = Math.Min(V.Width, width - i);
                V n = (V.LoadPart(x + i, count, mean[r]) - m) * k;
                V change = V.LoadPart(dy + i, count, 0) * V.LoadPart(weight + i, count, 0) - meanG - n * meanGn;
                V.StorePart(V.MultiplyAdd(change, k, V.LoadPart(dx + i, count, 0)), dx + i, count);
            }
        }
    }
}
