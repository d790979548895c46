using System.Text;

namespace Heed.Text;

/// <summary>
/// Cuts text into sentences: after <c>. ! ? …</c> and their kin in other scripts with the quotes and brackets that close behind them, and at ends of lines. Not
/// after initials and usual abbreviations (<c>M. Dupont</c>, <c>e.g.</c>, <c>No. 5</c>), not inside numbers and names (<c>3.14</c>, <c>.NET</c>), not after the number
/// of a list, and not where the text goes on in lower case (<c>« Viens ! » dit-il.</c>). Where in doubt it does not cut. No language is asked for.
/// </summary>
public static class Sentences
{
    // Words that a name, a number or an explanation follows, whatever its first letter.
    private static readonly HashSet<string> Abbreviations = new(StringComparer.Ordinal)
    {
        "MM", "Mme", "Mmes", "Mlle", "Mlles", "Me", "Mgr", "Dr", "Drs", "Pr", "Mr", "Mrs", "Ms", "Messrs", "Prof", "Rev", "Hon", "St", "Ste", "Sts", "Mt", "Ft",
        "Gen", "Col", "Capt", "Cpt", "Cmdr", "Lt", "Sgt", "Adm", "Gov", "Sen", "Rep", "Pres", "Hr", "Hrn", "Fr", "Dipl", "Ing", "Sr", "Sra", "Srta", "Ud", "Uds",
        "Dhr", "Mevr", "dhr", "mevr", "cf", "Cf", "vs", "viz", "ex", "Ex", "env", "bzw", "ca", "approx", "resp",
    };

    // Words that are abbreviations before a number alone: "see no. 5", but "He said no. Then he left."
    private static readonly HashSet<string> BeforeNumbers = new(StringComparer.OrdinalIgnoreCase)
    {
        "no", "nos", "nr", "nrs", "núm", "num", "op", "pp", "pg", "pág", "págs", "art", "arts", "vol", "vols", "fig", "figs", "chap", "ch", "sec", "sect", "par", "al",
        "éd", "ed", "tab", "abs", "anm", "bd", "kap", "tél", "tel", "janv", "févr", "avr", "juil", "sept", "oct", "nov", "déc",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "dec", "стр", "рис",
    };

