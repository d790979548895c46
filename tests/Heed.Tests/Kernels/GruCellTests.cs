using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class GruCellTests
{
    [Fact]
    public void An_example_by_hand()
    {
        // Gates of 0 are one half; n = tanh(0 + ½ · 2) = tanh(1); h' = ½ tanh(1) + ½ · 4.
        float[] h = new float[1], saved = new float[3];
        GruCell.Forward([0, 0, 0], [0, 0, 2], [4], 1, 1, saved, h);
        Numbers.AssertNear(0.5 * Math.Tanh(1) + 2, h[0], 1e-6);
        Numbers.AssertNear([0.5, 0.5, Math.Tanh(1)], saved, 1e-6);
    }

    [Fact]
    public void Every_width_agrees_with_double_precision()
    {
        foreach (int hidden in Numbers.Lengths)
        {
            float[] x = Numbers.Uniform(9 * hidden, 1), u = Numbers.Uniform(9 * hidden, 2), previous = Numbers.Uniform(3 * hidden, 3);
            float[] saved = new float[9 * hidden], h = new float[3 * hidden];
            GruCell.Forward(x, u, previous, 3, hidden, saved, h);
            Numbers.AssertNear(Twin(Numbers.Doubles(x), Numbers.Doubles(u), Numbers.Doubles(previous), 3, hidden), h, 1e-6);
            float[] row = new float[hidden];
            if (hidden == 0) continue;
            GruCell.Forward(x.AsSpan(3 * hidden, 3 * hidden), u.AsSpan(3 * hidden, 3 * hidden), previous.AsSpan(hidden, hidden), 1, hidden, saved.AsSpan(0, 3 * hidden), row);
            Numbers.AssertSameBits(row, h.AsSpan(hidden, hidden));
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 16)]
    [InlineData(3, 19)]
    public void Gradients_agree_with_central_differences(int rows, int hidden)
    {
        float[] x = Numbers.Uniform(3 * rows * hidden, 1), u = Numbers.Uniform(3 * rows * hidden, 2), previous = Numbers.Uniform(rows * hidden, 3);
        float[] dh = Numbers.Uniform(rows * hidden, 4), saved = new float[3 * rows * hidden], h = new float[rows * hidden];
        float[] dx = new float[3 * rows * hidden], du = new float[3 * rows * hidden], dp = Numbers.Uniform(rows * hidden, 5);
        double[] before = Numbers.Doubles(dp);
        GruCell.Forward(x, u, previous, rows, hidden, saved, h);
        GruCell.Backward(dh, saved, u, previous, rows, hidden, dx, du, dp);
        double[] xd = Numbers.Doubles(x), ud = Numbers.Doubles(u), pd = Numbers.Doubles(previous);
        Numbers.AssertNear(Numbers.Gradient(v => Numbers.Dot(Twin(v, ud, pd, rows, hidden), dh), xd), dx, 2e-6);
        Numbers.AssertNear(Numbers.Gradient(v => Numbers.Dot(Twin(xd, v, pd, rows, hidden), dh), ud), du, 2e-6);
        double[] expected = Numbers.Gradient(v => Numbers.Dot(Twin(xd, ud, v, rows, hidden), dh), pd);
        for (int i = 0; i < expected.Length; i++) expected[i] += before[i];
        Numbers.AssertNear(expected, dp, 2e-6);
    }

    private static double[] Twin(double[] x, double[] u, double[] previous, int rows, int hidden)
    {
        double[] h = new double[rows * hidden];
        for (int row = 0; row < rows; row++)
            for (int i = 0; i < hidden; i++)
            {
                int at = 3 * row * hidden + i;
                double r = 1 / (1 + Math.Exp(-x[at] - u[at])), z = 1 / (1 + Math.Exp(-x[at + hidden] - u[at + hidden]));
                double n = Math.Tanh(x[at + 2 * hidden] + r * u[at + 2 * hidden]);
                h[row * hidden + i] = (1 - z) * n + z * previous[row * hidden + i];
            }
        return h;
    }
}
