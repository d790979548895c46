using Heed.Positions;
using Heed.Tensors;
using Heed.Tests.Kernels;

namespace Heed.Tests.Positions;

public sealed class SinusoidalEncodingTests
{
    [Fact]
    public void The_first_codes_by_hand()
    {
        Tensor table = new SinusoidalEncoding(4).Table(3)!;                          // ω_0 = 1, ω_1 = 1/100
        Numbers.AssertNear(
            [0, 1, 0, 1, 0.8414709848, 0.5403023059, 0.0099998333, 0.9999500004, 0.9092974268, -0.4161468365, 0.0199986667, 0.9998000067], table.Values, 1e-7);
        Tensor halves = new SinusoidalHalvesEncoding(4).Table(3)!;
        Numbers.AssertNear(
            [0, 0, 1, 1, 0.8414709848, 0.0099998333, 0.5403023059, 0.9999500004, 0.9092974268, 0.0199986667, -0.4161468365, 0.9998000067], halves.Values, 1e-7);
    }

    [Fact]
    public void Codes_are_as_exact_far_away()
    {
        var encoding = new SinusoidalEncoding(6, 100);
        foreach (int i in (int[])[0, 63, 64, 1000, 99_999])
        {
            float[] code = Places.Row(encoding.Table(i + 1)!, i);
            for (int j = 0; j < 3; j++)
            {
                double angle = i * Math.Pow(100, -2 * j / 6.0);
                Assert.Equal((float)Math.Sin(angle), code[2 * j], 1e-7f);
                Assert.Equal((float)Math.Cos(angle), code[2 * j + 1], 1e-7f);
            }
        }
    }

    [Fact]
    public void The_shift_by_one_position_by_hand()
    {
        Tensor shift = new SinusoidalEncoding(2).RelativeShift(1);
        Numbers.AssertNear([0.5403023059, 0.8414709848, -0.8414709848, 0.5403023059], shift.Values, 1e-7);      // the transpose of the usual rotation
        Assert.Equal([1, 0, 0, 1], new SinusoidalEncoding(2).RelativeShift(0).Values);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(false, 16)]
    [InlineData(true, 16)]
    [InlineData(false, 64)]
    public void One_matrix_moves_every_code_by_the_same_distance(bool halves, int size)
    {
        const int Far = 10_000;
        SinusoidalEncoding encoding = halves ? new SinusoidalHalvesEncoding(size) : new SinusoidalEncoding(size);
        ReadOnlySpan<float> codes = encoding.Table(2 * Far + 1)!.Values;
        var lcg = new Lcg(11);
        double worst = 0;
        foreach (int distance in (int[])[-Far, -Far + 1, -1, 1, 2, 777, Far, .. Enumerable.Range(0, 40).Select(_ => lcg.Next(2 * Far + 1) - Far)])
        {
            ReadOnlySpan<float> shift = encoding.RelativeShift(distance).Values;
            int first = Math.Max(0, -distance);
            foreach (int i in (int[])[first, first + 1, Far, .. Enumerable.Range(0, 200).Select(_ => first + lcg.Next(Far - first + 1))])
                for (int row = 0; row < size; row++)
                {
                    double sum = 0;
                    for (int k = 0; k < size; k++) sum += (double)shift[row * size + k] * codes[i * size + k];
                    worst = Math.Max(worst, Math.Abs(sum - codes[(i + distance) * size + row]));
                }
        }
        Assert.InRange(worst, 0, 1e-5);
    }

    [Fact]
    public void The_shift_is_block_diagonal_and_its_transpose_moves_back()
    {
        var encoding = new SinusoidalEncoding(8);
        ReadOnlySpan<float> there = encoding.RelativeShift(37).Values, back = encoding.RelativeShift(-37).Values;
        for (int row = 0; row < 8; row++)
            for (int column = 0; column < 8; column++)
            {
                if (row / 2 != column / 2) Assert.Equal(0, there[row * 8 + column]);
                Assert.Equal(there[row * 8 + column], back[column * 8 + row]);
            }
    }

    [Fact]
    public void Neighbours_are_as_far_apart_everywhere()
    {
        ReadOnlySpan<float> codes = new SinusoidalEncoding(16).Table(500)!.Values;
        double first = Distance(codes, 0, 3);
        for (int i = 1; i < 497; i++) Assert.Equal(first, Distance(codes, i, i + 3), 1e-6);

        static double Distance(ReadOnlySpan<float> codes, int i, int j)
        {
            double sum = 0;
            for (int k = 0; k < 16; k++) sum += Math.Pow(codes[i * 16 + k] - codes[j * 16 + k], 2);
            return Math.Sqrt(sum);
        }
    }

    [Fact]
    public void Odd_sizes_and_bases_that_give_no_wavelengths_are_refused()
    {
        Assert.Contains("sinusoidal: numbers come in pairs, so the size must be even, not 5", Assert.Throws<ArgumentException>(() => new SinusoidalEncoding(5)).Message);
        Assert.Contains("the base must be above 1, it is 1", Assert.Throws<ArgumentException>(() => new SinusoidalEncoding(4, 1)).Message);
        Assert.Throws<ArgumentException>(() => new SinusoidalHalvesEncoding(4, double.NaN));
        Assert.Throws<ArgumentException>(() => new RotaryEncoding(4, double.PositiveInfinity));
    }
}
