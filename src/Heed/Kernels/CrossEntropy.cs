using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>
/// −log softmax(logits)[target] with label smoothing ε: (1 − ε)·(−log p_target) + ε·mean over classes of −log p. Szegedy et al. 2016,
/// section 7.
/// </summary>
internal static unsafe class CrossEntropy
{
    /// <summary>The loss of one row; the logits become the loss's gradient times <paramref name="scale"/>.</summary>
    public static float Row(Span<float> logits, int target, float smoothing, float scale)
    {
        Debug.Assert((uint)target < (uint)logits.Length);
        fixed (float* p = logits)
        {
            if (Simd512.IsSupported) return Row<Simd512>(p, logits.Length, target, smoothing, scale);
            if (Simd256.IsSupported) return Row<Simd256>(p, logits.Length, target, smoothing, scale);
            return Simd128.IsSupported
                ? Row<Simd128>(p, logits.Length, target, smoothing, scale)
                : Row<Simd1>(p, logits.Length, target, smoothing, scale);
        }
    }

    /// <summary>The loss of one row, the logits untouched.</summary>
    public static float Loss(ReadOnlySpan<float> logits, int target, float smoothing)
    {
        Debug.Assert((uint)target < (uint)logits.Length);
        fixed (float* p = logits)
        {
            if (Simd512.IsSupported) return Loss<Simd512>(p, logits.Length, target, smoothing);
            if (Simd256.IsSupported) return Loss<Simd256>(p, logits.Length, target, smoothing);
            return Simd128.IsSupported ? Loss<Simd128>(p, logits.Length, target, smoothing) : Loss<Simd1>(p, logits.Length, target, smoothing);
        }
    }

    private static float Row<V>(float* x, int n, int target, float smoothing, float scale) where V : struct, ISimd<V>
    {
        float max = Softmax.Max<V>(x, n);
        double average = smoothing == 0 ? 0 : MeanOfDifferences<V>(x, max, n);
        float chosen = x[target] - max;
        float sum = Softmax.Exponentials<V>(x, max, x, n);
        // d loss / d logits = p − (1 − ε) [target] − ε / classes.
        V factor = V.All(scale / sum), shift = V.All(-scale * smoothing / n);
        int i = 0;
        for (; i <= n - V.Width; i += V.Width) V.Store(V.MultiplyAdd(V.Load(x + i), factor, shift), x + i);
        if (i < n) V.StorePart(V.MultiplyAdd(V.LoadPart(x + i, n - i, 0), factor, shift), x + i, n - i);
        x[target] -= scale * (1 - smoothing);
        return Combine(Math.Log(sum), chosen, average, smoothing);
    }

    private static float Loss<V>(float* x, int n, int target, float smoothing) where V : struct, ISimd<V>
    {
        float max = Softmax.Max<V>(x, n);
        double average = smoothing == 0 ? 0 : MeanOfDifferences<V>(x, max, n);
        return Combine(Math.Log(Softmax.SumOfExponentials<V>(x, max, n)), x[target] - max, average, smoothing);
    }

    private static float Combine(double logSum, float chosen, double average, float smoothing) =>
        (float)(logSum - ((1.0 - smoothing) * chosen + smoothing * average));

    // The mean of x − max: without the maximum, large logits would drown their differences.
    private static double MeanOfDifferences<V>(float* x, float max, int n) where V : struct, ISimd<V>
    {
        V m = V.All(max), s0 = V.All(0), s1 = s0;
        int i = 0;
        for (; i <= n - 2 * V.Width; i += 2 * V.Width)
        {
            s0 += V.Load(x + i) - m;
            s1 += V.Load(x + i + V.Width) - m;
        }
        for (; i < n; i += V.Width) s0 += V.LoadPart(x + i, Math.Min(V.Width, n - i), max) - m;
        return (double)V.Sum(s0 + s1) / n;
    }
}
