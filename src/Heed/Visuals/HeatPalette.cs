namespace Heed.Visuals;

/// <summary>
/// Colours from almost white (0) to dark indigo (1), computed in OKLCH (Ottosson 2020): lightness falls in even steps, so
/// that equal differences of weight look equal, to colour-blind eyes and on a grey printer too.
/// </summary>
internal static class HeatPalette
{
    private const int Steps = 256;
    private static readonly (byte R, byte G, byte B)[] Colours = [.. Enumerable.Range(0, Steps).Select(i => Compute(i / (Steps - 1.0)))];

    /// <summary>Colours of xterm's fixed cube that go the same way in ten steps, each darker than the one before.</summary>
    private static readonly byte[] Ladder = [231, 195, 152, 116, 73, 67, 25, 24, 18, 17];

    public static (byte R, byte G, byte B) At(float weight) => Colours[Step(weight)];

    public static string Hex(float weight)
    {
        (byte r, byte g, byte b) = At(weight);
        return $"#{r:x2}{g:x2}{b:x2}";
    }

    /// <summary>The number of one of xterm's 256 colours.</summary>
    public static byte IndexedAt(float weight) => Ladder[Math.Min(Ladder.Length - 1, (int)(Math.Clamp(weight, 0, 1) * Ladder.Length))];

    private static int Step(float weight) => (int)Math.Round(Math.Clamp(weight, 0, 1) * (Steps - 1));

    private static (byte R, byte G, byte B) Compute(double weight)
    {
        double lightness = 0.985 - (0.705 * weight);
        double chroma = 0.005 + (0.1 * weight * (2 - weight));
        double hue = (160 + (125 * weight)) * Math.PI / 180;
        double a = chroma * Math.Cos(hue), b = chroma * Math.Sin(hue);
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return (
            Encode((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Encode((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Encode((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    private static double Cube(double x) => x * x * x;

    /// <summary>From linear light to a byte of sRGB.</summary>
    private static byte Encode(double linear)
    {
        linear = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055));
    }
}
