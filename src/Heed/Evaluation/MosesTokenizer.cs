using System.Globalization;
using System.Text;

namespace Heed.Evaluation;

/// <summary>
/// Cuts lines as the <c>tokenizer.perl</c> of Moses does by its documented rules (Koehn et al. 2007), with nothing escaped: most signs stand apart; commas and dots stay within numbers,
/// dots after abbreviations, before small letters and in rows; hyphens stay in words; an apostrophe goes with what follows it in English, with what precedes it in French and Italian.
/// </summary>
internal sealed class MosesTokenizer
{
    // A dot of a row of dots: no later rule may take it for the end of a sentence.
    private const int RowDot = -1;

    private readonly string _language;
    private readonly MosesPrefixes _prefixes;

    /// <param name="language">A code such as <c>de</c>, with or without a region.</param>
    public MosesTokenizer(string language)
    {
        _language = language.Split('-', '_')[0].ToLowerInvariant();
        _prefixes = MosesPrefixes.Of(_language);
    }

    public List<string> Words(string line)
    {
        List<int> points = Apostrophes(Commas(RowsOfDots(Signs(Spaced(line)))));
        return FinalDots(Split(points));
    }

    /// <summary>One space wherever there is white space, none at the ends, and no control characters.</summary>
    private static List<int> Spaced(string line)
    {
        var points = new List<int>(2 * line.Length);
        bool gap = false;
        foreach (int point in ScorerText.CodePoints(line))
        {
            bool isControl = point is < ' ' and not (>= '\t' and <= '\r');
            if (isControl) continue;
            bool isSpace = point <= char.MaxValue && ScorerText.IsSpace((char)point);
            if (!isSpace)
            {
                if (gap && points.Count > 0) points.Add(' ');
                points.Add(point);
            }
            gap = isSpace;
        }
        return points;
    }

    private List<int> Signs(List<int> points)
    {
        // In Finnish and Swedish a colon stands within words (EU:n), in Catalan a dot (il·lusió), in Tetum an apostrophe.
        int within = _language switch { "fi" or "sv" => ':', "ca" => '·', "tdt" => '\'', _ => RowDot };
        var result = new List<int>(2 * points.Count);
        for (int i = 0; i < points.Count; i++)
        {
            int point = points[i];
            bool isApart = point == within
                ? i + 1 == points.Count || !IsSmall(points[i + 1])
                : !IsLetter(point) && !IsDigit(point) && point is not (' ' or '.' or '\'' or '`' or ',' or '-');
            if (isApart) result.AddRange([' ', point, ' ']);
            else result.Add(point);
        }
        return result;
    }

    private static List<int> RowsOfDots(List<int> points)
    {
        var result = new List<int>(points.Count + 8);
        for (int i = 0, end; i < points.Count; i = end)
        {
            end = i + 1;
            if (points[i] != '.')
            {
                result.Add(points[i]);
                continue;
            }
            while (end < points.Count && points[end] == '.') end++;
            if (end == i + 1) result.Add('.');
            else result.AddRange([' ', .. Enumerable.Repeat(RowDot, end - i), ' ']);
        }
        return result;
    }

    // Two characters at a time, as for apostrophes.
    private static List<int> Commas(List<int> points)
    {
        var after = new List<int>(points.Count + 16);
        for (int i = 0; i < points.Count; i++)
        {
            after.Add(points[i]);
            if (i + 1 == points.Count || points[i + 1] != ',' || IsNumber(points[i])) continue;
            after.AddRange([' ', ',', ' ']);
            i++;
        }
        var result = new List<int>(after.Count + 16);
        for (int i = 0; i < after.Count; i++)
        {
            bool isLast = i + 1 == after.Count;
            if (after[i] != ',' || (isLast ? i == 0 || !IsNumber(after[i - 1]) : IsNumber(after[i + 1])))
            {
                result.Add(after[i]);
                continue;
            }
            result.AddRange([' ', ',', ' ']);
            if (!isLast) result.Add(after[++i]);
        }
        return result;
    }

