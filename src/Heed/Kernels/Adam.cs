using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>
/// One step of Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019):
/// p −= lr·decay·p; m += (1 − β1)(g − m); v = β2 v + (1 − β2) g²; p −= lr / (1 − β1^t) · m / (√(v / (1 − β2^t)) + eps).
/// </summary>
internal static unsafe class Adam
{
    /// <summary>All spans have one length. g = gradientScale · gradient; <paramref name="step"/> counts from 1. m and v start at zero.</summary>
    public static void Step(
        Span<float> parameters, ReadOnlySpan<float> gradient, Span<float> m, Span<float> v, float gradientScale,
        double lr, double beta1, double beta2, double eps, double weightDecay, long step)
    {
        Debug.Assert(gradient.Length == parameters.Length && m.Length == parameters.Length && v.Length == parameters.Length && step >= 1);
        double correction1 = 1 - Math.Pow(beta1, step), correction2 = 1 - Math.Pow(beta2, step);
        var constants = new Constants(
            gradientScale, (float)(1 - lr * weightDecay), (float)(1 - beta1), (float)beta2, (float)(1 - beta2),
            (float)(1 / Math.Sqrt(correction2)), (float)eps, (float)(-lr / correction1));
        fixed (float* pp = parameters, pg = gradient, pm = m, pv = v)
        {
            if (Simd512.IsSupported) Step<Simd512>(pp, pg, pm, pv, parameters.Length, constants);
            else if (Simd256.IsSupported) Step<Simd256>(pp, pg, pm, pv, parameters.Length, constants);
            else if (Simd128.IsSupported) Step<Simd128>(pp, pg, pm, pv, parameters.Length, constants);
            else Step<Simd1>(pp, pg, pm, pv, parameters.Length, constants);
        }
    }

    private static void Step<V>(float* p, float* g, float* m, float* v, int n, Constants c) where V : struct, ISimd<V>
    {
        V scale = V.All(c.Scale), keep = V.All(c.Keep), rate1 = V.All(c.Rate1), beta2 = V.All(c.Beta2), rate2 = V.All(c.Rate2);
        V root = V.All(c.Root), eps = V.All(c.Eps), size = V.All(c.Size);
        for (int i = 0; i < n; i += V.Width)
        {
            int count = Math.Min(V.Width, n - i);
            V gi = V.LoadPart(g + i, count, 0) * scale;
            V mi = V.LoadPart(m + i, count, 0);
            mi = V.MultiplyAdd(gi - mi, rate1, mi);
            V vi = V.MultiplyAdd(gi * gi, rate2, V.LoadPart(v + i, count, 0) * beta2);
            V denominator = V.MultiplyAdd(V.Sqrt(vi), root, eps);
            V pi = V.MultiplyAdd(mi / denominator, size, V.LoadPart(p + i, count, 0) * keep);
            V.StorePart(mi, m + i, count);
            V.StorePart(vi, v + i, count);
            V.StorePart(pi, p + i, count);
        }
    }

    private readonly record struct Constants(float Scale, float Keep, float Rate1, float Beta2, float Rate2, float Root, float Eps, float Size);
}
