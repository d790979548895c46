using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class SoftmaxTests
{
    [Fact]
    public void An_example_by_hand()
    {
        float[] y = new float[3];
        Softmax.Row([100, 101, 102], y);
        Numbers.AssertNear([0.09003057, 0.24472847, 0.66524096], y, 1e-7);
        Numbers.AssertNear(102.40760596, Softmax.LogSumExp([100, 101, 102]), 1e-7);
    }

    [Fact]
    public void A_fully_masked_row_gives_zeros()
    {
        float[] y = [1, 2, 3];
        Softmax.Row([float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity], y);
        Assert.Equal([0, 0, 0], y);
        Assert.Equal(float.NegativeInfinity, Softmax.LogSumExp([float.NegativeInfinity]));
        Assert.Equal(float.NegativeInfinity, Softmax.LogSumExp([]));
        Softmax.Row([], []);
    }

    [Fact]
    public void Masked_elements_get_nothing_and_change_nothing()
    {
        float[] y = new float[4];
        Softmax.Row([1, float.NegativeInfinity, 2, float.NegativeInfinity], y);
        Numbers.AssertNear([0.26894142, 0, 0.73105858, 0], y, 1e-7);
    }

    [Fact]
    public void Not_a_number_is_not_hidden()
    {
        float[] y = new float[2];
        Softmax.Row([1, float.NaN], y);
        Assert.True(float.IsNaN(y[0]) && float.IsNaN(y[1]));
        Assert.True(float.IsNaN(Softmax.LogSumExp([1, float.NaN])));
        Assert.True(float.IsNaN(Softmax.LogSumExp([float.NaN, float.NegativeInfinity])));
    }

    [Fact]
    public void Every_width_agrees_with_double_precision()
    {
        foreach (int n in Numbers.Lengths)
            foreach (float spread in (float[])[1, 30, 1000])
            {
                float[] x = Numbers.Uniform(n, 1, -spread, spread), y = new float[n];
                Softmax.Row(x, y);
                Numbers.AssertNear(Twin(Numbers.Doubles(x)), y, 1e-6);
                if (n > 0) Numbers.AssertNear(Math.Log(x.Sum(v => Math.Exp(v - x.Max()))) + x.Max(), Softmax.LogSumExp(x), 1e-6);
            }
    }

    [Fact]
    public void Rows_are_independent()
    {
        foreach (int width in Numbers.Lengths)
        {
            float[] x = Numbers.Uniform(5 * width, 2), y = new float[5 * width], row = new float[width];
            Softmax.Rows(x, 5, width, y);
            for (int i = 0; i < 5; i++)
            {
                Softmax.Row(x.AsSpan(i * width, width), row);
                Numbers.AssertSameBits(row, y.AsSpan(i * width, width));
            }
        }
    }

    [Fact]
    public void The_gradient_agrees_with_central_differences()
    {
        foreach (int n in (int[])[1, 5, 16, 35])
        {
            float[] x = Numbers.Uniform(2 * n, 3), dy = Numbers.Uniform(2 * n, 4), y = new float[2 * n], dx = Numbers.Uniform(2 * n, 5);
            float[] before = [.. dx];
            Softmax.Rows(x, 2, n, y);
            Softmax.AddGradientRows(dy, y, 2, n, dx);
            double[] expected = Numbers.Gradient(
                v => Numbers.Dot([.. Twin(v[..n]), .. Twin(v[n..])], dy), Numbers.Doubles(x));
            for (int i = 0; i < 2 * n; i++) expected[i] += before[i];
            Numbers.AssertNear(expected, dx, 1e-6);
        }
    }

    private static double[] Twin(double[] x)
    {
        if (x.Length == 0) return [];
        double max = x.Max();
        double[] e = Array.ConvertAll(x, v => Math.Exp(v - max));
        double sum = e.Sum();
        return Array.ConvertAll(e, v => v / sum);
    }
}
