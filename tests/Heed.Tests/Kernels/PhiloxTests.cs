using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class PhiloxTests
{
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void The_published_answers_come_out(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint x0, uint x1, uint x2, uint x3) =>
        Assert.Equal((x0, x1, x2, x3), Philox.Block(c0, c1, c2, c3, k0, k1));

    [Fact]
    public void Uniform_numbers_fill_the_unit_interval()
    {
        Assert.Equal(0, Philox.Uniform(0));
        Assert.Equal(0.5f, Philox.Uniform(0x80000000));
        Assert.Equal(1 - 1 / 16777216f, Philox.Uniform(uint.MaxValue));
        float[] x = new float[100_001];
        Philox.FillUniform(-1, 3, 1, 2, x);
        Assert.Equal(1, x.Average(v => (double)v), 0.02);
        Assert.Equal(16 / 12.0, x.Average(v => (v - 1.0) * (v - 1)), 0.02);
        Assert.True(x.Min() >= -1 && x.Max() < 3);
    }

    [Fact]
    public void Normal_numbers_have_their_moments()
    {
        float[] x = new float[100_003];
        Philox.FillNormal(2, 3, 1, 2, x);
        double mean = x.Average(v => (double)v), variance = x.Average(v => (v - mean) * (v - mean));
        Assert.Equal(2, mean, 0.04);
        Assert.Equal(9, variance, 0.15);
        Assert.Equal(0.6827, x.Count(v => Math.Abs(v - 2) < 3) / 100_003.0, 0.005);
        Assert.True(Elementwise.AllFinite(x));
    }

    [Fact]
    public void An_element_does_not_depend_on_how_many_are_asked_for()
    {
        float[] many = new float[100];
        Philox.FillNormal(0, 1, 5, 6, many);
        foreach (int n in Numbers.Lengths.Where(n => n <= 100))
        {
            float[] few = new float[n];
            Philox.FillNormal(0, 1, 5, 6, few);
            Numbers.AssertSameBits(many.AsSpan(0, n), few);
        }
    }

    [Fact]
    public void A_shuffle_is_a_permutation_fixed_by_seed_and_epoch()
    {
        int[] a = [.. Enumerable.Range(0, 1000)], b = [.. a], c = [.. a], sorted = [.. a];
        Philox.Shuffle(1, 2, a);
        Philox.Shuffle(1, 2, b);
        Philox.Shuffle(1, 3, c);
        Assert.Equal(a, b);
        Assert.NotEqual(a, c);
        Assert.NotEqual(sorted, a);
        Assert.Equal(sorted, a.Order());
    }

    [Fact]
    public void Every_order_of_four_is_equally_likely()
    {
        var counts = new Dictionary<string, int>();
        for (ulong epoch = 0; epoch < 24_000; epoch++)
        {
            int[] items = [0, 1, 2, 3];
            Philox.Shuffle(9, epoch, items);
            string order = string.Join(' ', items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));      // 1000 expected, deviation 31
    }

    [Fact]
    public void Bounded_numbers_stay_below_their_bound()
    {
        for (uint bound = 1; bound < 50; bound++)
            for (ulong place = 0; place < 100; place++) Assert.True(Philox.Below(bound, 1, 2, place) < bound);
        int half = 0;
        for (ulong place = 0; place < 10_000; place++)
            if (Philox.Below(3_000_000_000, 1, 2, place) < 1_500_000_000) half++;
        Assert.InRange(half, 4800, 5200);
    }
}
