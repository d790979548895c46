using System.Globalization;
using System.Text;

namespace Heed.Evaluation;

/// <summary>
/// White space, lower case and characters as the published scorers see them. They are Python programs: more characters are
/// white space than .NET says, lower case may be longer than upper, and a character is a code point.
/// </summary>
internal static class ScorerText
{
    /// <summary>.NET's white space and the four information separators.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    public static string TrimEnd(string text)
    {
        int end = text.Length;
        while (end > 0 && IsSpace(text[end - 1])) end--;
        return text[..end];
    }

    /// <summary>The pieces between runs of white space; no empty ones.</summary>
    public static List<string> Words(string text)
    {
        var words = new List<string>();
        for (int i = 0; i < text.Length;)
        {
            if (IsSpace(text[i]))
            {
                i++;
                continue;
            }
            int start = i;
            while (i < text.Length && !IsSpace(text[i])) i++;
            words.Add(text[start..i]);
        }
        return words;
    }

    /// <summary>Unicode's full lower-casing without a language: İ becomes two code points, and Σ at a word's end becomes ς.</summary>
    public static string Lower(string text)
    {
        if (text.AsSpan().IndexOfAny('İ', 'Σ') < 0)
        {
            return text.ToLowerInvariant();
        }
        var lower = new StringBuilder(text.Length + 1);
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case 'İ': lower.Append("i\u0307"); break;
                case 'Σ': lower.Append(EndsWord(text, i) ? 'ς' : 'σ'); break;
                default:
                    int start = i;
                    while (i + 1 < text.Length && text[i + 1] is not ('İ' or 'Σ')) i++;
                    lower.Append(text[start..(i + 1)].ToLowerInvariant());
                    break;
            }
        }
        return lower.ToString();
    }

    /// <summary>The code points without white space. Half of a surrogate pair counts as itself.</summary>
    public static List<int> CodePointsWithoutSpaces(string text)
    {
        var points = new List<int>(text.Length);
        foreach (int point in CodePoints(text))
        {
            if (point > char.MaxValue || !IsSpace((char)point)) points.Add(point);
        }
        return points;
    }

    public static IEnumerable<int> CodePoints(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                yield return char.ConvertToUtf32(text[i], text[i + 1]);
                i++;
            }
            else
            {
                yield return text[i];
            }
        }
    }

    private static bool EndsWord(string text, int sigma)
    {
        int before = sigma - 1, after = sigma + 1;
        while (before >= 0 && IsCaseIgnorable(text[before])) before--;
        while (after < text.Length && IsCaseIgnorable(text[after])) after++;
        return before >= 0 && IsCased(text, before) && !(after < text.Length && IsCased(text, after));
    }

    private static bool IsCased(string text, int i)
    {
        // The index may be at the second half of a pair: mathematical and Deseret letters have case too.
        int start = char.IsLowSurrogate(text[i]) && i > 0 ? i - 1 : i;
        return CharUnicodeInfo.GetUnicodeCategory(text, start) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter || text[i] is 'ª' or 'º';
    }

    private static bool IsCaseIgnorable(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark
        or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || c is '\'' or '.' or ':' or '·' or '՟' or '״' or '‘' or '’' or '․' or '‧' or '︓' or '﹒' or '﹕' or '＇' or '．' or '：';
}
