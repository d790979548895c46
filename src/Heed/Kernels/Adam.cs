using System.Diagnostics;
using System.Runtime.CompilerServices;

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
        int i = 0;
        for (; i <= n - V.Width; i += V.Width) Step<V>(true, p + i, g + i, m + i, v + i, V.Width, c);
        if (i < n) Step<V>(false, p + i, g + i, m + i, v + i, n - i, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<V>(bool whole, float* p, float* g, float* m, float* v, int n, in Constants c) where V : struct, ISimd<V>
    {
        V gi = Lanes<V>.Load(whole, g, n) * V.All(c.Scale);
        V mi = Lanes<V>.Load(whole, m, n);
        mi = V.MultiplyAdd(gi - mi, V.All(c.Rate1), mi);
        V vi = V.MultiplyAdd(gi * gi, V.All(c.Rate2), Lanes<V>.Load(whole, v, n) * V.All(c.Beta2));
        V denominator = V.MultiplyAdd(V.Sqrt(vi), V.All(c.Root), V.All(c.Eps));
        V pi = V.MultiplyAdd(mi / denominator, V.All(c.Size), Lanes<V>.Load(whole, p, n) * V.All(c.Keep));
        Lanes<V>.Store(whole, mi, m, n);
        Lanes<V>.Store(whole, vi, v, n);
        Lanes<V>.Store(whole, pi, p, n);
    }

    private readonly record struct Constants(float Scale, float Keep, float Rate1, float Beta2, float Rate2, float Root, float Eps, float Size);
}
