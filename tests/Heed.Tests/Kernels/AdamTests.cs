using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class AdamTests
{
    [Fact]
    public void The_first_step_moves_by_the_learning_rate()
    {
        // m = 0.1 g and v = 0.001 g², corrected to g and g²: the step is lr · g / |g|.
        float[] p = [1, 1], m = new float[2], v = new float[2];
        Adam.Step(p, [0.5f, -2], m, v, 1, 0.01, 0.9, 0.999, 1e-8, 0, 1);
        Numbers.AssertNear([0.99, 1.01], p, 1e-6);
        Numbers.AssertNear([0.05, -0.2], m, 1e-6);
        Numbers.AssertNear([0.00025, 0.004], v, 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Many_steps_agree_with_double_precision(double decay)
    {
        foreach (int n in Numbers.Lengths)
        {
            float[] p = Numbers.Uniform(n, 1), m = new float[n], v = new float[n];
            double[] pd = Numbers.Doubles(p), md = new double[n], vd = new double[n];
            for (int step = 1; step <= 20; step++)
            {
                float[] g = Numbers.Uniform(n, (ulong)(100 + step));
                Adam.Step(p, g, m, v, 0.5f, 0.01, 0.9, 0.98, 1e-9, decay, step);
                for (int i = 0; i < n; i++)
                {
                    double gradient = 0.5 * g[i];
                    pd[i] *= 1 - 0.01 * decay;
                    md[i] = 0.9 * md[i] + 0.1 * gradient;
                    vd[i] = 0.98 * vd[i] + 0.02 * gradient * gradient;
                    double mHat = md[i] / (1 - Math.Pow(0.9, step)), vHat = vd[i] / (1 - Math.Pow(0.98, step));
                    pd[i] -= 0.01 * mHat / (Math.Sqrt(vHat) + 1e-9);
                }
            }
            Numbers.AssertNear(pd, p, 1e-6);
        }
    }
}