    /// <summary>
    /// The sentences of a text, from left to right. None is empty, none begins or ends with white space, none crosses the end of a line, and what
    /// stands outside them is white space.
    /// </summary>
    public static IReadOnlyList<TextSpan> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<TextSpan>();
        int start = 0, first = -1, next = -1;      // first: letter of this sentence; next: letter after a mark, looked for once
        for (int i = 0; i < text.Length;)
        {
            if (IsEndOfLine(text[i]))
            {
                Add(text, start, i, sentences);
                start = ++i;
            }
            else if (IsMark(text[i]))
            {
                if (first < start) first = NextLetter(text, start);
                int end = EndOfMarks(text, i, out int lastMark);
                if (first < i && Ends(text, start, i, lastMark, end, ref next))
                {
                    Add(text, start, end, sentences);
                    start = end;
                }
                i = end;
            }
            else
            {
                i++;
            }
        }
        Add(text, start, text.Length, sentences);
        return sentences;
    }

    /// <summary>Whether a sentence may end with this character.</summary>
    internal static bool IsMark(char c) => IsWideMark(c) || c is '.' or '!' or '?' or '…' or '؟' or '۔' or '‼' or '⁇' or '⁈' or '⁉' or '।' or '॥' or '።' or '։';

    /// <summary>Whether a sentence may end with this character and the next begin without white space.</summary>
    internal static bool IsWideMark(char c) => c is '。' or '！' or '？' or '．' or '｡';

    /// <summary>Whether a quotation or a bracket may end with this character.</summary>
    internal static bool Closes(char c) => c is '"' or '\'' or '”' or '’' or '»' or '›' or ')' or ']' or '}' or '」' or '』' or '）' or '】' or '〉' or '》' or '］';

    private static bool Opens(char c) => c is '“' or '‘' or '«' or '‹' or '(' or '[' or '「' or '『' or '（' or '【' or '〈' or '《' or '［';

    private static bool IsEndOfLine(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    private static bool IsSpace(char c) => char.IsWhiteSpace(c) && !IsEndOfLine(c);

    private static void Add(string text, int start, int end, List<TextSpan> sentences)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        if (start < end) sentences.Add(new TextSpan(start, end));
    }

    // "?!", "...", "? !", ". »", "!).": marks and what closes behind them.
    private static int EndOfMarks(string text, int first, out int lastMark)
    {
        int end = first;
        lastMark = first;
        for (int before = -1; before != end;)
        {
            before = end;
            for (; end < text.Length && IsMark(text[end]); end++) lastMark = end;
            int next = end;
            while (next < text.Length && IsSpace(text[next])) next++;
            if (next > end && next < text.Length && IsMark(text[next]))
            {
                int after = next;
                while (after < text.Length && IsMark(text[after])) after++;
                if (after == text.Length || char.IsWhiteSpace(text[after]) || Closes(text[after]))       // ".NET" begins something
                {
                    end = after;
                    lastMark = after - 1;
                }
            }
            while (end < text.Length && Closes(text[end])) end++;
            if (end + 1 < text.Length && IsSpace(text[end]) && text[end + 1] is '»' or '›' && (end + 2 == text.Length || char.IsWhiteSpace(text[end + 2]) || IsMark(text[end + 2]))) end += 2;
        }
        return end;
    }

    private static bool Ends(string text, int start, int mark, int lastMark, int end, ref int letter)
    {
        if (end == text.Length) return true;
        if (!char.IsWhiteSpace(text[end]))
        {
            bool closed = end > lastMark + 1;                                                            // 「来い！」と言った goes on
            return IsWideMark(text[lastMark]) && (closed ? Opens(text[end]) : !(char.IsDigit(text[end]) && char.IsDigit(text[mark - 1])));
        }
        if (letter < end) letter = NextLetter(text, end);
        if (letter == text.Length || IsEndOfLine(text[letter])) return false;                            // only signs are left of the line
        Rune.DecodeFromUtf16(text.AsSpan(letter), out Rune next, out _);
        return !IsLower(next) && !(text[mark] == '.' && lastMark == mark && IsAbbreviation(text, start, mark, Rune.IsDigit(next)));
    }

    // The first letter or digit, or else the end of the line.
    private static int NextLetter(string text, int from)
    {
        int i = from;
        while (i < text.Length && !IsEndOfLine(text[i]))
        {
            Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int length);
            if (Rune.IsLetterOrDigit(rune)) return i;
            i += length;
        }
        return i;
    }

    // Georgian letters are lower case by their category, and begin sentences all the same.
    private static bool IsLower(Rune rune) => Rune.IsLower(rune) && rune.Value is not (>= 0x10D0 and <= 0x10FF);

    private static bool IsAbbreviation(string text, int start, int mark, bool beforeNumber)
    {
        const int longest = 6;
        int first = mark;
        while (first > start && mark - first <= longest && IsLetter(text[first - 1])) first--;
        ReadOnlySpan<char> word = text.AsSpan(first, mark - first);
        if (word.Length == 0) return IsListNumber(text.AsSpan(start, mark - start));
        if (word.Length == 1) return word[0] < '\u0E00' || word[0] is >= '\u1E00' and < '\u2000';        // an initial; one character may be a word in scripts without spaces
        return Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word)
            || (beforeNumber && BeforeNumbers.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word));
    }

    private static bool IsLetter(char c) => char.IsLetter(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark;

    private static bool IsListNumber(ReadOnlySpan<char> before)
    {
        ReadOnlySpan<char> number = before.Trim();
        if (number.Length is 0 or > 3) return false;
        foreach (char c in number)
            if (!char.IsDigit(c)) return false;
        return true;
    }
}
