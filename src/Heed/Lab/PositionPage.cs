using System.Globalization;
using System.Net;
using Heed.Visuals;

namespace Heed.Lab;

/// <summary>Position encodings side by side as one HTML file that needs nothing else, in English or Persian, light or dark. Pictures are SVG whose text is text.</summary>
public static class PositionPage
{
    private const int MostRows = 64, MostColumns = 64;

    /// <summary>Writes the page.</summary>
    /// <param name="output">Where to; it should encode UTF-8.</param>
    /// <param name="studies">What was measured.</param>
    /// <param name="made">The command, machine and date that made it.</param>
    /// <param name="language">One of <see cref="LabPage.Languages"/>.</param>
    /// <exception cref="ArgumentException">There is no such language.</exception>
    public static void Write(TextWriter output, IReadOnlyList<PositionStudy> studies, string made, string language = "en")
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(studies);
        bool isPersian = language == "fa";
        string title = isPersian ? "کدگذاری‌های مکان در کنار هم" : "Position encodings side by side";
        LabPage.Begin(output, title, made, language);
        output.Write($"""
            <h2>{(isPersian ? "پنج معیار، اندازه‌گرفته‌شده" : "The five criteria, measured")}</h2>
            <table><thead><tr>
            """.ReplaceLineEndings("\n"));
        string[] heads = isPersian
            ? ["کدگذاری", "برخوردها", "پراکندگی فاصله‌های هم‌فاصله", "تا چه طولی ادامه دارد", "بیشینه در طول آموزش", "بیشینه در چهار برابر", "قطعی", "خطای جابه‌جایی"]
            : ["encoding", "collisions", "spread of equal distances", "goes on to", "largest, trained", "largest, four times", "deterministic", "shift error"];
        foreach (string head in heads) output.Write($"<th scope=\"col\">{head}</th>");
        output.Write("</tr></thead><tbody>\n");
        foreach (PositionStudy study in studies)
        {
            output.Write($"<tr><th scope=\"row\"><bdi>{study.Name}</bdi></th>");
            foreach (string cell in Cells(study, isPersian)) output.Write($"<td class=\"n\"><bdi>{cell}</bdi></td>");
            output.Write("</tr>\n");
        }
        output.Write("</tbody></table>\n");
        foreach (PositionStudy study in studies) WriteStudy(output, study, isPersian);
        LabPage.End(output);
    }

    private static IEnumerable<string> Cells(PositionStudy study, bool isPersian)
    {
        if (study.Criteria is not { } criteria) return Enumerable.Repeat("–", 7);
        return
        [
            study.Collisions.ToString("N0", CultureInfo.InvariantCulture), (100 * study.DistanceSpread).ToString("0.0", CultureInfo.InvariantCulture) + "%", criteria.GoesOnTo.ToString("N0", CultureInfo.InvariantCulture),
            study.Largest.ToString("G4", CultureInfo.InvariantCulture), double.IsNaN(study.LargestBeyond) ? "–" : study.LargestBeyond.ToString("G4", CultureInfo.InvariantCulture),
            criteria.Deterministic ? (isPersian ? "بله" : "yes") : (isPersian ? "نه" : "no"), study.ShiftError is { } error ? error.ToString("0.0e-0", CultureInfo.InvariantCulture) : "–",
        ];
    }

    private static void WriteStudy(TextWriter output, PositionStudy study, bool isPersian)
    {
        output.Write($"<section><h2><bdi>{study.Name}</bdi></h2><p><bdi lang=\"en\">{Escape(study.Description)}</bdi></p>\n");
        if (study.Codes is { } codes)
        {
            int rows = Math.Min(MostRows, codes.Shape[0]), columns = Math.Min(MostColumns, codes.Shape[1]);
            float[] part = new float[rows * columns];
            for (int row = 0; row < rows; row++) codes.Values.Slice(row * codes.Shape[1], columns).CopyTo(part.AsSpan(row * columns));
            Figure(SvgCurves.DrawMatrix(study.Name, part, rows, columns), isPersian ? "ماتریس: هر سطر یک مکان، هر ستون یک عدد" : "the matrix: a row for each position, a column for each number");
            Figure(SvgCurves.Draw(isPersian ? "مکان" : "position", [.. Enumerable.Range(0, 4).Select(i => 2 * i).Where(column => column < codes.Shape[1]).Select(column => ($"{column}", (IReadOnlyList<double>)study.Column(column)))]),
                isPersian ? "ستون‌های ۰، ۲، ۴ و ۶ به‌صورت منحنی" : "columns 0, 2, 4 and 6 as curves");
            Figure(SvgCurves.Draw(isPersian ? "فاصله" : "distance", [("p·p", study.DotProducts())]), isPersian ? "ضرب داخلی در برابر فاصله" : "dot product against distance");
        }
        else output.Write($"<p class=\"note\">{((study.Name, isPersian) switch
        {
            ("none", true) => "چیزی نمی‌افزاید؛ برای مقایسه.",
            ("none", false) => "adds nothing at all, to compare with.",
            (_, true) => "به تعبیه‌ها چیزی نمی‌افزاید؛ درون توجه اثر می‌کند.",
            _ => "adds nothing to embeddings; it works inside attention.",
        })}</p>\n");
        output.Write("</section>\n");

        void Figure(string svg, string caption) => output.Write($"<figure>{svg}<figcaption>{caption}</figcaption></figure>\n");
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
