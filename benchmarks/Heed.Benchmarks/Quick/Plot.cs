using System.Globalization;
using System.Text;

namespace Heed.Benchmarks.Quick;

/// <summary>Curves over lengths on two logarithmic axes, as SVG whose text stays text.</summary>
internal sealed class Plot(string title, string unit)
{
    private const double Left = 70, Top = 40, Width = 520, Height = 330;

    private static readonly string[] Colours = ["#0b6e99", "#c4512d", "#3a7d44", "#7a4fa3"];

    private readonly List<(string Name, (double X, double Y)[] Points)> _curves = [];

    public Plot Add(string name, IEnumerable<(double X, double Y)> points)
    {
        _curves.Add((name, [.. points]));
        return this;
    }

    public void Save(string path)
    {
        double[] xs = [.. _curves.SelectMany(curve => curve.Points).Select(point => point.X)], ys = [.. _curves.SelectMany(curve => curve.Points).Select(point => point.Y)];
        double x0 = Math.Log2(xs.Min()), x1 = Math.Log2(xs.Max()), y0 = Math.Floor(Math.Log10(ys.Min())), y1 = Math.Ceiling(Math.Log10(ys.Max()));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Width + 190} {Top + Height + 50}\" font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"22\" font-size=\"15\">{title}</text>\n");
        for (double y = y0; y <= y1; y++)
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Y(y):F1}h{Width}\" stroke=\"#ddd\"/><text x=\"{Left - 8}\" y=\"{Y(y) + 4:F1}\" text-anchor=\"end\">{(y < 0 ? Math.Pow(10, y).ToString("G4", CultureInfo.InvariantCulture) : Math.Pow(10, y).ToString("N0", CultureInfo.InvariantCulture))} {unit}</text>\n");
        for (double x = Math.Ceiling(x0); x <= x1; x++)
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{X(x):F1} {Top}v{Height}\" stroke=\"#eee\"/><text x=\"{X(x):F1}\" y=\"{Top + Height + 20}\" text-anchor=\"middle\">{Math.Pow(2, x):N0}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + Width / 2}\" y=\"{Top + Height + 42}\" text-anchor=\"middle\">tokens</text>\n");
        for (int i = 0; i < _curves.Count; i++)
        {
            (string name, (double X, double Y)[] points) = _curves[i];
            string line = string.Join(' ', points.Select(point => FormattableString.Invariant($"{X(Math.Log2(point.X)):F1},{Y(Math.Log10(point.Y)):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{line}\" fill=\"none\" stroke=\"{Colours[i]}\" stroke-width=\"2\"/>\n");
            foreach ((double x, double y) in points) svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(Math.Log2(x)):F1}\" cy=\"{Y(Math.Log10(y)):F1}\" r=\"3\" fill=\"{Colours[i]}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"\n<text x=\"{Left + Width + 10}\" y=\"{Top + 20 + 22 * i}\" fill=\"{Colours[i]}\">{name}</text>\n");
        }
        File.WriteAllText(path, svg.Append("</svg>\n").ToString());

        double X(double log) => Left + Width * (log - x0) / (x1 - x0);
        double Y(double log) => Top + Height * (1 - (log - y0) / (y1 - y0));
    }
}
