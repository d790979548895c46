using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class LstmCellTests
{
    [Fact]
    public void An_example_by_hand()
    {
        // Gates of 0 are one half; g = tanh(0 + 1); c' = ½ · 4 + ½ tanh(1); h' = ½ tanh(c').
        float[] h = new float[1], c = new float[1], saved = new float[4];
        LstmCell.Forward([0, 0, 0, 0], [0, 0, 1, 0], [4], 1, 1, saved, c, h);
        double cell = 2 + 0.5 * Math.Tanh(1);
        Numbers.AssertNear(cell, c[0], 1e-6);
        Numbers.AssertNear(0.5 * Math.Tanh(cell), h[0], 1e-6);
        Numbers.AssertNear([0.5, 0.5, Math.Tanh(1), 0.5], saved, 1e-6);
    }

    [Fact]
    public void Every_width_agrees_with_double_precision()
    {
        foreach (int hidden in Numbers.Lengths)
        {
            float[] x = Numbers.Uniform(12 * hidden, 1), u = Numbers.Uniform(12 * hidden, 2), previous = Numbers.Uniform(3 * hidden, 3);
            float[] saved = new float[12 * hidden], c = new float[3 * hidden], h = new float[3 * hidden];
            LstmCell.Forward(x, u, previous, 3, hidden, saved, c, h);
            (double[] expectedH, double[] expectedC) = Twin(Numbers.Doubles(x), Numbers.Doubles(u), Numbers.Doubles(previous), 3, hidden);
            Numbers.AssertNear(expectedH, h, 1e-6);
            Numbers.AssertNear(expectedC, c, 2e-6);
            if (hidden == 0) continue;
            float[] row = new float[hidden], cell = new float[hidden];
            LstmCell.Forward(x.AsSpan(4 * hidden, 4 * hidden), u.AsSpan(4 * hidden, 4 * hidden), previous.AsSpan(hidden, hidden), 1, hidden, saved.AsSpan(0, 4 * hidden), cell, row);
            Numbers.AssertSameBits(row, h.AsSpan(hidden, hidden));
            Numbers.AssertSameBits(cell, c.AsSpan(hidden, hidden));
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 16)]
    [InlineData(3, 19)]
    public void Gradients_agree_with_central_differences(int rows, int hidden)
    {
        float[] x = Numbers.Uniform(4 * rows * hidden, 1), u = Numbers.Uniform(4 * rows * hidden, 2), previous = Numbers.Uniform(rows * hidden, 3);
        float[] dh = Numbers.Uniform(rows * hidden, 4), dc = Numbers.Uniform(rows * hidden, 6), saved = new float[4 * rows * hidden], c = new float[rows * hidden], h = new float[rows * hidden];
        float[] dGates = new float[4 * rows * hidden], dp = Numbers.Uniform(rows * hidden, 5);
        double[] before = Numbers.Doubles(dp);
        LstmCell.Forward(x, u, previous, rows, hidden, saved, c, h);
        LstmCell.Backward(dh, dc, saved, c, previous, rows, hidden, dGates, dp);
        double[] xd = Numbers.Doubles(x), ud = Numbers.Doubles(u), pd = Numbers.Doubles(previous);
        Numbers.AssertNear(Numbers.Gradient(v => Loss(v, ud, pd), xd), dGates, 3e-6);
        Numbers.AssertNear(Numbers.Gradient(v => Loss(xd, v, pd), ud), dGates, 3e-6);
        double[] expected = Numbers.Gradient(v => Loss(xd, ud, v), pd);
        for (int i = 0; i < expected.Length; i++) expected[i] += before[i];
        Numbers.AssertNear(expected, dp, 3e-6);

        double Loss(double[] x, double[] u, double[] previous)
        {
            (double[] hd, double[] cd) = Twin(x, u, previous, rows, hidden);
            return Numbers.Dot(hd, dh) + Numbers.Dot(cd, dc);
        }
    }

    private static (double[] H, double[] C) Twin(double[] x, double[] u, double[] previous, int rows, int hidden)
    {
        double[] h = new double[rows * hidden], c = new double[rows * hidden];
        for (int row = 0; row < rows; row++)
            for (int j = 0; j < hidden; j++)
            {
                int at = 4 * row * hidden + j;
                double Gate(int gate) => x[at + gate * hidden] + u[at + gate * hidden];
                double i = 1 / (1 + Math.Exp(-Gate(0))), f = 1 / (1 + Math.Exp(-Gate(1))), o = 1 / (1 + Math.Exp(-Gate(3)));
                c[row * hidden + j] = f * previous[row * hidden + j] + i * Math.Tanh(Gate(2));
                h[row * hidden + j] = o * Math.Tanh(c[row * hidden + j]);
            }
        return (h, c);
    }
}
