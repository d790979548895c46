namespace Heed.Studio.Runs;

/// <summary>Names of runs that the page may make folders of.</summary>
internal static class RunName
{
    /// <summary>The longest name.</summary>
    public const int Longest = 64;

    /// <summary>Whether it is made of letters and digits of ASCII, hyphens and underscores, and begins with a letter or digit.</summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= Longest } && char.IsAsciiLetterOrDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
