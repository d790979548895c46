using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Tests.Kernels;
using Heed.Tests.Tensors;

namespace Heed.Tests.Positions;

public sealed class RotaryEncodingTests
{
    [Fact]
    public void Position_0_stays_and_position_1_turns_by_one_radian()
    {
        Tensor y = new RotaryEncoding(2).Rotate(new Tensor(new(2, 4), [1, 2, 3, 4, 1, 0, 0, 1]), 2, Places.Sentence(2), Places.Context());
        Assert.Equal([1, 2, 3, 4], Places.Row(y, 0));
        Numbers.AssertNear([0.5403023059, 0.8414709848, -0.8414709848, 0.5403023059], Places.Row(y, 1), 1e-7);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 6)]
    [InlineData(2, 34)]
    public void Rotation_agrees_with_its_formula(int heads, int size)
    {
        int[] positions = [5, 0, 17, 5];
        var encoding = new RotaryEncoding(size, 500);
        GradientCheck.Of((x, tape) => encoding.Rotate(x[0], heads, new TokenPlaces(positions, null), Places.Context(tape)), x => Reference(x[0], positions, heads, size, 500),
            [GradientCheck.Random(1, positions.Length, heads * size)]);
    }

    [Fact]
    public void Products_depend_on_the_distance_alone()
    {
        const int Size = 16;
        var encoding = new RotaryEncoding(Size);
        Tensor q = GradientCheck.Random(1, 1, Size), k = GradientCheck.Random(2, 1, Size);
        double Product(int i, int j)
        {
            Tensor turnedQ = encoding.Rotate(q, 1, TokenPlaces.At(i, 1), Places.Context()), turnedK = encoding.Rotate(k, 1, TokenPlaces.At(j, 1), Places.Context());
            double sum = 0;
            for (int n = 0; n < Size; n++) sum += (double)turnedQ.Values[n] * turnedK.Values[n];
            return sum;
        }
        foreach (int distance in (int[])[0, 1, 7, 300])
        {
            double near = Product(0, distance);
            foreach (int i in (int[])[1, 50, 20_000]) Assert.Equal(near, Product(i, i + distance), 5e-6);
        }
        Assert.NotEqual(Product(0, 1), Product(0, 2), 1e-3);
    }

    [Fact]
    public void A_row_does_not_depend_on_the_others()
    {
        var encoding = new RotaryEncoding(8);
        Tensor x = GradientCheck.Random(3, 9, 24);
        Tensor y = encoding.Rotate(x, 3, Places.Sentence(9), Places.Context());
        for (int t = 0; t < 9; t++)
            Numbers.AssertSameBits(Places.Row(y, t), new RotaryEncoding(8).Rotate(x.Rows(t, 1), 3, TokenPlaces.At(t, 1), Places.Context()).Values);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var encoding = new RotaryEncoding(4);
        var x = new Tensor(new(1, 8));
        Assert.Contains("rotary: numbers come in pairs", Assert.Throws<ArgumentException>(() => new RotaryEncoding(3)).Message);
        Assert.Contains("rotary: [1, 8] of 3 heads are not heads of 4 numbers", Assert.Throws<ArgumentException>(() => encoding.Rotate(x, 3, TokenPlaces.At(0, 1), Places.Context())).Message);
        Assert.Contains("rotary: a position is negative: -2", Assert.Throws<ArgumentException>(() => encoding.Rotate(x, 2, TokenPlaces.At(-2, 1), Places.Context())).Message);
        Assert.Contains("2 positions were given for the rows of [1, 8]", Assert.Throws<ArgumentException>(() => encoding.Rotate(x, 2, TokenPlaces.At(0, 2), Places.Context())).Message);
    }

    [Fact]
    public void The_operation_refuses_what_does_not_fit()
    {
        var x = new Tensor(new(2, 8));
        Assert.Contains("[2, 8] are not heads of 3 numbers", Assert.Throws<ArgumentException>(() => x.Rotate([0, 0], new Tensor(new(1, 3)), null)).Message);
        Assert.Throws<ArgumentException>(() => x.Rotate([0, 0], new Tensor(new(1, 6)), null));
        Assert.Contains("no position 1 in [1, 4]", Assert.Throws<ArgumentOutOfRangeException>(() => x.Rotate([0, 1], new Tensor(new(1, 4)), null)).Message);
    }

    private static double[] Reference(double[] x, int[] positions, int heads, int size, double wavelengths)
    {
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i += 2)
        {
            double angle = positions[i / (heads * size)] * Math.Pow(wavelengths, -(i % size) / (double)size);
            y[i] = x[i] * Math.Cos(angle) - x[i + 1] * Math.Sin(angle);
            y[i + 1] = x[i] * Math.Sin(angle) + x[i + 1] * Math.Cos(angle);
        }
        return y;
    }
}
