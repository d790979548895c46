using System.Globalization;
using System.Net;
using Heed.Visuals;

namespace Heed.Lab;

/// <summary>Whether attention explains a translation, as one HTML file that needs nothing else.</summary>
public static class ExplanationPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="output">Where to; it should encode UTF-8.</param>
    /// <param name="source">The source.</param>
    /// <param name="target">The target.</param>
    /// <param name="explanation">What was found.</param>
    /// <param name="made">The command, machine and date that made it.</param>
    /// <param name="language">One of <see cref="LabPage.Languages"/>.</param>
    /// <exception cref="ArgumentException">There is no such language.</exception>
    public static void Write(TextWriter output, string source, string target, AttentionExplanation explanation, string made, string language = "en")
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(explanation);
        bool isPersian = language == "fa";
        LabPage.Begin(output, isPersian ? "آیا توجه این خروجی را توضیح می‌دهد؟" : "Does attention explain this output?", made, language);
        output.Write($"<p><bdi>{WebUtility.HtmlEncode(source)}</bdi> {(isPersian ? "←" : "→")} <bdi>{WebUtility.HtmlEncode(target)}</bdi></p>\n");
        string correlation = LabPage.Number("F2", explanation.MeanCorrelation);
        LabPage.Note(output, isPersian
            ? $"همبستگی رتبه‌ای (اسپیرمن) وزن‌ها با اثر کنار گذاشتن هر واژه، میانگین واژه‌ها: \u2066{correlation}\u2069. ۱ یعنی هر دو یک ترتیب دارند، ۰ یعنی بی‌ارتباط."
            : $"Rank correlation (Spearman) of the weights with what leaving each word out costs, the mean over words: {correlation}. 1 means both have the same order, 0 that they have nothing to do with each other.");
        LabPage.Heading(output, isPersian ? "وزن‌ها" : "The weights");
        Matrix(explanation.Weights, 0, "F2");
        LabPage.Heading(output, isPersian ? "بدون هر واژه: افت لگاریتم احتمال (نات)" : "Without each word: fall of the log-probability, nats");
        Matrix(explanation.Effects, 0, "F1");
        LabPage.Heading(output, isPersian ? "توجهی دیگر" : "Other attention");
        LabPage.Table(output, isPersian ? ["تغییر", "افت لگاریتم احتمال (نات)", "فاصلهٔ توزیع‌ها"] : ["change", "fall of the log-probability, nats", "distance of distributions"],
        [
            [isPersian ? "یکنواخت" : "even", LabPage.Number("F2", explanation.Uniform.Fall), LabPage.Number("F3", explanation.Uniform.Distance)],
            [isPersian ? "جابه‌جاشده به تصادف" : "dealt out at random", LabPage.Number("F2", explanation.Permuted.Fall), LabPage.Number("F3", explanation.Permuted.Distance)],
        ]);
        LabPage.Heading(output, isPersian ? "هر سر خاموش" : "Each head off");
        LabPage.Table(output, isPersian ? ["سر", "افت لگاریتم احتمال (نات)", "فاصلهٔ توزیع‌ها"] : ["head", "fall of the log-probability, nats", "distance of distributions"],
            explanation.Heads.OrderByDescending(head => head.Change.Fall).Select(head => (string[])[string.Create(CultureInfo.InvariantCulture, $"{head.Layer} {head.Head}"), LabPage.Number("F2", head.Change.Fall), LabPage.Number("F3", head.Change.Distance)]));
        LabPage.End(output);

        void Matrix(float[,] values, float low, string format)
        {
            float high = low;
            foreach (float value in values) high = Math.Max(high, value);
            output.Write("<table class=\"heat\"><thead><tr><td></td>" + string.Concat(explanation.SourceWords.Select(word => $"<th scope=\"col\"><bdi>{WebUtility.HtmlEncode(word)}</bdi></th>")) + "<th scope=\"col\">ρ</th></tr></thead><tbody>\n");
            for (int t = 0; t < explanation.TargetWords.Count; t++)
            {
                output.Write($"<tr><th scope=\"row\"><bdi>{WebUtility.HtmlEncode(explanation.TargetWords[t])}</bdi></th>");
                for (int s = 0; s < explanation.SourceWords.Count; s++)
                {
                    float share = high > low ? Math.Clamp((values[t, s] - low) / (high - low), 0, 1) : 0;
                    output.Write($"<td class=\"n\" style=\"background:{HeatPalette.Hex(share)};color:{(share > 0.5 ? "#fff" : "#000")}\"><bdi>{LabPage.Number(format, values[t, s])}</bdi></td>");
                }
                output.Write($"<td class=\"n\"><bdi>{LabPage.Number("F2", explanation.Correlations[t])}</bdi></td></tr>\n");
            }
            output.Write("</tbody></table>\n");
        }
    }
}
