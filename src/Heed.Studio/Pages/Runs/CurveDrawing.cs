using System.Globalization;
using System.Text;

namespace Heed.Studio.Pages.Runs;

/// <summary>Curves as the inside of an SVG: axes, their numbers, lines. Only numbers are in it, no text of anybody's.</summary>
internal sealed class CurveDrawing
{
    public const double Width = 560, Height = 230;
    private const double Left = 54, Right = 14, Top = 10, Bottom = 26;
    private const double Smallest = 1e-300;                                                 // a power of ten below it may be zero
    private const int Colours = 8;

    private readonly bool _logarithmic;
    private readonly double _low, _high;

    /// <param name="curves">The curves; one point at least.</param>
    /// <param name="logarithmic">Whether values are drawn by their logarithm; only where all are positive.</param>
    /// <param name="fromZero">Whether the axis begins at zero.</param>
    /// <param name="value">Writes a value beside its axis.</param>
    /// <param name="step">Writes a step below its axis.</param>
    public CurveDrawing(IReadOnlyList<Curve> curves, bool logarithmic, bool fromZero, Func<double, string> value, Func<double, string> step)
    {
        (long Step, double Value)[] all = [.. curves.SelectMany(static curve => curve.Points)];
        First = all.Min(static point => point.Step);
        Last = Math.Max(First + 1, all.Max(static point => point.Step));
        double low = all.Min(static point => point.Value), high = all.Max(static point => point.Value);
        _logarithmic = logarithmic && low > 0;
        if (!_logarithmic && fromZero) low = Math.Min(0, low);
        if (low == 0 && high == 0) high = 1;
        if (high - low < 1e-9 * Math.Max(1e-6, Math.Abs(high))) (low, high) = _logarithmic ? (low / 2, high * 2) : (low - Math.Max(1e-6, Math.Abs(low) / 2), high + Math.Max(1e-6, Math.Abs(high) / 2));
        (_low, _high) = (Of(low), Of(high));
        Svg = Draw(curves, _logarithmic ? LogarithmicTicks(low, high) : Ticks(low, high, 5), value, step);
    }

    public long First { get; }

    public long Last { get; }

    public string Svg { get; }

    public double X(double step) => Left + (Width - Left - Right) * (step - First) / (Last - First);

    public double Y(double value) => Top + (Height - Top - Bottom) * (1 - (Of(value) - _low) / (_high - _low));

    public static string ColourOf(int colour) => $"c{colour % Colours}{(colour / Colours % 2 == 1 ? " dashed" : "")}";

    /// <summary>Round numbers from low to high, about so many.</summary>
    internal static IReadOnlyList<double> Ticks(double low, double high, int about)
    {
        double raw = (high - low) / about, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double width = power * (raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        var ticks = new List<double>();
        for (double i = Math.Ceiling(low / width - 1e-9); i * width <= high + 1e-9 * width; i++) ticks.Add(i * width + 0.0);                           // minus zero is written as zero
        return ticks;
    }

    private static IReadOnlyList<double> LogarithmicTicks(double low, double high)
    {
        List<double> ticks = [];
        for (double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(low, Smallest)))); power <= high; power *= 10)
            ticks.AddRange(new[] { power, 2 * power, 5 * power }.Where(tick => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)));
        while (ticks.Count > 7) ticks = [.. ticks.Where((_, i) => i % 2 == 0)];
        return ticks.Count >= 2 ? ticks : Ticks(low, high, 4);
    }

    private double Of(double value) => _logarithmic ? Math.Log(value) : value;

    private string Draw(IReadOnlyList<Curve> curves, IReadOnlyList<double> ticks, Func<double, string> value, Func<double, string> step)
    {
        var svg = new StringBuilder();
        foreach (double tick in ticks)
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{Left} {Y(tick):F1}H{Width - Right}\"/><text x=\"{Left - 6}\" y=\"{Y(tick) + 4:F1}\" text-anchor=\"end\">{value(tick)}</text>");
        foreach (double tick in Ticks(First, Last, 5).Where(static tick => tick == Math.Floor(tick)))
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(tick):F1}\" y=\"{Height - 8}\" text-anchor=\"middle\">{step(tick)}</text>");
        foreach (Curve curve in curves.Where(static curve => curve.Points.Count > 0))
        {
            if (curve.Points is [(long at, double only)]) svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{ColourOf(curve.Colour)}\" cx=\"{X(at):F1}\" cy=\"{Y(only):F1}\" r=\"3\"/>");
            else svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{ColourOf(curve.Colour)}\" points=\"{string.Join(' ', curve.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Step):F1},{Y(point.Value):F1}")))}\"/>");
        }
        return svg.ToString();
    }
}
