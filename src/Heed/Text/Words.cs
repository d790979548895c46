using System.Globalization;
using System.Text;

namespace Heed.Text;

/// <summary>
/// Cuts text into the words that a reader would point at: at white space, around punctuation (<c>1992</c> | <c>.</c>) and after an
/// elision (<c>L'</c> | <c>accord</c>). Hyphens and apostrophes inside words stay (<c>Saint-Denis</c>, <c>don't</c>), as do the points and
/// commas of numbers. Scripts that write no spaces (Han, Kana, Thai, Lao, Khmer) are cut into characters.
/// </summary>
public static class Words
{
    // French, Italian and Catalan words that lose their last vowel before a vowel. Others keep what follows: aujourd'hui, o'clock.
    private static readonly HashSet<string> Elided = new(StringComparer.OrdinalIgnoreCase)
    {
        "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
        "un", "all", "dall", "dell", "nell", "sull", "coll", "quell", "quest", "sant", "bell",
    };

    private enum Kind { Space, Letter, Digit, Character, Sign }

    /// <summary>The words of a text, from left to right. Together they hold every character that is not white space.</summary>
    public static IReadOnlyList<Word> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var elements = new TextElements(text);
        var words = new List<Word>();
        int next = 0;
        while (next < elements.Count)
        {
            int first = next++;
            switch (KindOf(elements, first))
            {
                case Kind.Space:
                    continue;
                case Kind.Letter or Kind.Digit:
                    next = EndOfWord(elements, first);
                    break;
                case Kind.Sign:
                    while (next < elements.Count && IsSameMark(elements[first], elements[next])) next++;     // "..." and "!!" are one sign
                    break;
            }
            int start = elements.Start(first), end = elements.End(next - 1);
            words.Add(new Word(text[start..end], start, end));
        }
        return words;
    }

    private static int EndOfWord(TextElements elements, int first)
    {
        int next = first + 1;
        while (next < elements.Count)
        {
            Kind kind = KindOf(elements, next);
            if (kind is Kind.Letter or Kind.Digit)
            {
                next++;
                continue;
            }
            Kind following = next + 1 < elements.Count ? KindOf(elements, next + 1) : Kind.Space;
            ReadOnlySpan<char> sign = elements[next];
            bool inWord = following is Kind.Letter or Kind.Digit;
            if (IsApostrophe(sign))
            {
                if (IsElided(elements, first, next) && !(inWord && IsConsonant(elements[next + 1]))) return next + 1;
                if (!inWord) return next;
            }
            else if (!(inWord && IsHyphen(sign))
                && !(following == Kind.Digit && sign is "." or "," && KindOf(elements, next - 1) == Kind.Digit))
            {
                return next;
            }
            next += 2;
        }
        return next;
    }

    private static bool IsElided(TextElements elements, int first, int apostrophe)
    {
        const int longest = 6;
        if (apostrophe - first > longest) return false;
        var before = new StringBuilder(longest);
        for (int i = first; i < apostrophe; i++) before.Append(elements[i]);
        return Elided.Contains(before.ToString());
    }

    // Nothing is elided before a consonant: c'mon and t's are words of their own.
    private static bool IsConsonant(ReadOnlySpan<char> element) => element.Length == 1 && char.IsAsciiLetter(element[0]) && !"aeiouyhAEIOUYH".Contains(element[0]);

    private static bool IsApostrophe(ReadOnlySpan<char> element) => element is "'" or "’";

    private static bool IsHyphen(ReadOnlySpan<char> element) => element is "-" or "\u2010" or "\u2011";

    private static bool IsSameMark(ReadOnlySpan<char> one, ReadOnlySpan<char> other) =>
        one.Length == 1 && char.IsPunctuation(one[0]) && other.SequenceEqual(one);

    /// <summary>Whether a character belongs to words that stand between spaces: a letter, a digit, or what counts as one inside them.</summary>
    internal static bool IsInSpacedWord(Rune rune) => KindOf(rune) is Kind.Letter or Kind.Digit;

    private static Kind KindOf(TextElements elements, int element)
    {
        if (elements.IsWhiteSpace(element)) return Kind.Space;
        Rune.DecodeFromUtf16(elements[element], out Rune rune, out _);
        return KindOf(rune);
    }

    private static Kind KindOf(Rune rune)
    {
        if (Rune.IsDigit(rune)) return Kind.Digit;
        // Marks without a letter before them, and the joiners that hold Persian words together, count as letters.
        bool isLetter = Rune.IsLetterOrDigit(rune) || rune.Value == '_' || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.LetterNumber
            or UnicodeCategory.Format;
        return !isLetter ? Kind.Sign : WritesNoSpaces(rune.Value) ? Kind.Character : Kind.Letter;
    }

    private static bool WritesNoSpaces(int c) => c is
        (>= 0x0E01 and <= 0x0EFF)                                                               // Thai, Lao
        or (>= 0x1780 and <= 0x17FF)                                                            // Khmer
        or (>= 0x2E80 and <= 0x2FDF) or (>= 0x3005 and <= 0x3007) or (>= 0x3021 and <= 0x3029)  // Han: radicals, marks, numerals
        or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF)
        or (>= 0x3041 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF9F) or (>= 0x1AFF0 and <= 0x1B16F);     // Kana
}
