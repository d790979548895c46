using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class ByteProductTests
{
    [Fact]
    public void An_example_by_hand()
    {
        // Rows (127, −1) and (2, 0) are their own integers, with scales 1 and 2/127; weights (127, 2) and (0, 0) with scales 1 and 0.
        float[] y = Multiply([127, -1, 2, 0], 2, [127, 2, 0, 0], 2, [10, 20], Workers.One);
        Numbers.AssertNear([127 * 127 - 2 + 10, 20, 127 * 127 * (2.0 / 127) + 10, 20], y, 1e-6);
    }

    [Fact]
    public void Numbers_are_rounded_to_the_nearest_of_255()
    {
        short[] q = new short[40];
        float[] x = Numbers.Uniform(37, 1);
        x[5] = -2.5f;
        Assert.Equal(2.5f / 127, ByteProduct.Quantise(x, q));
        Assert.Equal(-127, q[5]);
        for (int i = 0; i < 37; i++) Assert.True(Math.Abs(q[i] - x[i] / 2.5 * 127) <= 0.5001, $"{x[i]} became {q[i]}.");
        Assert.Equal([0, 0, 0], q[37..]);
    }

    [Theory]
    [InlineData(1e-42f)]
    [InlineData(1e-30f)]
    [InlineData(1f)]
    [InlineData(3e38f)]
    public void Tiny_and_huge_rows_use_the_whole_range(float largest)
    {
        short[] q = new short[20];
        float[] x = [.. Enumerable.Range(0, 20).Select(i => largest * ((i - 10) / 10f))];
        float scale = ByteProduct.Quantise(x, q);
        Assert.Equal(-127, q[0]);
        Assert.Equal(0, q[10]);
        Assert.Equal(1, scale / (largest / 127), 0.01);
    }

    [Fact]
    public void It_is_the_naive_product_of_integers_for_every_size_and_any_threads()
    {
        int[] inputs = [0, 1, 2, 3, 7, 16, 33, 64, 257], outputs = [1, 2, 7, 31, 32, 33, 64, 100];
        foreach (int rows in (int[])[1, 2, 3, 7, 8, 9, 17, 33])
            foreach (int k in inputs)
                foreach (int n in outputs)
                {
                    float[] x = Numbers.Uniform(rows * k, 1), w = Numbers.Uniform(n * k, 2), bias = Numbers.Uniform(n, 3);
                    if (k > 2) (x[0], w[1]) = (-2, 2);
                    float[] expected = Naive(x, rows, w, n, bias, k);
                    Numbers.AssertSameBits(expected, Multiply(x, rows, w, n, bias, Workers.One));
                    Numbers.AssertSameBits(expected, Multiply(x, rows, w, n, bias, new Workers(3)));
                }
    }

    [Fact]
    public void The_largest_sums_are_exact()
    {
        const int K = 4000;
        float[] x = new float[K], w = new float[K];
        Array.Fill(x, -1);
        Array.Fill(w, 1);
        Assert.Equal((float)(-127 * 127 * K) * (1f / 127 * (1f / 127)), Multiply(x, 1, w, 1, [], Workers.One)[0]);
    }

    [Fact]
    public void A_row_has_the_same_result_whatever_stands_beside_it()
    {
        float[] x = Numbers.Uniform(11 * 50, 1), w = Numbers.Uniform(70 * 50, 2);
        for (int i = 50; i < 100; i++) x[i] *= 1e6f;
        float[] all = Multiply(x, 11, w, 70, [], Workers.One);
        for (int row = 0; row < 11; row++) Numbers.AssertSameBits(Multiply(x.AsSpan(row * 50, 50).ToArray(), 1, w, 70, [], Workers.One), all.AsSpan(row * 70, 70));
    }

    [Fact]
    public void What_is_not_a_number_is_not_hidden()
    {
        float[] y = Multiply([1, float.NaN, 1, 1, float.PositiveInfinity, 1], 3, [1, 2, float.NaN, 0], 2, [], Workers.One);
        Assert.True(float.IsNaN(y[0]) && float.IsNaN(y[1]) && float.IsNaN(y[3]) && float.IsNaN(y[4]));
        Assert.Equal(3, y[2], 0.05);
    }

    private static float[] Multiply(float[] x, int rows, float[] w, int outputs, float[] bias, Workers workers)
    {
        int inputs = w.Length / outputs;
        sbyte[] packed = new sbyte[ByteProduct.PackedLength(inputs, outputs)];
        float[] scales = new float[ByteProduct.Padded(outputs)], y = new float[rows * outputs];
        ByteProduct.Pack(w, inputs, outputs, packed, scales);
        ByteProduct.Run(x, rows, inputs, packed, scales, bias, y, outputs, workers);
        return y;
    }

    private static float[] Naive(float[] x, int rows, float[] w, int outputs, float[] bias, int inputs)
    {
        float[] y = new float[rows * outputs];
        short[] p = new short[inputs], q = new short[inputs];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < outputs; j++)
            {
                float scale = ByteProduct.Quantise(x.AsSpan(i * inputs, inputs), p) * ByteProduct.Quantise(w.AsSpan(j * inputs, inputs), q);
                int sum = 0;
                for (int k = 0; k < inputs; k++) sum += p[k] * q[k];
                y[i * outputs + j] = sum * scale + bias[j];
            }
        return y;
    }
}
