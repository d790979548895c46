using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary>How long the texts of both sides are, as bars.</summary>
internal static class LengthChart
{
    private const string Eighths = " ▏▎▍▌▋▊▉█";

    public static void Write(Terminal terminal, LengthHistogram source, LengthHistogram target)
    {
        int bar = Math.Clamp((Math.Min(terminal.Width, 120) - 12 - (2 * 13)) / 2, 8, 40);
        long most = Math.Max(1, source.Bins.Concat(target.Bins).Max(static bin => bin.Count));
        terminal.Out.WriteLine($"{"characters",-11} {$"source (mean {source.Mean:F1})".PadRight(bar + 12)} target (mean {target.Mean:F1})");
        foreach (((int from, int? to, long count), (_, _, long other)) in source.Bins.Zip(target.Bins))
        {
            string label = to is int last ? $"{from}–{last}" : $"{from} or more";
            terminal.Out.WriteLine($"{label,-12}{count,10:N0} {Bar(count)} {other,10:N0} {Bar(other)}".TrimEnd());
        }

        string Bar(long count)
        {
            int eighths = (int)Math.Round(8.0 * bar * count / most);
            if (count > 0 && eighths == 0) eighths = 1;
            string text = new string(Eighths[8], eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8].ToString());
            return text.PadRight(bar);
        }
    }
}
