using System.Globalization;
using System.Net;
using Heed.Visuals;

namespace Heed.Lab;

/// <summary>Position encodings side by side as one HTML file that needs nothing else, in English or Persian, light or dark. Pictures are SVG whose text is text.</summary>
public static class PositionPage
{
    private const int MostRows = 64, MostColumns = 64, Digits = 6;

    /// <summary>Writes the page.</summary>
    /// <param name="output">Where to; it should encode UTF-8.</param>
    /// <param name="studies">What was measured.</param>
    /// <param name="order">What was learned with the encodings; empty if it was not tried.</param>
    /// <param name="made">The command, machine and date that made it.</param>
    /// <param name="language">One of <see cref="LabPage.Languages"/>.</param>
    /// <exception cref="ArgumentException">There is no such language.</exception>
    public static void Write(TextWriter output, IReadOnlyList<PositionStudy> studies, IReadOnlyList<OrderPoint> order, string made, string language = "en")
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(studies);
        ArgumentNullException.ThrowIfNull(order);
        bool isPersian = language == "fa";
        LabPage.Begin(output, isPersian ? "کدگذاری‌های مکان در کنار هم" : "Position encodings side by side", made, language);
        LabPage.Heading(output, isPersian ? "پنج معیار، اندازه‌گرفته‌شده" : "The five criteria, measured");
        LabPage.Table(output, isPersian
                ? ["کدگذاری", "برخوردها", "پراکندگی فاصله‌های هم‌فاصله", "تا چه طولی ادامه دارد", "بیشینه در طول آموزش", "بیشینه در چهار برابر", "قطعی", "خطای جابه‌جایی"]
                : ["encoding", "collisions", "spread of equal distances", "goes on to", "largest, trained", "largest, four times", "deterministic", "shift error"],
            studies.Select(study => (string[])[study.Name, .. Cells(study, isPersian)]));
        WriteOrder(output, order, isPersian);
        if (studies.Any(study => study.Name is "binary" or "sinusoidal")) WriteDigits(output, isPersian);
        foreach (PositionStudy study in studies) WriteStudy(output, study, isPersian);
        LabPage.End(output);
    }

    /// <summary>The lecture's picture alone: binary digits beside waves of the same periods.</summary>
    internal static (string Digits, string Waves) DrawDigits()
    {
        (float[] digits, float[] waves) = PositionStudy.DigitsAndWaves(MostRows, Digits);
        return (SvgCurves.DrawMatrix("binary digits", Across(digits), Digits, MostRows), SvgCurves.DrawMatrix("waves of the same periods", Across(waves), Digits, MostRows));

        // Positions from left to right.
        static float[] Across(float[] values) => [.. from digit in Enumerable.Range(0, Digits) from i in Enumerable.Range(0, MostRows) select values[i * Digits + digit]];
    }

    private static IEnumerable<string> Cells(PositionStudy study, bool isPersian)
    {
        if (study.Criteria is not { } criteria) return Enumerable.Repeat("–", 7);
        return
        [
            study.Collisions.ToString("N0", CultureInfo.InvariantCulture), (100 * study.DistanceSpread).ToString("0.0", CultureInfo.InvariantCulture) + "%", criteria.GoesOnTo.ToString("N0", CultureInfo.InvariantCulture),
            LabPage.Number("G4", study.Largest), LabPage.Number("G4", study.LargestBeyond),
            criteria.Deterministic ? (isPersian ? "بله" : "yes") : (isPersian ? "نه" : "no"), study.ShiftError is { } error ? error.ToString("0.0e-0", CultureInfo.InvariantCulture) : "–",
        ];
    }

    private static void WriteOrder(TextWriter output, IReadOnlyList<OrderPoint> order, bool isPersian)
    {
        if (order.Count == 0) return;
        LabPage.Heading(output, isPersian ? "آنچه با هر کدگذاری آموخته می‌شود" : "What is learned with each encoding");
        int trained = order.Select(point => point.Length).Distinct().Order().ElementAt(1);
        LabPage.Note(output, FormattableString.Invariant(isPersian
            ? (FormattableString)$"آموزش تا طول {trained}؛ خط‌چین مرز آن است. میانگین {order.Max(point => point.Accuracies.Count)} بذر. بی‌کدگذاری («none») ترتیب دیده نمی‌شود؛ کدی که همهٔ عددهایش یکی باشد (integer و normalised) را هنجارسازی لایه پاک می‌کند."
            : (FormattableString)$"Trained on lengths up to {trained}; the dashed line is where that ends. Mean of {order.Max(point => point.Accuracies.Count)} seeds. Without an encoding (none) order is not seen; a code whose numbers are all the same (integer, normalised) is what layer normalisation takes away."));
        foreach (IGrouping<string, OrderPoint> task in order.GroupBy(point => point.Task))
        {
            IGrouping<string, OrderPoint>[] encodings = [.. task.GroupBy(point => point.Encoding)];
            int[] x = [.. encodings[0].Select(point => point.Length)];
            LabPage.Figure(output, SvgCurves.DrawBands(isPersian ? "طول" : "length", x,
                [.. encodings.Select(encoding => (encoding.Key, (IReadOnlyList<(double, double, double)>)[.. encoding.Select(point => (point.Mean, point.Accuracies.DefaultIfEmpty(double.NaN).Min(), point.Accuracies.DefaultIfEmpty(double.NaN).Max()))]))], bound: 1),
                Caption(task.Key), encodings.Select(encoding => encoding.Key));
            LabPage.Table(output, [isPersian ? "کدگذاری" : "encoding", .. x.Select(length => length.ToString(CultureInfo.InvariantCulture))],
                encodings.Select(encoding => (string[])[encoding.Key, .. encoding.Select(point => double.IsNaN(point.Mean) ? "–" : LabPage.Number("P0", point.Mean).Replace(" ", "", StringComparison.Ordinal))]));
        }

        string Caption(string task) => (task, isPersian) switch
        {
            ("reversal", true) => "وارونه کردن: در هر جایگاه نمادی که به همان اندازه از سر دیگر دور است",
            ("reversal", false) => "reversal: at each place the symbol as far from the other end",
            (_, true) => "مرتب‌سازی: سه نماد نشان‌دار به ترتیب جایگاهشان",
            _ => "sorting: three marked symbols in the order of their positions",
        };
    }

    private static void WriteDigits(TextWriter output, bool isPersian)
    {
        LabPage.Heading(output, isPersian ? "رقم‌های دودویی و موج‌هایی با همان دوره‌ها" : "Binary digits and waves of the same periods");
        (string digits, string waves) = DrawDigits();
        LabPage.Figure(output, digits, isPersian ? "رقم‌های دودویی مکان: هر سطر یک رقم، کم‌ارزش‌ترین بالا؛ هر ستون یک مکان" : "binary digits of the position: a row for each digit, the lowest on top, a column for each position");
        LabPage.Figure(output, waves, isPersian ? "(۱ − sin) / ۲ با دوره‌های ۲، ۴، ۸، …" : "(1 − sin) / 2 with periods of 2, 4, 8, …");
        (float[] bits, float[] sines) = PositionStudy.DigitsAndWaves(MostRows / 2, 4);
        LabPage.Figure(output, SvgCurves.Draw(isPersian ? "مکان" : "position", [.. from digit in (int[])[2, 3] from series in ((string, float[])[])[("digit", bits), ("wave", sines)]
            select ($"{series.Item1} {digit}", (IReadOnlyList<double>)[.. Enumerable.Range(0, MostRows / 2).Select(i => (double)series.Item2[i * 4 + digit])])]),
            isPersian ? "رقم‌های ۲ و ۳ و موج‌هایشان" : "digits 2 and 3 and their waves", ["digit 2", "wave 2", "digit 3", "wave 3"]);
    }

    private static void WriteStudy(TextWriter output, PositionStudy study, bool isPersian)
    {
        output.Write($"<section><h2><bdi>{study.Name}</bdi></h2><p><bdi lang=\"en\">{WebUtility.HtmlEncode(study.Description)}</bdi></p>\n");
        if (study.Codes is { } codes)
        {
            int rows = Math.Min(MostRows, codes.Shape[0]), columns = Math.Min(MostColumns, codes.Shape[1]);
            float[] part = new float[rows * columns];
            for (int row = 0; row < rows; row++) codes.Values.Slice(row * codes.Shape[1], columns).CopyTo(part.AsSpan(row * columns));
            int[] drawn = [.. Enumerable.Range(0, 4).Select(i => 2 * i).Where(column => column < codes.Shape[1])];
            LabPage.Figure(output, SvgCurves.DrawMatrix(study.Name, part, rows, columns), isPersian ? "ماتریس: هر سطر یک مکان، هر ستون یک عدد" : "the matrix: a row for each position, a column for each number");
            LabPage.Figure(output, SvgCurves.Draw(isPersian ? "مکان" : "position", [.. drawn.Select(column => ($"{column}", (IReadOnlyList<double>)study.Column(column)))]),
                isPersian ? "ستون‌ها به‌صورت منحنی" : "columns as curves", drawn.Select(column => column.ToString(CultureInfo.InvariantCulture)));
            LabPage.Figure(output, SvgCurves.Draw(isPersian ? "فاصله" : "distance", [("p·p", study.DotProducts())]), isPersian ? "ضرب داخلی در برابر فاصله" : "dot product against distance");
            if (study.ShiftError is not null && study.Name == "sinusoidal")
            {
                float[] errors = PositionStudy.ShiftErrors(rows, codes.Shape[1]);
                LabPage.Figure(output, SvgCurves.DrawMatrix("‖M(δ) p_i − p_{i+δ}‖", errors, rows, rows), FormattableString.Invariant(isPersian
                    ? (FormattableString)$"‖M(δ) p_i − p_(i+δ)‖: هر سطر یک i، هر ستون یک δ؛ تیره‌ترین {errors.Max():0.0e-0}، که گرد کردن است"
                    : (FormattableString)$"‖M(δ) p_i − p_(i+δ)‖: a row for each i, a column for each δ; the darkest is {errors.Max():0.0e-0}, which is rounding"));
            }
        }
        else
            LabPage.Note(output, (study.Name, isPersian) switch
            {
                ("none", true) => "چیزی نمی‌افزاید؛ برای مقایسه.",
                ("none", false) => "adds nothing at all, to compare with.",
                (_, true) => "به تعبیه‌ها چیزی نمی‌افزاید؛ درون توجه اثر می‌کند.",
                _ => "adds nothing to embeddings; it works inside attention.",
            });
        output.Write("</section>\n");
    }
}
