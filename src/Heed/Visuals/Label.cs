using System.Globalization;
using System.Text;

namespace Heed.Visuals;

/// <summary>Words made fit to be shown: they come from files and models, and may hold anything.</summary>
internal static class Label
{
    public const string EndSymbol = "</s>";

    /// <summary>
    /// No control character is left, so nothing escapes into a terminal or breaks XML, and no mark that turns the writing
    /// direction of its neighbours. The joiners stay: Persian and emoji need them.
    /// </summary>
    public static string Clean(string word)
    {
        if (string.IsNullOrWhiteSpace(word))
        {
            return word.Length == 0 ? "" : "␣";
        }
        var clean = new StringBuilder(word.Length);
        foreach (Rune rune in word.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case < 0x20: clean.Append((char)(0x2400 + rune.Value)); break;   // ␀ to ␟
                case 0x7F: clean.Append('␡'); break;
                case 0x200C or 0x200D: clean.Append(rune); break;
                case 0xFFFE or 0xFFFF: clean.Append('\uFFFD'); break;
                default:
                    clean.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? "\uFFFD" : rune.ToString());
                    break;
            }
        }
        return clean.ToString();
    }

    /// <summary>Whether the first letter is written from right to left: Hebrew, Arabic, Syriac and their kin.</summary>
    public static bool IsRightToLeft(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune)) return IsOfRightToLeftScript(rune);
        }
        return false;
    }

    /// <summary>Whether a sentence is read from right to left: more of its letters are written so than not. The end symbol counts for neither.</summary>
    public static bool AreRightToLeft(IEnumerable<string> words)
    {
        int toLeft = 0, toRight = 0;
        foreach (string word in words)
        {
            if (word == EndSymbol) continue;
            foreach (Rune rune in word.EnumerateRunes())
            {
                if (!Rune.IsLetter(rune)) continue;
                if (IsOfRightToLeftScript(rune)) toLeft++;
                else toRight++;
            }
        }
        return toLeft > toRight;
    }

    /// <summary>Whether anything in a text can move what stands beside it: letters written from right to left, and their digits.</summary>
    public static bool MovesNeighbours(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsOfRightToLeftScript(rune)) return true;
        }
        return false;
    }

    /// <summary>An upper bound of a text's length in any common sans serif, in ems, for no font can be asked.</summary>
    public static double Ems(string text)
    {
        double ems = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int columns = TextWidth.Of(rune.ToString());
            ems += columns == 0 ? 0
                : columns == 2 ? 1.15
                : rune.Value is 'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' or '—' ? 1.0
                : Rune.IsUpper(rune) ? 0.78
                : rune.Value is 'i' or 'j' or 'l' or 'f' or 't' or 'r' or 'I' or '.' or ',' or '\'' or ':' or ';' or '!' or '|' or ' ' ? 0.42
                : 0.64;
        }
        return ems;
    }

    /// <summary>Between marks that keep its writing direction to itself (first strong isolate), whatever stands beside it.</summary>
    public static string Isolated(string text) => $"\u2068{text}\u2069";

    private static bool IsOfRightToLeftScript(Rune rune) =>
        rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC)
            or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
