using System.Globalization;
using System.Net;
using Heed.Visuals;

namespace Heed.Lab;

/// <summary>How attention changed over a training, as one HTML file that needs nothing else.</summary>
public static class OverTrainingPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="output">Where to; it should encode UTF-8.</param>
    /// <param name="points">The points of all steps, in their order.</param>
    /// <param name="maps">For some steps the attention of one sentence, to look at.</param>
    /// <param name="made">The command, machine and date that made it.</param>
    /// <param name="language">One of <see cref="LabPage.Languages"/>.</param>
    /// <exception cref="ArgumentException">There is no such language.</exception>
    public static void Write(TextWriter output, IReadOnlyList<OverTrainingPoint> points, IReadOnlyList<(string Title, AttentionMap Map)> maps, string made, string language = "en")
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(maps);
        bool isPersian = language == "fa";
        LabPage.Begin(output, isPersian ? "توجه در گذر آموزش" : "Attention over a training", made, language);
        IGrouping<string, OverTrainingPoint>[] layers = [.. points.GroupBy(point => point.Layer)];
        int[] steps = [.. points.Select(point => (int)point.Step).Distinct()];
        foreach ((string caption, Func<OverTrainingPoint, double> of) in (ReadOnlySpan<(string, Func<OverTrainingPoint, double>)>)
        [
            (isPersian ? "آنتروپی (نات): کم یعنی تیز" : "entropy, nats: small means sharp", point => point.Entropy),
            (isPersian ? "فاصلهٔ میانگین (تکه)" : "mean distance, pieces", point => point.Distance),
            (isPersian ? "قطری بودن" : "diagonality", point => point.Diagonality),
            (isPersian ? "هم‌رأیی سرها" : "agreement between heads", point => point.Agreement),
        ])
        {
            if (points.All(point => double.IsNaN(of(point)))) continue;
            LabPage.Figure(output, SvgCurves.DrawSteps(isPersian ? "گام آموزش" : "step of training", steps, [.. layers.Select(layer => (layer.Key, (IReadOnlyList<double>)[.. layer.Select(of)]))]), caption, layers.Select(layer => layer.Key));
        }
        LabPage.Table(output, isPersian ? ["گام", "لایه", "آنتروپی", "فاصله", "قطری بودن", "هم‌رأیی سرها", "لگاریتم احتمال هر تکه"] : ["step", "layer", "entropy", "distance", "diagonality", "agreement", "log-probability of a piece"],
            points.Select(point => (string[])
            [
                point.Step.ToString("N0", CultureInfo.InvariantCulture), point.Layer, LabPage.Number("F2", point.Entropy), LabPage.Number("F2", point.Distance), LabPage.Number("F2", point.Diagonality), LabPage.Number("F2", point.Agreement),
                LabPage.Number("F2", point.Score),
            ]));
        foreach ((string title, AttentionMap map) in maps) output.Write($"<figure class=\"map\">{SvgHeatmap.Draw(map)}<figcaption>{WebUtility.HtmlEncode(title)}</figcaption></figure>\n");
        LabPage.End(output);
    }
}
