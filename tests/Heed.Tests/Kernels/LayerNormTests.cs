using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class LayerNormTests
{
    [Fact]
    public void An_example_by_hand()
    {
        float[] y = new float[2], mean = new float[1], inverse = new float[1];
        LayerNorm.Forward([1, 5], 1, 2, [2, 3], [10, 20], 0, y, mean, inverse);
        Assert.Equal([8, 23], y);
        Assert.Equal(3, mean[0]);
        Assert.Equal(0.5f, inverse[0]);
    }

    [Fact]
    public void Results_agree_with_double_precision_at_every_width()
    {
        foreach (int width in Numbers.Lengths)
        {
            if (width == 0) continue;
            float[] x = Numbers.Uniform(3 * width, 1, 90, 110), w = Numbers.Uniform(width, 2), b = Numbers.Uniform(width, 3);
            float[] y = new float[3 * width], mean = new float[3], inverse = new float[3];
            LayerNorm.Forward(x, 3, width, w, b, 1e-3f, y, mean, inverse);
            Numbers.AssertNear(Twin(Numbers.Doubles(x), Numbers.Doubles(w), Numbers.Doubles(b), width, 1e-3f), y, width == 1 ? 1e-6 : 3e-5);
        }
    }

    [Fact]
    public void A_row_does_not_depend_on_the_others()
    {
        float[] x = Numbers.Uniform(4 * 37, 4), w = Numbers.Uniform(37, 5), b = Numbers.Uniform(37, 6);
        float[] y = new float[4 * 37], row = new float[37], mean = new float[4], inverse = new float[4];
        LayerNorm.Forward(x, 4, 37, w, b, 1e-5f, y, mean, inverse);
        for (int i = 0; i < 4; i++)
        {
            LayerNorm.Forward(x.AsSpan(i * 37, 37), 1, 37, w, b, 1e-5f, row, mean.AsSpan(0, 1), inverse.AsSpan(0, 1));
            Numbers.AssertSameBits(row, y.AsSpan(i * 37, 37));
        }
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(3, 16)]
    [InlineData(2, 37)]
    public void Gradients_agree_with_central_differences(int rows, int width)
    {
        float[] x = Numbers.Uniform(rows * width, 1), w = Numbers.Uniform(width, 2), b = Numbers.Uniform(width, 3), dy = Numbers.Uniform(rows * width, 4);
        float[] y = new float[rows * width], mean = new float[rows], inverse = new float[rows];
        float[] dx = Numbers.Uniform(rows * width, 5), dw = Numbers.Uniform(width, 6), db = Numbers.Uniform(width, 7);
        double[] dx0 = Numbers.Doubles(dx), dw0 = Numbers.Doubles(dw), db0 = Numbers.Doubles(db);
        LayerNorm.Forward(x, rows, width, w, b, 1e-5f, y, mean, inverse);
        LayerNorm.Backward(dy, x, rows, width, w, mean, inverse, dx, dw, db);
        double[] xd = Numbers.Doubles(x), wd = Numbers.Doubles(w), bd = Numbers.Doubles(b);
        Check(Numbers.Gradient(v => Numbers.Dot(Twin(v, wd, bd, width, 1e-5f), dy), xd), dx0, dx);
        Check(Numbers.Gradient(v => Numbers.Dot(Twin(xd, v, bd, width, 1e-5f), dy), wd), dw0, dw);
        Check(Numbers.Gradient(v => Numbers.Dot(Twin(xd, wd, v, width, 1e-5f), dy), bd), db0, db);

        static void Check(double[] gradient, double[] before, float[] actual)
        {
            for (int i = 0; i < gradient.Length; i++) gradient[i] += before[i];
            Numbers.AssertNear(gradient, actual, 1e-5);
        }
    }

    private static double[] Twin(double[] x, double[] w, double[] b, int width, float eps)
    {
        double[] y = new double[x.Length];
        for (int start = 0; start < x.Length; start += width)
        {
            double mean = x.Skip(start).Take(width).Average(), variance = x.Skip(start).Take(width).Average(v => (v - mean) * (v - mean));
            for (int i = 0; i < width; i++) y[start + i] = (x[start + i] - mean) / Math.Sqrt(variance + eps) * w[i] + b[i];
        }
        return y;
    }
}
