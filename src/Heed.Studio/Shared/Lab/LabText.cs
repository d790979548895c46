using System.Globalization;
using Heed.Studio.Wording;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Shared.Lab;

/// <summary>Text in pictures, formulas and powers of ten.</summary>
internal static class LabText
{
    // Isolates a text whose direction is not that of what it stands in; a mark before a minus keeps it before its number.
    private const char RightToLeft = '\u2067', End = '\u2069', LeftToRightMark = '\u200E', Minus = '−';

    /// <summary>Text in a picture, laid out by its anchor: start, middle or end. A fragment, since Razor takes an element of that name for something else.</summary>
    public static RenderFragment At(double x, double y, string anchor, string text) => builder =>
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", x.ToString("0.#", CultureInfo.InvariantCulture));
        builder.AddAttribute(2, "y", y.ToString("0.#", CultureInfo.InvariantCulture));
        builder.AddAttribute(3, "text-anchor", anchor);
        builder.AddContent(4, text.Any(static c => c is >= '\u0600' and < '\u06F0') ? $"{RightToLeft}{text}{End}" : text);
        builder.CloseElement();
    };

    /// <summary>A formula in which _{…} is below the line and ^{…} above it.</summary>
    public static RenderFragment Formula(string text) => builder =>
    {
        for (int at = 0, next; at < text.Length; at = next)
        {
            if (text[at] is '_' or '^' && at + 1 < text.Length && text[at + 1] == '{' && text.IndexOf('}', at) is var end and > 0)
            {
                builder.OpenElement(0, text[at] == '_' ? "sub" : "sup");
                builder.AddContent(1, text[(at + 2)..end]);
                builder.CloseElement();
                next = end + 1;
                continue;
            }
            next = text.AsSpan(at + 1).IndexOfAny('_', '^') is var more and >= 0 ? at + 1 + more : text.Length;
            builder.AddContent(2, text[at..next]);
        }
    };

    /// <summary>A number in its digits, or as a power of ten where it is very large or very small.</summary>
    /// <param name="words">The language.</param>
    /// <param name="number">The number.</param>
    /// <param name="format">How it is written where it is neither.</param>
    public static string Number(Words words, double number, string format = "0.####")
    {
        if (number < 0) return $"{(words.IsRightToLeft ? LeftToRightMark.ToString() : "")}{Minus}{Number(words, -number, format)}";
        if (!double.IsFinite(number) || number == 0 || number is >= 1e-3 and < 1e5) return words.Number(number, format);
        int power = (int)Math.Floor(Math.Log10(number) + 1e-12);
        string raised = $"10{string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(static c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']))}", factor = (number / Math.Pow(10, power)).ToString("0.#", CultureInfo.InvariantCulture);
        return words.Digits(factor == "1" ? raised : $"{factor} · {raised}");
    }
}