    private List<int> Apostrophes(List<int> points)
    {
        switch (_language)
        {
            case "en":
                points = Apostrophes(points, IsNoLetter, IsNoLetter, " ' ");
                points = Apostrophes(points, static p => !IsLetter(p) && !IsNumber(p), IsLetter, " ' ");
                points = Apostrophes(points, IsLetter, IsNoLetter, " ' ");
                points = Apostrophes(points, IsLetter, IsLetter, " '");
                return Apostrophes(points, IsNumber, static p => p == 's', " '");               // 1990 's
            case "fr" or "it" or "ga" or "ca" or "so" or "tdt":
                points = Apostrophes(points, IsNoLetter, IsNoLetter, " ' ");
                points = Apostrophes(points, IsNoLetter, IsLetter, " ' ");
                points = Apostrophes(points, IsLetter, IsNoLetter, " ' ");
                return _language is "so" or "tdt" ? points : Apostrophes(points, IsLetter, IsLetter, "' ");
            default:
                return [.. points.SelectMany(static p => p == '\'' ? (int[])[' ', p, ' '] : [p])];
        }
    }

    // Three characters at a time: of two apostrophes around one letter the second is not seen, which is part of the definition.
    private static List<int> Apostrophes(List<int> points, Func<int, bool> before, Func<int, bool> after, string apart)
    {
        var result = new List<int>(points.Count + 8);
        for (int i = 0; i < points.Count; i++)
        {
            result.Add(points[i]);
            if (i + 2 >= points.Count || points[i + 1] != '\'' || !before(points[i]) || !after(points[i + 2])) continue;
            foreach (char c in apart) result.Add(c);
            result.Add(points[i + 2]);
            i += 2;
        }
        return result;
    }

    private static List<List<int>> Split(List<int> points)
    {
        var words = new List<List<int>>();
        bool isWithin = false;
        foreach (int point in points)
        {
            if (point != ' ')
            {
                if (!isWithin) words.Add([]);
                words[^1].Add(point);
            }
            isWithin = point != ' ';
        }
        return words;
    }

    private List<string> FinalDots(List<List<int>> words)
    {
        var result = new List<string>(words.Count + 1);
        for (int i = 0; i < words.Count; i++)
        {
            List<int> word = words[i], next = i + 1 < words.Count ? words[i + 1] : [];
            if (word is [.. { Count: > 0 } stem, '.'] && !KeepsItsDot(stem, next))
            {
                result.Add(Text(stem));
                result.Add(".");
            }
            else if (next.Count == 0 && word is [.. var before, '.', '\''])
            {
                if (before.Count > 0) result.Add(Text(before));
                result.AddRange([".", "'"]);
            }
            else result.Add(Text(word));
        }
        return result;
    }

    private bool KeepsItsDot(List<int> stem, List<int> next) => next.Count > 0
        && ((stem.Contains('.') && stem.Exists(IsLetter)) || IsSmall(next[0]) || _prefixes.KeepsDot(Text(stem), beforeNumber: next[0] is >= '0' and <= '9'));

    private static string Text(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (int point in points)
        {
            if (point == RowDot) text.Append('.');
            else if (Rune.IsValid(point)) text.Append(new Rune(point).ToString());
            else text.Append((char)point);
        }
        return text.ToString();
    }

    private static bool IsNoLetter(int point) => !IsLetter(point);

    /// <summary>Unicode's Alphabetic as nearly as .NET tells: letters, and the vowel signs of Hebrew, Arabic and the scripts of India, but neither their nuktas and viramas nor loose accents.</summary>
    private static bool IsLetter(int point) => point == RowDot || CategoryOf(point) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber => true,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => point is >= 0x5B0 and < 0x900 || (point is >= 0x900 and < 0xE00 && (point & 0x7F) is not (0x3C or 0x4D)),
        _ => false,
    };

    private static bool IsDigit(int point) => CategoryOf(point) == UnicodeCategory.DecimalDigitNumber;

    private static bool IsNumber(int point) => CategoryOf(point) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool IsSmall(int point) => CategoryOf(point) == UnicodeCategory.LowercaseLetter || point is 'ª' or 'º';

    private static UnicodeCategory CategoryOf(int point) => point < 0 ? UnicodeCategory.OtherNotAssigned : CharUnicodeInfo.GetUnicodeCategory(point);
}
