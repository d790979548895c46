using System.Globalization;

namespace Heed.Campaign;

/// <summary>A time as it is written on the command line: 90s, 30m, 4h.</summary>
internal static class TimeArgument
{
    /// <exception cref="FormatException">It is no time.</exception>
    public static TimeSpan Of(string text)
    {
        double number = double.Parse(text.TrimEnd('s', 'm', 'h'), CultureInfo.InvariantCulture);
        return text[^1] switch { 'h' => TimeSpan.FromHours(number), 'm' => TimeSpan.FromMinutes(number), _ => TimeSpan.FromSeconds(number) };
    }
}
