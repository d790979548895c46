using Heed.Decoding;

namespace Heed.Cli;

/// <summary>
/// A translation as the line that stands for the source's: what white space the source begins and ends with, and tabs and spaces between sentences, stay; what would break
/// the line becomes a space, so that a line out stands for a text in.
/// </summary>
internal static class TranslatedLine
{
    public static string Of(Translation translation)
    {
        string source = translation.Source, text = translation.Text;
        int start = source.Length - source.AsSpan().TrimStart().Length, end = source.AsSpan().TrimEnd().Length;
        return OneLine(end == 0 ? source : $"{source[..start]}{text}{source[end..]}");
    }

    /// <summary>A text without what would break its line.</summary>
    public static string OneLine(string line) =>
        line.Any(Breaks) ? string.Create(line.Length, line, static (result, line) =>
        {
            for (int i = 0; i < line.Length; i++) result[i] = Breaks(line[i]) ? ' ' : line[i];
        }) : line;

    private static bool Breaks(char c) => (char.IsControl(c) && c != '\t') || c is '\u2028' or '\u2029';
}
