using System.CommandLine.Parsing;
using System.Globalization;

namespace Heed.Cli;

/// <summary>Lengths of time as people type them: <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>1h30m</c>, or seconds without a unit.</summary>
internal static class Duration
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        double seconds = 0;
        double smallest = double.PositiveInfinity;
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
            if (!double.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return false;
            double unit = at == text.Length && start == 0 ? 1 : at == text.Length ? 0 : text[at++] switch
            {
                's' => 1,
                'm' => 60,
                'h' => 3600,
                'd' => 86400,
                _ => 0,
            };
            if (unit == 0 || unit >= smallest) return false;   // the larger unit first, each once
            smallest = unit;
            seconds += number * unit;
        }
        if (!(seconds > 0) || seconds > Longest.TotalSeconds) return false;
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>Two figures at most: <c>45 s</c>, <c>12 min</c>, <c>2 h 05 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Show(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(90)) return $"{Math.Max(0, time.TotalSeconds):0} s";
        if (time < TimeSpan.FromMinutes(90)) return $"{time.TotalMinutes:0} min";
        if (time < TimeSpan.FromDays(2)) return $"{(int)time.TotalHours} h {time.Minutes:00} min";
        return $"{time.Days} d {time.Hours} h";
    }

    public static TimeSpan? Parse(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (TryParse(text, out TimeSpan duration)) return duration;
        argument.AddError($"--max-time: '{text}' is not a length of time; write 90s, 15m, 2h or 1h30m.");
        return null;
    }
}
