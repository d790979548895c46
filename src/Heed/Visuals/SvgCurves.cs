using System.Globalization;
using System.Net;
using System.Text;

namespace Heed.Visuals;

/// <summary>Curves over whole numbers as SVG. Text stays text, so the viewer shapes it; colours are classes of the page's style, <c>c0</c> to <c>c7</c>, and <c>axis</c>.</summary>
internal static class SvgCurves
{
    private const double Left = 56, Top = 12, Width = 480, Height = 200, Bottom = 36;
    private const int Colours = 8;

    /// <summary>Draws curves that begin at <paramref name="first"/>; what is not finite is left out.</summary>
    public static string Draw(string label, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> curves, int first = 0) =>
        DrawSteps(label, [.. Enumerable.Range(first, Math.Max(2, curves.Count == 0 ? 2 : curves.Max(curve => curve.Values.Count)))], curves);

    /// <summary>Draws curves over given whole numbers, which rise; what is not finite is left out.</summary>
    public static string DrawSteps(string label, IReadOnlyList<int> steps, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> curves)
    {
        double[] all = [.. curves.SelectMany(curve => curve.Values).Where(double.IsFinite)];
        double low = all.Length == 0 ? 0 : Math.Min(0, all.Min()), high = all.Length == 0 ? 1 : Math.Max(all.Max(), low + 1e-9);
        int first = steps[0], last = steps[^1];
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\" viewBox=\"0 0 {Left + Width + 12} {Top + Height + Bottom}\" direction=\"ltr\">");
        for (int i = 0; i <= 4; i++)
        {
            double value = low + (high - low) * i / 4;
            if (Math.Abs(value) < 1e-3 * (high - low)) value = 0;                                            // a hair beside it is no number to read
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{Left} {Y(value):F1}h{Width}\"/><text x=\"{Left - 6}\" y=\"{Y(value) + 4:F1}\" text-anchor=\"end\">{value:G3}</text>");
            int x = first + (int)Math.Round((last - first) * i / 4.0);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(x):F1}\" y=\"{Top + Height + 18}\" text-anchor=\"middle\">{x}</text>");
        }
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + Width / 2}\" y=\"{Top + Height + 33}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(label)}</text>");
        for (int c = 0; c < curves.Count; c++)
        {
            string points = string.Join(' ', curves[c].Values.Select((y, i) => (X: steps[i], Y: y)).Where(point => double.IsFinite(point.Y)).Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):F1},{Y(point.Y):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"c{c % Colours}\"{(c >= Colours ? " stroke-dasharray=\"5 3\"" : "")} points=\"{points}\"><title>{WebUtility.HtmlEncode(curves[c].Name)}</title></polyline>");
        }
        return svg.Append("</svg>").ToString();

        double X(double x) => Left + Width * (x - first) / Math.Max(1, last - first);
        double Y(double y) => Top + Height * (1 - (y - low) / (high - low));
    }

    /// <summary>Curves over positive numbers, both axes logarithmic: powers are straight lines. x in powers of two, y in powers of ten.</summary>
    public static string DrawLogarithmic(string label, string unit, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> curves)
    {
        (double X, double Y)[] all = [.. curves.SelectMany(curve => curve.Points).Where(point => point.X > 0 && point.Y > 0)];
        if (all.Length == 0) all = [(1, 1)];
        double x0 = Math.Floor(Math.Log2(all.Min(point => point.X))), x1 = Math.Max(x0 + 1, Math.Ceiling(Math.Log2(all.Max(point => point.X))));
        double y0 = Math.Floor(Math.Log10(all.Min(point => point.Y))), y1 = Math.Max(y0 + 1, Math.Ceiling(Math.Log10(all.Max(point => point.Y))));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\" viewBox=\"0 0 {Left + Width + 12} {Top + Height + Bottom}\" direction=\"ltr\">");
        for (double y = y0; y <= y1; y++)
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{Left} {Y(y):F1}h{Width}\"/><text x=\"{Left - 6}\" y=\"{Y(y) + 4:F1}\" text-anchor=\"end\">{Math.Pow(10, y):0.####} {unit}</text>");
        for (double x = x0; x <= x1; x++) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(x):F1}\" y=\"{Top + Height + 18}\" text-anchor=\"middle\">{Math.Pow(2, x):0}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + Width / 2}\" y=\"{Top + Height + 33}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(label)}</text>");
        for (int c = 0; c < curves.Count; c++)
        {
            string points = string.Join(' ', curves[c].Points.Where(point => point.X > 0 && point.Y > 0).Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(Math.Log2(point.X)):F1},{Y(Math.Log10(point.Y)):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"c{c % Colours}\"{(c >= Colours ? " stroke-dasharray=\"5 3\"" : "")} points=\"{points}\"><title>{WebUtility.HtmlEncode(curves[c].Name)}</title></polyline>");
        }
        return svg.Append("</svg>").ToString();

        double X(double log) => Left + Width * (log - x0) / (x1 - x0);
        double Y(double log) => Top + Height * (1 - (log - y0) / (y1 - y0));
    }

    /// <summary>Fractions over a few values of x that stand side by side, with a band from the least to the greatest; what is not finite is left out.</summary>
    /// <param name="label">What x is.</param>
    /// <param name="x">The values of x, in order.</param>
    /// <param name="curves">For each value of x the mean, the least and the greatest, from 0 to 1.</param>
    /// <param name="bound">The index of x after which a line is drawn; none for no line.</param>
    public static string DrawBands(string label, IReadOnlyList<int> x, IReadOnlyList<(string Name, IReadOnlyList<(double Mean, double Low, double High)> Values)> curves, int? bound = null)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\" viewBox=\"0 0 {Left + Width + 12} {Top + Height + Bottom}\" direction=\"ltr\">");
        for (int i = 0; i <= 4; i++)
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{Left} {Y(i / 4.0):F1}h{Width}\"/><text x=\"{Left - 6}\" y=\"{Y(i / 4.0) + 4:F1}\" text-anchor=\"end\">{25 * i}%</text>");
        for (int i = 0; i < x.Count; i++) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(i):F1}\" y=\"{Top + Height + 18}\" text-anchor=\"middle\">{x[i]}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + Width / 2}\" y=\"{Top + Height + 33}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(label)}</text>");
        if (bound is { } last) svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" stroke-dasharray=\"4 3\" d=\"M{X(last + 0.5):F1} {Top}v{Height}\"/>");
        for (int c = 0; c < curves.Count; c++)
        {
            (int I, double Mean, double Low, double High)[] values = [.. curves[c].Values.Select((value, i) => (i, value.Mean, value.Low, value.High)).Where(value => double.IsFinite(value.Mean))];
            IEnumerable<string> band = values.Select(value => Point(value.I, value.High)).Concat(values.Reverse().Select(value => Point(value.I, value.Low)));
            svg.Append(CultureInfo.InvariantCulture, $"<polygon class=\"b{c % Colours}\" points=\"{string.Join(' ', band)}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"c{c % Colours}\"{(c >= Colours ? " stroke-dasharray=\"5 3\"" : "")} points=\"{string.Join(' ', values.Select(value => Point(value.I, value.Mean)))}\"><title>{WebUtility.HtmlEncode(curves[c].Name)}</title></polyline>");
        }
        return svg.Append("</svg>").ToString();

        string Point(int i, double y) => string.Create(CultureInfo.InvariantCulture, $"{X(i):F1},{Y(y):F1}");
        double X(double i) => Left + Width * (i + 0.5) / Math.Max(1, x.Count);
        double Y(double y) => Top + Height * (1 - y);
    }

    /// <summary>A matrix [rows, columns] as a picture of at most so many rows, from its least number (light) to its greatest (dark).</summary>
    public static string DrawMatrix(string label, ReadOnlySpan<float> values, int rows, int columns)
    {
        const int Cell = 8;
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in values[..(rows * columns)]) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"matrix\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\" viewBox=\"0 0 {columns * Cell} {rows * Cell}\" shape-rendering=\"crispEdges\">");
        for (int row = 0; row < rows; row++)
        {
            // Neighbours of one colour are one rectangle.
            for (int column = 0, next; column < columns; column = next)
            {
                string colour = Colour(values[row * columns + column]);
                for (next = column + 1; next < columns && Colour(values[row * columns + next]) == colour; next++) { }
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{column * Cell}\" y=\"{row * Cell}\" width=\"{(next - column) * Cell}\" height=\"{Cell}\" fill=\"{colour}\"/>");
            }
        }
        return svg.Append("</svg>").ToString();

        string Colour(float value) => HeatPalette.Hex(high > low ? (value - low) / (high - low) : 0);
    }
}
