namespace Heed.Cli;

/// <summary>Text for places that have one line: line breaks, tabs and control characters become spaces.</summary>
internal static class OneLineText
{
    public static string Of(string text)
    {
        if (!text.Any(Breaks)) return text;
        return string.Create(text.Length, text, static (line, text) =>
        {
            for (int i = 0; i < line.Length; i++) line[i] = Breaks(text[i]) ? ' ' : text[i];
        });
    }

    /// <summary>At most so many characters, the last of them … if some are left out.</summary>
    public static string Of(string text, int most)
    {
        string line = Of(text);
        if (line.Length <= most) return line;
        int end = char.IsHighSurrogate(line[most - 2]) ? most - 2 : most - 1;
        return $"{line[..end]}…";
    }

    private static bool Breaks(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
