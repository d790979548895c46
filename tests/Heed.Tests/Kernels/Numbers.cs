using Heed.Kernels;

namespace Heed.Tests.Kernels;

/// <summary>Inputs and comparisons for kernel tests. The lengths surround every vector width.</summary>
internal static class Numbers
{
    public static readonly int[] Lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 257];

    public static float[] Uniform(int count, ulong seed, float low = -2, float high = 2)
    {
        float[] x = new float[count];
        Philox.FillUniform(low, high, seed, 77, x);
        return x;
    }

    public static int[] Below(int count, int bound, ulong seed)
    {
        int[] x = new int[count];
        for (int i = 0; i < count; i++) x[i] = (int)Philox.Below((uint)bound, seed, 78, (ulong)i);
        return x;
    }

    public static double[] Doubles(float[] x) => Array.ConvertAll(x, v => (double)v);

    /// <summary>|actual − expected| ≤ tolerance · max(1, |expected|) for every element.</summary>
    public static void AssertNear(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance) =>
        AssertNear(expected, actual, tolerance, tolerance);

    /// <summary>|actual − expected| ≤ max(relative · |expected|, absolute) for every element.</summary>
    public static void AssertNear(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double relative, double absolute)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            if (!(Math.Abs(actual[i] - expected[i]) <= Math.Max(absolute, relative * Math.Abs(expected[i]))))
                Assert.Fail($"Element {i} of {expected.Length}: expected {expected[i]:R}, was {actual[i]:R}.");
    }

    public static void AssertNear(double expected, float actual, double tolerance) => AssertNear([expected], [actual], tolerance);

    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                Assert.Fail($"Element {i} of {expected.Length}: expected {expected[i]:R}, was {actual[i]:R}.");
    }

    /// <summary>∂f/∂x by central differences.</summary>
    public static double[] Gradient(Func<double[], double> f, double[] x, double step = 1e-5)
    {
        double[] gradient = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double kept = x[i];
            x[i] = kept + step;
            double above = f(x);
            x[i] = kept - step;
            double below = f(x);
            x[i] = kept;
            gradient[i] = (above - below) / (2 * step);
        }
        return gradient;
    }

    public static double Dot(double[] x, float[] y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }
}
