namespace Heed.Visuals;

/// <summary>
/// Colours from almost white (0) to dark indigo (1), computed in OKLCH (Ottosson 2020): lightness falls in even steps, so
/// that equal differences of weight look equal, to colour-blind eyes and on a grey printer too.
/// </summary>
internal static class HeatPalette
{
    private const int Steps = 256;
    private static readonly (byte R, byte G, byte B)[] Colours = [.. Enumerable.Range(0, Steps).Select(i => OnWhite(i / (Steps - 1.0)))];
    private static readonly (byte R, byte G, byte B)[] DarkColours = [.. Enumerable.Range(0, Steps).Select(i => OnBlack(i / (Steps - 1.0)))];

    /// <summary>Colours of xterm's fixed cube that go the same way in ten steps, each darker than the one before.</summary>
    private static readonly byte[] Ladder = [231, 195, 152, 116, 73, 67, 25, 24, 18, 17];

    public static (byte R, byte G, byte B) At(float weight) => Colours[Step(weight)];

    /// <summary>The same for a dark background: from almost black (0) to pale yellow (1), lightness rising in even steps.</summary>
    public static (byte R, byte G, byte B) DarkAt(float weight) => DarkColours[Step(weight)];

    public static string Hex(float weight) => Hex(At(weight));

    public static string Hex((byte R, byte G, byte B) colour) => $"#{colour.R:x2}{colour.G:x2}{colour.B:x2}";

    /// <summary>Whether white is easier to read on a colour than black: the one of the two that is has a contrast of 4.5 at least.</summary>
    public static bool NeedsWhiteInk((byte R, byte G, byte B) colour) => Luminance(colour) < 0.179;

    /// <summary>Relative luminance as WCAG 2.2 defines it.</summary>
    public static double Luminance((byte R, byte G, byte B) colour) =>
        (0.2126 * Decode(colour.R)) + (0.7152 * Decode(colour.G)) + (0.0722 * Decode(colour.B));

    /// <summary>The number of one of xterm's 256 colours.</summary>
    public static byte IndexedAt(float weight) => Ladder[Math.Min(Ladder.Length - 1, (int)(Math.Clamp(weight, 0, 1) * Ladder.Length))];

    private static int Step(float weight) => (int)Math.Round(Math.Clamp(weight, 0, 1) * (Steps - 1));

    private static (byte R, byte G, byte B) OnWhite(double weight) =>
        Compute(0.985 - (0.705 * weight), 0.005 + (0.1 * weight * (2 - weight)), 160 + (125 * weight));

    private static (byte R, byte G, byte B) OnBlack(double weight) =>
        Compute(0.24 + (0.72 * weight), 0.02 + (0.34 * weight * (1.12 - weight)), 285 - (180 * weight));

    /// <param name="lightness">0 to 1.</param>
    /// <param name="chroma">How far from grey.</param>
    /// <param name="degrees">The hue.</param>
    private static (byte R, byte G, byte B) Compute(double lightness, double chroma, double degrees)
    {
        double hue = degrees * Math.PI / 180;
        double a = chroma * Math.Cos(hue), b = chroma * Math.Sin(hue);
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return (
            Encode((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Encode((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Encode((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    /// <summary>From a byte of sRGB to linear light.</summary>
    private static double Decode(byte value) => value <= 10 ? value / 255.0 / 12.92 : Math.Pow(((value / 255.0) + 0.055) / 1.055, 2.4);

    private static double Cube(double x) => x * x * x;

    /// <summary>From linear light to a byte of sRGB.</summary>
    private static byte Encode(double linear)
    {
        linear = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055));
    }
}
