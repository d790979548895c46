namespace Heed.Studio.Runs;

/// <summary>Names of runs that the page may make folders of.</summary>
internal static class RunName
{
    /// <summary>The longest name.</summary>
    public const int Longest = 64;

    // What a name of a folder may not be on Windows, whatever its case.
    private static readonly HashSet<string> Devices = new(["con", "prn", "aux", "nul", .. "0123456789".SelectMany(static digit => new[] { $"com{digit}", $"lpt{digit}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it is made of letters and digits of ASCII, hyphens and underscores, begins with a letter or digit, and is no device of Windows.</summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= Longest } && char.IsAsciiLetterOrDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && !Devices.Contains(name);
}
