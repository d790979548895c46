using System.Globalization;
using System.Text;

namespace Heed.Text;

/// <summary>Text from anyone's file, fit for a line of a report.</summary>
internal static class VisibleText
{
    /// <summary>The most characters shown.</summary>
    public const int Longest = 80;

    /// <summary>The text on one line: control and invisible characters as <c>\u0000</c>, what is too long cut with an ellipsis.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="around">A place that must be seen, counted in characters.</param>
    public static string Of(string text, int around = 0)
    {
        int start = around < Longest / 2 ? 0 : around - (Longest / 4);
        if (start > 0 && char.IsLowSurrogate(text[start])) start--;
        var shown = new StringBuilder(start > 0 ? "…" : "");
        foreach (Rune rune in text.AsSpan(start).EnumerateRunes())
        {
            if (shown.Length >= Longest)
            {
                shown.Append('…');
                break;
            }
            if (rune.Value == '\t') shown.Append(@"\t");
            else if (rune.Value == '\r') shown.Append(@"\r");
            else if (rune.Value == '\n') shown.Append(@"\n");
            else if (IsInvisible(rune)) shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else shown.Append(rune);
        }
        return shown.ToString();
    }

    // Joiners belong to Persian, Arabic and emoji; what turns the direction of writing could make a report lie.
    private static bool IsInvisible(Rune rune) => rune.Value is not (0x200C or 0x200D) && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse;
}
