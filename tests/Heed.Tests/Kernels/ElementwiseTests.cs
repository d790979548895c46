using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class ElementwiseTests
{
    [Fact]
    public void An_example_by_hand()
    {
        float[] x = [1, -2, 3], y = [4, 5, -6], z = [1, 1, 1];
        float[] sum = new float[3], product = new float[3];
        Elementwise.Add(x, y, sum);
        Assert.Equal([5, 3, -3], sum);
        Elementwise.Multiply(x, y, product);
        Assert.Equal([4, -10, -18], product);
        Elementwise.AddTo(x, z);
        Assert.Equal([2, -1, 4], z);
        Elementwise.AddProduct(x, y, z);
        Assert.Equal([6, -11, -14], z);
        Elementwise.AddScaled(x, 2, z);
        Assert.Equal([8, -15, -8], z);
        Elementwise.Scale(z, 0.5f, z);
        Assert.Equal([4, -7.5f, -4], z);
        Elementwise.AddPairwise(z, x);
        Assert.Equal([5, -9.5f, -1], z);
        Activations.Relu(x, z);
        Assert.Equal([1, 0, 3], z);
        Activations.AddReluGradient(y, z, sum);
        Assert.Equal([9, 3, -9], sum);
    }

    [Fact]
    public void Every_length_agrees_with_plain_loops()
    {
        foreach (int n in Numbers.Lengths)
        {
            float[] x = Numbers.Uniform(n, 1), y = Numbers.Uniform(n, 2), z = Numbers.Uniform(n, 3), result = new float[n];
            Elementwise.Add(x, y, result);
            Numbers.AssertNear([.. x.Zip(y, (a, b) => (double)a + b)], result, 1e-7);
            Elementwise.Multiply(x, y, result);
            Numbers.AssertNear([.. x.Zip(y, (a, b) => (double)a * b)], result, 1e-7);
            z.CopyTo(result, 0);
            Elementwise.AddProduct(x, y, result);
            Numbers.AssertNear([.. x.Zip(y, z).Select(t => (double)t.First * t.Second + t.Third)], result, 3e-7);
            z.CopyTo(result, 0);
            Elementwise.AddScaled(x, 0.3f, result);
            Numbers.AssertNear([.. x.Zip(z, (a, b) => (double)a * 0.3f + b)], result, 3e-7);
            Activations.Tanh(x, result);
            Numbers.AssertNear([.. x.Select(a => Math.Tanh(a))], result, 3e-7);
            Activations.Sigmoid(x, result);
            Numbers.AssertNear([.. x.Select(a => 1 / (1 + Math.Exp(-(double)a)))], result, 3e-7);
        }
    }

    [Fact]
    public void An_element_has_the_same_bits_wherever_it_stands()
    {
        float[] x = Numbers.Uniform(70, 4, -9, 9), y = Numbers.Uniform(70, 5), z = Numbers.Uniform(70, 6);
        Check(Activations.Tanh);
        Check(Activations.Sigmoid);
        Check((a, b) => Elementwise.Scale(a, 0.7f, b));
        Check((a, b) => Elementwise.AddScaled(a, 0.7f, b));
        Check((a, b) => Elementwise.AddProduct(a, a, b));
        Check((a, b) => Activations.AddTanhGradient(a, a, b));
        Check((a, b) => Activations.AddSigmoidGradient(a, a, b));

        void Check(Map map)
        {
            float[] whole = [.. z];
            map(x, whole);
            for (int start = 0; start < 20; start++)
                for (int length = 0; length <= 70 - start; length += start % 3 + 1)
                {
                    float[] part = [.. z];
                    map(x.AsSpan(start, length), part.AsSpan(start, length));
                    Numbers.AssertSameBits(whole.AsSpan(start, length), part.AsSpan(start, length));
                    Numbers.AssertSameBits(z.AsSpan(0, start), part.AsSpan(0, start));
                    Numbers.AssertSameBits(z.AsSpan(start + length), part.AsSpan(start + length));
                }
        }
    }

    private delegate void Map(ReadOnlySpan<float> x, Span<float> y);

    [Fact]
    public void Gradients_agree_with_central_differences()
    {
        float[] x = Numbers.Uniform(37, 7), dy = Numbers.Uniform(37, 8), y = new float[37], dx = Numbers.Uniform(37, 9);
        float[] before = [.. dx];
        Activations.Tanh(x, y);
        Activations.AddTanhGradient(dy, y, dx);
        Compare(v => Math.Tanh(v));
        Activations.Sigmoid(x, y);
        before.CopyTo(dx, 0);
        Activations.AddSigmoidGradient(dy, y, dx);
        Compare(v => 1 / (1 + Math.Exp(-v)));
        Activations.Relu(x, y);
        before.CopyTo(dx, 0);
        Activations.AddReluGradient(dy, y, dx);
        Compare(v => Math.Max(v, 0));

        void Compare(Func<double, double> f)
        {
            double[] expected = Numbers.Gradient(v => Numbers.Dot(Array.ConvertAll(v, a => f(a)), dy), Numbers.Doubles(x));
            for (int i = 0; i < expected.Length; i++) expected[i] += before[i];
            Numbers.AssertNear(expected, dx, 2e-6);
        }
    }

    [Fact]
    public void Rows_are_added_in_order()
    {
        foreach (int width in Numbers.Lengths)
        {
            float[] rows = Numbers.Uniform(7 * width, 10), sum = Numbers.Uniform(width, 11), expected = [.. sum];
            for (int i = 0; i < 7; i++)
                for (int j = 0; j < width; j++) expected[j] += rows[i * width + j];
            Elementwise.AddRowsTo(rows, 7, width, sum);
            Numbers.AssertSameBits(expected, sum);
        }
    }

    [Fact]
    public void Gathered_rows_scatter_back_and_minus_one_is_nobody()
    {
        float[] table = [1, 2, 3, 4, 5, 6];
        int[] indices = [2, -1, 0, 2];
        float[] rows = [9, 9, 9, 9, 9, 9, 9, 9];
        Elementwise.Gather(table, 2, indices, rows);
        Assert.Equal([5, 6, 0, 0, 1, 2, 5, 6], rows);
        Elementwise.ScatterAdd([1, 1, 2, 2, 3, 3, 4, 4], 2, indices, table);
        Assert.Equal([4, 5, 3, 4, 10, 11], table);
    }

    [Fact]
    public void Columns_are_copied_and_added_between_different_strides()
    {
        float[] source = [1, 2, 3, 4, 5, 6], target = new float[8];
        Elementwise.CopyColumns(source.AsSpan(1), 3, target.AsSpan(2), 4, 2, 2);
        Assert.Equal([0, 0, 2, 3, 0, 0, 5, 6], target);
        Elementwise.AddColumns(source, 3, target.AsSpan(2), 4, 2, 2);
        Assert.Equal([0, 0, 3, 5, 0, 0, 9, 11], target);
    }

    [Fact]
    public void Squares_are_summed_in_double_precision()
    {
        Assert.Equal(25, Elementwise.SquareSum([3, 4]));
        foreach (int n in (int[])[.. Numbers.Lengths, 4095, 4096, 4097, 10000])
        {
            float[] x = Numbers.Uniform(n, 12);
            double expected = x.Sum(v => (double)v * v);
            Assert.Equal(expected, Elementwise.SquareSum(x), 1e-12 * (1 + expected));
            Assert.Equal(x.Sum(v => (double)v), Elementwise.Sum(x), 1e-12 * (1 + n));
        }
        float[] many = Numbers.Uniform(100_000, 13);
        Assert.Equal(132964.2737148483, Elementwise.SquareSum(many));      // the same bits in every mode
    }

    [Fact]
    public void Any_element_that_is_not_finite_is_found()
    {
        foreach (int n in Numbers.Lengths)
        {
            float[] x = Numbers.Uniform(n, 14, -1.5e38f, 1.5e38f);
            Assert.True(Elementwise.AllFinite(x));
            foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
                for (int i = 0; i < n; i++)
                {
                    float kept = x[i];
                    x[i] = bad;
                    Assert.False(Elementwise.AllFinite(x));
                    x[i] = kept;
                }
        }
    }
}
