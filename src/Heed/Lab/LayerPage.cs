using System.Globalization;
using Heed.Visuals;

namespace Heed.Lab;

/// <summary>Layers side by side as one HTML file: what they cost by formula, by counting and by measurement, how they connect positions, and what they learn over a distance.</summary>
public static class LayerPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="output">Where to; it should encode UTF-8.</param>
    /// <param name="report">What was measured.</param>
    /// <param name="made">The command, machine and date that made it.</param>
    /// <param name="language">One of <see cref="LabPage.Languages"/>.</param>
    /// <exception cref="ArgumentException">There is no such language.</exception>
    public static void Write(TextWriter output, LayerReport report, string made, string language = "en")
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(report);
        bool isPersian = language == "fa";
        LabPage.Begin(output, isPersian ? "هزینهٔ لایه‌ها" : "What layers cost", made, language);
        WriteCosts(output, report, isPersian);
        WriteMeasured(output, report, isPersian);
        WriteStacks(output, report, isPersian);
        if (report.Crossings is { } crossings) LabPage.Note(output, isPersian ? CrossingInPersian(report.FasterAtFirst, crossings) : Crossing(report.FasterAtFirst, crossings));
        WriteDistances(output, report.Distances, isPersian);
        LabPage.End(output);
    }

    /// <summary>Where self-attention overtakes the recurrence, as a sentence.</summary>
    public static string Crossing(bool fasterAtFirst, IReadOnlyList<LayerCrossing> crossings)
    {
        ArgumentNullException.ThrowIfNull(crossings);
        string first = fasterAtFirst ? "faster" : "slower";
        return crossings.Count == 0
            ? $"Self-attention is {first} than the GRU at every length that was tried."
            : $"Self-attention is {first} than the GRU at first; " + string.Join(", ", crossings.Select(crossing =>
                string.Create(CultureInfo.InvariantCulture, $"from {crossing.Length:N0} positions on ({crossing.Low:N0} to {crossing.High:N0}) {(crossing.FasterAfter ? "faster" : "slower")}"))) + ".";
    }

    private static string CrossingInPersian(bool fasterAtFirst, IReadOnlyList<LayerCrossing> crossings)
    {
        string first = fasterAtFirst ? "تندتر" : "کندتر";
        return crossings.Count == 0
            ? $"خودتوجهی در همهٔ طول‌های آزموده از GRU {first} است."
            : $"خودتوجهی در آغاز از GRU {first} است؛ " + string.Join("، ", crossings.Select(crossing =>
                string.Create(CultureInfo.InvariantCulture, $"از {crossing.Length:N0} جایگاه به بعد ({crossing.Low:N0} تا {crossing.High:N0}) {(crossing.FasterAfter ? "تندتر" : "کندتر")}"))) + ".";
    }

    private static void WriteCosts(TextWriter output, LayerReport report, bool isPersian)
    {
        LayerSettings settings = report.Settings;
        LabPage.Heading(output, isPersian ? "یک لایه: شمرده" : "One layer, counted");
        LabPage.Note(output, FormattableString.Invariant(isPersian
            ? (FormattableString)$"n = {settings.Lengths[^1]:N0}، d = {settings.Size}، k = {settings.Kernel}، s = {settings.Stride}. نگاشت‌ها (پرسش، کلید، مقدار و خروجی؛ ورودی‌های بازگشتی) از هستهٔ لایه جدا شمرده شده‌اند؛ توان‌ها از آنِ هسته‌اند."
            : (FormattableString)$"n = {settings.Lengths[^1]:N0}, d = {settings.Size}, k = {settings.Kernel}, s = {settings.Stride}. Projections (of queries, keys, values and outputs; of a recurrence's inputs) are counted apart from the core; the exponents are the core's."));
        LabPage.Table(output, isPersian
                ? ["لایه", "O(هسته)", "ضرب و جمع هسته", "توان n", "توان d", "توان k", "ضرب و جمع نگاشت‌ها", "مگابایت خوانده و نوشته", "O(پیاپی)", "زنجیرهٔ عملیات"]
                : ["layer", "O(core)", "multiply-adds of the core", "n^", "d^", "k^", "of projections", "MB read and written", "O(sequential)", "chain of operations"],
            report.Layers.Select(layer => (string[])
            [
                layer.Name, layer.Formula, LabPage.Number("N0", layer.Points[^1].Core), LabPage.Number("F2", layer.Counted.Value), LabPage.Number("F2", layer.CountedBySize.Value), LabPage.Number("F2", layer.CountedByKernel.Value),
                LabPage.Number("N0", layer.Points[^1].Projections), LabPage.Number("N1", layer.Points[^1].Bytes / 1e6), layer.Sequential, LabPage.Number("N0", layer.Points[^1].Depth),
            ]));
    }

    private static void WriteMeasured(TextWriter output, LayerReport report, bool isPersian)
    {
        LabPage.Heading(output, isPersian ? "یک لایه: اندازه‌گرفته" : "One layer, measured");
        LabPage.Table(output, isPersian
                ? ["لایه", "رو به جلو (میلی‌ثانیه)", "توان n (۹۵٪)", "توان d", "توان k", "با گذر رو به عقب", "توان n", "حافظه، رو به جلو (مگابایت)", "حافظه با گذر رو به عقب"]
                : ["layer", "forward, ms", "n^ (95 %)", "d^", "k^", "with backward, ms", "n^ (95 %)", "memory forward, MB", "memory with backward, MB"],
            report.Layers.Select(layer => (string[])
            [
                layer.Name, LabPage.Number("F3", layer.Points[^1].Forward), Interval(layer.Measured), Interval(layer.MeasuredBySize), Interval(layer.MeasuredByKernel), LabPage.Number("F3", layer.Points[^1].ForwardAndBackward),
                Interval(layer.MeasuredWithBackward), LabPage.Number("F2", layer.Points[^1].ForwardMemory / 1e6), LabPage.Number("F2", layer.Points[^1].BackwardMemory / 1e6),
            ]));
        Curves("n", layer => layer.Points, point => point.Length, point => point.Forward, "ms", isPersian ? "زمان گذر رو به جلو" : "time of the forward pass");
        Curves("n", layer => layer.Points, point => point.Length, point => point.BackwardMemory / 1e6, "MB", isPersian ? "حافظهٔ هر دو گذر" : "memory of both passes");
        Curves("d", layer => layer.BySize, point => point.Size, point => point.Forward, "ms", isPersian ? "زمان در برابر d" : "time against d");
        Curves("k", layer => layer.ByKernel, point => point.Kernel, point => point.Forward, "ms", isPersian ? "زمان در برابر k" : "time against k");

        void Curves(string label, Func<LayerComparison, IReadOnlyList<LayerPoint>> points, Func<LayerPoint, double> x, Func<LayerPoint, double> y, string unit, string caption)
        {
            // A layer has the same colour in every picture, whether it is in it or not.
            if (report.Layers.Any(layer => points(layer).Count > 1))
                LabPage.Figure(output, SvgCurves.DrawLogarithmic(label, unit, [.. report.Layers.Select(layer => (layer.Name, (IReadOnlyList<(double, double)>)[.. points(layer).Select(point => (x(point), y(point)))]))]),
                    caption, report.Layers.Select(layer => points(layer).Count > 1 ? layer.Name : null));
        }
    }

    private static void WriteStacks(TextWriter output, LayerReport report, bool isPersian)
    {
        LabPage.Heading(output, isPersian ? "پشته‌ای که هر دو جایگاه را به هم می‌رساند" : "The stack that connects every pair");
        int length = report.Layers.Select(layer => layer.Stack?.Length ?? 0).Max();
        LabPage.Note(output, FormattableString.Invariant(isPersian
            ? (FormattableString)$"در میان {length:N0} جایگاه، با جست‌وجوی سطح‌به‌سطح. گام‌ها: کوتاه‌ترین زنجیره از نخستین ورودی تا واپسین خروجی. لایه‌های گام‌دار پایین می‌روند و سپس به طول n بازمی‌گردند؛ هر دو شمرده شده‌اند."
            : (FormattableString)$"Among {length:N0} positions, by breadth-first search. Steps: the shortest chain from the first input to the last output. Strided layers go down and then back to n; both are counted."));
        LabPage.Table(output, isPersian
                ? ["لایه", "O(مسیر)", "شمار لایه‌ها", "گام‌ها", "ضرب و جمع همهٔ آن‌ها", "میلی‌ثانیه", $"میدان دید {report.Settings.Depth} لایه"]
                : ["layer", "O(path)", "layers", "steps", "multiply-adds of all of them", "ms", $"seen by {report.Settings.Depth} layers"],
            report.Layers.Select(layer => (string[])
            [
                layer.Name, layer.PathFormula, layer.Stack is { } stack ? LabPage.Number("N0", stack.Layers) : "∞", LabPage.Number("N0", layer.Stack?.Steps ?? double.NaN),
                LabPage.Number("N0", layer.Stack?.MultiplyAdds ?? double.NaN), LabPage.Number("F2", layer.Stack?.Milliseconds ?? double.NaN), LabPage.Number("N0", layer.Seen),
            ]));
    }

    private static void WriteDistances(TextWriter output, IReadOnlyList<DistancePoint> distances, bool isPersian)
    {
        if (distances.Count == 0) return;
        LabPage.Heading(output, isPersian ? "آموختن در برابر فاصله" : "Learning against distance");
        LabPage.Note(output, string.Join(", ", distances.DistinctBy(point => point.Family).Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Family}: {point.Parameters:N0}"))) + (isPersian ? " پارامتر. " : " parameters. ") + (isPersian
            ? $"میانگین {distances[0].Accuracies.Count} بذر، نوار از کمترین تا بیشترین. حدس زدن ۱۲٫۵٪ درست می‌دهد."
            : $"Mean of {distances[0].Accuracies.Count} seeds, bands from the least to the greatest. Guessing gives 12.5 %."));
        foreach (IGrouping<string, DistancePoint> task in distances.GroupBy(point => point.Task))
        {
            IGrouping<string, DistancePoint>[] families = [.. task.GroupBy(point => point.Family)];
            int[] x = [.. families[0].Select(point => point.Distance)];
            LabPage.Figure(output, SvgCurves.DrawBands(isPersian ? "فاصله" : "distance", x,
                [.. families.Select(family => (family.Key, (IReadOnlyList<(double, double, double)>)[.. family.Select(point => (point.Mean, point.Accuracies.Min(), point.Accuracies.Max()))]))]), Caption(task.Key), families.Select(family => family.Key));
            LabPage.Table(output, [isPersian ? "لایه" : "layer", .. x.Select(distance => distance.ToString(CultureInfo.InvariantCulture))],
                families.Select(family => (string[])[family.Key, .. family.Select(point => string.Create(CultureInfo.InvariantCulture, $"{100 * point.Mean:F0}% ({100 * point.Accuracies.Min():F0}–{100 * point.Accuracies.Max():F0})"))]));
        }

        string Caption(string task) => (task, isPersian) switch
        {
            ("copy", true) => "رونویسی: تکرار نمادهای آغاز پس از فاصله",
            ("copy", false) => "copy: repeat the first symbols after the distance",
            (_, true) => "به یاد آوردن: نام نماد نشان‌دار پس از فاصله‌ای پر از نمادهای دیگر",
            _ => "recall: name the marked symbol after a distance of others",
        };
    }

    private static string Interval(Exponent exponent) => double.IsNaN(exponent.Value) ? "–" : $"{LabPage.Number("F2", exponent.Value)} ({LabPage.Number("F2", exponent.Low)}–{LabPage.Number("F2", exponent.High)})";
}
