namespace Heed.Kernels;

/// <summary>The cross-entropy of attention weights with a few that are wanted.</summary>
internal static class Guide
{
    // Keeps the logarithm and the derivative finite where a weight has vanished.
    private const float Least = 1e-9f;

    /// <summary>−wanted · log(weight + 10⁻⁹).</summary>
    public static double Loss(float weight, float wanted) => -wanted * Math.Log(weight + Least);

    /// <summary>Its derivative by the weight.</summary>
    public static float Derivative(float weight, float wanted) => -wanted / (weight + Least);
}
