using System.Globalization;
using System.Net;
using Heed.Visuals;

namespace Heed.Lab;

/// <summary>Layers side by side as one HTML file: what they cost by formula, by counting and by measurement, and how they connect positions.</summary>
public static class LayerPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="output">Where to; it should encode UTF-8.</param>
    /// <param name="layers">What was measured.</param>
    /// <param name="made">The command, machine and date that made it.</param>
    /// <param name="language">One of <see cref="LabPage.Languages"/>.</param>
    /// <exception cref="ArgumentException">There is no such language.</exception>
    public static void Write(TextWriter output, IReadOnlyList<LayerComparison> layers, string made, string language = "en")
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(layers);
        bool isPersian = language == "fa";
        LabPage.Begin(output, isPersian ? "هزینهٔ لایه‌ها" : "What layers cost", made, language);
        output.Write(isPersian ? "<h2>یک لایه</h2>\n" : "<h2>One layer</h2>\n");
        Table(output, isPersian
                ? ["لایه", "فرمول", "ضرب و جمع هسته", "توان شمرده", "ضرب و جمع نگاشت‌ها", "گذر رو به جلو (میلی‌ثانیه)", "توان اندازه‌گرفته", "با گذر رو به عقب"]
                : ["layer", "formula", "multiply-adds of the core", "counted power of n", "of projections", "forward, ms", "measured power of n (95 %)", "with backward, ms"],
            layers.Select(layer => (string[])
            [
                layer.Name, layer.Formula, Number("N0", layer.Points[^1].Core), Number("F2", layer.Counted.Value), Number("N0", layer.Points[^1].Projections), Number("F3", layer.Points[^1].Forward),
                $"{Number("F2", layer.Measured.Value)} ({Number("F2", layer.Measured.Low)}–{Number("F2", layer.Measured.High)})", Number("F3", layer.Points[^1].ForwardAndBackward),
            ]));
        output.Write(isPersian ? "<h2>پشته‌ای که دو سر را به هم می‌رساند</h2>\n" : "<h2>The stack that connects both ends</h2>\n");
        Table(output, isPersian ? ["لایه", "پیاپی", "شمار لایه‌ها", "گام‌ها", "ضرب و جمع همهٔ آن‌ها"] : ["layer", "sequential", "layers", "steps", "multiply-adds of all of them"],
            layers.Select(layer => (string[])
            [
                layer.Name, layer.Sequential, layer.Path is { } path ? Number("N0", path.Layers) : "∞", layer.Path is { } steps ? Number("N0", steps.Steps) : "∞",
                layer.Path is { } many ? Number("N0", many.Layers * (double)(layer.Points[^1].Core + layer.Points[^1].Projections)) : "–",
            ]));
        output.Write("<figure>" + SvgCurves.DrawLogarithmic(isPersian ? "طول" : "length", "ms", [.. layers.Select(layer => (layer.Name, (IReadOnlyList<(double, double)>)[.. layer.Points.Select(point => ((double)point.Length, point.Forward))]))])
            + $"<figcaption>{(isPersian ? "زمان گذر رو به جلو" : "time of the forward pass")}: ");
        for (int i = 0; i < layers.Count; i++) output.Write($"<span class=\"key k{i % 8}\"><bdi>{WebUtility.HtmlEncode(layers[i].Name)}</bdi></span> ");
        output.Write("</figcaption></figure>\n");
        LabPage.End(output);
    }

    private static string Number(string format, double value) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);

    private static void Table(TextWriter output, string[] heads, IEnumerable<string[]> rows)
    {
        output.Write("<table><thead><tr>" + string.Concat(heads.Select(head => $"<th scope=\"col\">{head}</th>")) + "</tr></thead><tbody>\n");
        foreach (string[] row in rows)
            output.Write($"<tr><th scope=\"row\"><bdi>{WebUtility.HtmlEncode(row[0])}</bdi></th>" + string.Concat(row.Skip(1).Select(cell => $"<td class=\"n\"><bdi>{WebUtility.HtmlEncode(cell)}</bdi></td>")) + "</tr>\n");
        output.Write("</tbody></table>\n");
    }
}
