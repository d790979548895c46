using System.Text;

namespace Heed.Documents;

/// <summary>Puts a translation on lines again, as its source was.</summary>
internal static class WrappedText
{
    private const int MostLines = 12;

    /// <summary>A text on a number of lines of about the same length, cut at spaces; fewer where there are not as many words.</summary>
    public static string ToLines(string text, int lines, string end)
    {
        if (lines > MostLines) return ToWidth(text, text.Length / lines, end, "");
        var wrapped = new StringBuilder(text);
        int from = 0;
        for (int line = 1; line < lines; line++)
        {
            int wanted = from + (wrapped.Length - from) / (lines - line + 1), best = -1;
            for (int i = from + 1; i < wrapped.Length - 1; i++)
                if (wrapped[i] == ' ' && (best < 0 || Math.Abs(i - wanted) < Math.Abs(best - wanted))) best = i;
            if (best < 0) break;
            wrapped.Remove(best, 1).Insert(best, end);
            from = best + end.Length;
        }
        return wrapped.ToString();
    }

    /// <summary>A text on lines of at most so many characters where its words let it, each but the first with a prefix.</summary>
    public static string ToWidth(string text, int width, string end, string prefix)
    {
        var wrapped = new StringBuilder(text.Length + 16);
        int column = 0;
        foreach (Range range in text.AsSpan().Split(' '))
        {
            ReadOnlySpan<char> word = text.AsSpan(range);
            if (column > 0 && column + 1 + word.Length > width && !BeginsBlock(word))
            {
                wrapped.Append(end).Append(prefix);
                column = 0;
            }
            else if (range.Start.Value > 0)
            {
                wrapped.Append(' ');
                column++;
            }
            wrapped.Append(word);
            column += word.Length;
        }
        return wrapped.ToString();
    }

    // A line that begins so would be an item, a heading or a quotation.
    private static bool BeginsBlock(ReadOnlySpan<char> word) => word.Length > 0 && (word[0] is '-' or '+' or '*' or '#' or '>' or '=' or '|' or ':' || (char.IsAsciiDigit(word[0]) && word[^1] is '.' or ')'));
}
