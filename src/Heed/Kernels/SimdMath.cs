using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>
/// Exponential, hyperbolic tangent, logistic function and logarithm of every lane of a vector, to a relative error of 3e-7.
/// NaN gives NaN. Each lane's result depends on that lane alone.
/// </summary>
internal static unsafe class SimdMath<V> where V : struct, ISimd<V>
{
    private const float InverseLn2 = 1.44269504f;

    // ln 2 in two parts: the first has nine bits, so its product with n is exact without a fused multiply-add too.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>e^x: 0 below −104, infinity above 88.73, subnormal numbers between −104 and −87.3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        Reduce(V.Min(V.All(89), V.Max(V.All(-104.5f), x)), out V n, out V q);
        return V.TimesPowerOfTwo(q + V.All(1), n);
    }

    /// <summary>
    /// e^x for x ≤ 0, or a little above, as softmax has it: a power of two whose argument is rounded once, so the relative error is 1e-7 (1 + |x|), and fewer multiplications than
    /// <see cref="Exp"/>. 0 below −104.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpOfNegative(V x)
    {
        V t = V.Max(V.All(-160), x * V.All(InverseLn2)), n = V.Round(t), f = t - n;
        // (2^f − 1) / f at Chebyshev nodes of [−½, ½].
        V p = V.MultiplyAdd(V.All(0.000154531634f), f, V.All(0.00133908633f));
        p = V.MultiplyAdd(p, f, V.All(0.00961808302f));
        p = V.MultiplyAdd(p, f, V.All(0.0555035695f));
        p = V.MultiplyAdd(p, f, V.All(0.240226507f));
        p = V.MultiplyAdd(p, f, V.All(0.693147182f));
        return V.TimesPowerOfTwo(V.MultiplyAdd(p, f, V.All(1)), n);
    }

    /// <summary>tanh(x) = t / (t + 2), t = e^{2x} − 1: as exact near 0 as elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        V clamped = V.Min(V.All(10), V.Max(V.All(-10), x));
        Reduce(clamped + clamped, out V n, out V q);
        V power = V.PowerOfTwo(n);
        V t = V.MultiplyAdd(power, q, power - V.All(1));
        return t / (t + V.All(2));
    }

    /// <summary>1 / (1 + e^{−x}).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x) => V.All(1) / (V.All(1) + Exp(V.All(0) - x));

    /// <summary>
    /// Φ(x) = erfc(−x / √2) / 2, the distribution function of the normal distribution, from a rational argument t = 1 / (1 + z / 2), z = |x| / √2, and
    /// erfc(z) = t e^{−z² + P(t)}, whose relative error is below 1.2e-7 everywhere. Press et al., Numerical Recipes, section 6.2.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalDistribution(V x)
    {
        V z = V.Abs(x) * V.All(0.707106781f), t = V.All(1) / V.MultiplyAdd(z, V.All(0.5f), V.All(1));
        V p = V.MultiplyAdd(t, V.All(0.17087277f), V.All(-0.82215223f));
        p = V.MultiplyAdd(t, p, V.All(1.48851587f));
        p = V.MultiplyAdd(t, p, V.All(-1.13520398f));
        p = V.MultiplyAdd(t, p, V.All(0.27886807f));
        p = V.MultiplyAdd(t, p, V.All(-0.18628806f));
        p = V.MultiplyAdd(t, p, V.All(0.09678418f));
        p = V.MultiplyAdd(t, p, V.All(0.37409196f));
        p = V.MultiplyAdd(t, p, V.All(1.00002368f));
        p = V.MultiplyAdd(t, p, V.All(-1.26551223f));
        V tail = t * Exp(p - z * z) * V.All(0.5f);
        return V.SelectGreaterOrEqual(x, V.All(0), V.All(1) - tail, tail);
    }

    /// <summary>The natural logarithm: −infinity at 0, NaN below it, infinity at infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        // Subnormal numbers have no exponent of their own: 2^24 lifts them.
        V tiny = V.All(1.17549435e-38f);
        V lifted = V.SelectGreaterOrEqual(x, tiny, x, x * V.All(16777216));
        V offset = V.SelectGreaterOrEqual(x, tiny, V.All(0), V.All(24));
        V.Split(lifted, out V n, out V m);
        n -= offset;
        // m in [√½, √2) keeps log(m) small where n is 0, so that nothing cancels.
        V high = V.All(1.41421356f);
        n = V.SelectGreaterOrEqual(m, high, n + V.All(1), n);
        m = V.SelectGreaterOrEqual(m, high, m * V.All(0.5f), m);
        V f = m - V.All(1);
        V s = f / (m + V.All(1));                   // log(m) = 2 atanh(s)
        V s2 = s * s;
        V p = V.MultiplyAdd(s2, V.All(2 / 9f), V.All(2 / 7f));
        p = V.MultiplyAdd(p, s2, V.All(2 / 5f));
        p = V.MultiplyAdd(p, s2, V.All(2 / 3f));
        V log = V.MultiplyAdd(p * s2, s, s + s);
        V result = V.MultiplyAdd(n, V.All(Ln2High), V.MultiplyAdd(n, V.All(Ln2Low), log));
        result = V.SelectGreaterOrEqual(x, V.All(float.PositiveInfinity), x, result);
        V below = V.SelectGreaterOrEqual(x, V.All(0), V.All(float.NegativeInfinity), V.All(float.NaN));
        return V.SelectGreaterOrEqual(x, V.All(float.Epsilon), result, below);
    }

    // x = n ln 2 + r with |r| ≤ ln 2 / 2; q = e^r − 1. The polynomial interpolates at Chebyshev nodes: relative error 1.1e-8.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(V x, out V n, out V q)
    {
        n = V.Round(x * V.All(InverseLn2));
        V r = V.MultiplyAdd(n, V.All(-Ln2High), x);
        r = V.MultiplyAdd(n, V.All(-Ln2Low), r);
        V p = V.MultiplyAdd(V.All(0.0013926926614f), r, V.All(0.00836377387441f));
        p = V.MultiplyAdd(p, r, V.All(0.0416665501103f));
        p = V.MultiplyAdd(p, r, V.All(0.166665733819f));
        p = V.MultiplyAdd(p, r, V.All(0.5f));
        q = V.MultiplyAdd(p, r * r, r);
    }
}
