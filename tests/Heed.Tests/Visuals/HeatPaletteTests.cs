using Heed.Visuals;

namespace Heed.Tests.Visuals;

public sealed class HeatPaletteTests
{
    [Fact]
    public void Nothing_is_almost_white_and_everything_is_dark()
    {
        Assert.InRange(Luminance(HeatPalette.At(0)), 0.9, 1);
        Assert.InRange(Luminance(HeatPalette.At(1)), 0, 0.03);
        Assert.Equal(HeatPalette.At(1), HeatPalette.At(1.0005f));
        Assert.Matches("^#[0-9a-f]{6}$", HeatPalette.Hex(0.5f));
    }

    [Fact]
    public void More_weight_is_always_darker()
    {
        double[] luminance = [.. Enumerable.Range(0, 256).Select(i => Luminance(HeatPalette.At(i / 255f)))];
        Assert.All(luminance.Skip(1).Zip(luminance), pair => Assert.True(pair.First < pair.Second));
    }

    [Fact]
    public void Equal_differences_of_weight_are_about_equal_differences_of_perceived_lightness()
    {
        double[] lightness = [.. Enumerable.Range(0, 11).Select(i => CieLightness(Luminance(HeatPalette.At(i / 10f))))];
        double[] steps = [.. lightness.Zip(lightness.Skip(1), (a, b) => a - b)];
        Assert.All(steps, step => Assert.InRange(step, 0.7 * steps.Average(), 1.3 * steps.Average()));
    }

    [Fact]
    public void The_ladder_of_256_colours_darkens_at_every_step()
    {
        double[] luminance = [.. Enumerable.Range(0, 10).Select(i => Luminance(Xterm(HeatPalette.IndexedAt((i + 0.5f) / 10))))];
        Assert.All(luminance.Skip(1).Zip(luminance), pair => Assert.True(pair.First < pair.Second));
        Assert.Equal(HeatPalette.IndexedAt(0.95f), HeatPalette.IndexedAt(1));
    }

    private static (byte R, byte G, byte B) Xterm(int number)
    {
        int cube = number - 16;
        static byte Side(int step) => (byte)(step == 0 ? 0 : 55 + (40 * step));
        return (Side(cube / 36), Side(cube / 6 % 6), Side(cube % 6));
    }

    private static double Luminance((byte R, byte G, byte B) colour)
    {
        static double Linear(byte value) => value <= 10 ? value / 255.0 / 12.92 : Math.Pow(((value / 255.0) + 0.055) / 1.055, 2.4);
        return (0.2126 * Linear(colour.R)) + (0.7152 * Linear(colour.G)) + (0.0722 * Linear(colour.B));
    }

    private static double CieLightness(double luminance) => luminance > 0.008856 ? (116 * Math.Cbrt(luminance)) - 16 : 903.3 * luminance;
}
