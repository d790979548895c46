using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class HalvesTests
{
    [Fact]
    public void Halves_round_as_the_base_library_rounds()
    {
        foreach (int n in Numbers.Lengths)
        {
            float[] x = Numbers.Uniform(n, 1, -70000, 70000), back = new float[n];
            Half[] y = new Half[n];
            Halves.ToHalf(x, y);
            Assert.Equal(Array.ConvertAll(x, v => (Half)v), y);
            Halves.FromHalf(y, back);
            Numbers.AssertSameBits(Array.ConvertAll(y, v => (float)v), back);
        }
    }

    [Fact]
    public void Bfloat16_rounds_to_the_nearest_even()
    {
        float[] x = [1, 1.00390625f, 1.01171875f, 1.0039064f, -0f, float.PositiveInfinity, float.MaxValue, float.NaN], back = new float[8];
        ushort[] y = new ushort[8];
        Halves.ToBrain(x, y);
        Assert.Equal([0x3F80, 0x3F80, 0x3F82, 0x3F81, 0x8000, 0x7F80, 0x7F80], y[..7]);
        Halves.FromBrain(y, back);
        Assert.True(float.IsNaN(back[7]));
        Assert.Equal(1.015625f, back[2]);
    }

    [Fact]
    public void A_bfloat16_survives_the_way_there_and_back()
    {
        ushort[] all = [.. Enumerable.Range(0, 65536).Select(i => (ushort)i).Where(i => (i & 0x7FFF) <= 0x7F80)], back = new ushort[all.Length];
        float[] x = new float[all.Length];
        Halves.FromBrain(all, x);
        Halves.ToBrain(x, back);
        Assert.Equal(all, back);
    }
}
