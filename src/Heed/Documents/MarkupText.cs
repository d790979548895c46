using System.Globalization;
using System.Net;
using System.Text;

namespace Heed.Documents;

/// <summary>How a document writes characters that may be written in two ways.</summary>
/// <param name="Return">A carriage return.</param>
/// <param name="Less">A less-than sign.</param>
/// <param name="Greater">A greater-than sign.</param>
/// <param name="Quote">A double quote.</param>
/// <param name="Apostrophe">A single quote.</param>
internal sealed record MarkupStyle(string Return, string Less, string Greater, string Quote, string Apostrophe)
{
    /// <summary>As most programs write XML.</summary>
    public static MarkupStyle Usual { get; } = new("\r", "&lt;", "&gt;", "\"", "'");
}

/// <summary>Text of XML and HTML: character references decoded and encoded.</summary>
internal static class MarkupText
{
    private const int LongestReference = 40;

    /// <summary>
    /// A stretch of text as a reader sees it. References to letters and punctuation are decoded; others (<c>&amp;nbsp; &amp;#160; &amp;copy;</c>) are marks that are carried over as they stand.
    /// </summary>
    /// <param name="text">The document.</param>
    /// <param name="start">The first character.</param>
    /// <param name="end">The character after the last.</param>
    /// <param name="joinsSpaces">Whether white space counts as one space, however much there is.</param>
    public static IEnumerable<Inline> Decode(string text, int start, int end, bool joinsSpaces = false)
    {
        var decoded = new StringBuilder();
        var map = new List<int>();
        int first = start;
        for (int i = start; i < end;)
        {
            (string? said, int length) = text[i] == '&' ? Reference(text, i, end) : (null, 1);
            if (said is { Length: > 0 } && length > 1 && !IsSeen(said))
            {
                if (decoded.Length > 0) yield return Finish(i);
                yield return new Inline(InlineKind.Single, said, text[i..(i + length)]);
                i += length;
                first = i;
                continue;
            }
            if (joinsSpaces && char.IsWhiteSpace(text[i]) && text[i] != '\u00A0')
            {
                int space = i;
                while (i < end && char.IsWhiteSpace(text[i]) && text[i] != '\u00A0') i++;
                decoded.Append(' ');
                map.Add(space - first);
                continue;
            }
            foreach (char c in said ?? text[i..(i + 1)])
            {
                decoded.Append(c);
                map.Add(i - first);
            }
            i += length;
        }
        if (decoded.Length > 0) yield return Finish(end);

        Inline Finish(int to)
        {
            map.Add(to - first);
            var inline = new Inline(InlineKind.Text, decoded.ToString(), text[first..to], [.. map]);
            decoded.Clear();
            map.Clear();
            return inline;
        }
    }

    /// <summary>A stretch of a CDATA section, in which nothing is a reference.</summary>
    public static Inline Section(string text, int start, int end) => new(InlineKind.Text, text[start..end], text[start..end]);

    /// <summary>How a stretch of text writes what may be written in two ways.</summary>
    public static MarkupStyle StyleOf(ReadOnlySpan<char> raw) => new(
        Return: raw.Contains("&#xD;", StringComparison.OrdinalIgnoreCase) ? "&#xD;" : "\r",
        Less: raw.Contains("&#60;", StringComparison.Ordinal) ? "&#60;" : raw.Contains("&#x3C;", StringComparison.OrdinalIgnoreCase) ? "&#x3C;" : "&lt;",
        Greater: raw.Contains("&#62;", StringComparison.Ordinal) ? "&#62;" : raw.Contains("&#x3E;", StringComparison.OrdinalIgnoreCase) ? "&#x3E;" : raw.Contains('>') && !raw.Contains("&gt;", StringComparison.Ordinal) ? ">" : "&gt;",
        Quote: raw.Contains("&quot;", StringComparison.Ordinal) && !raw.Contains('"') ? "&quot;" : "\"",
        Apostrophe: raw.Contains("&apos;", StringComparison.Ordinal) ? "&apos;" : raw.Contains("&#39;", StringComparison.Ordinal) ? "&#39;" : "'");

    /// <summary>A text as XML or HTML writes it.</summary>
    public static string Encode(string text, MarkupStyle? style = null)
    {
        style ??= MarkupStyle.Usual;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            switch (c)
            {
                case '&': encoded.Append("&amp;"); break;
                case '<': encoded.Append(style.Less); break;
                case '>': encoded.Append(style.Greater); break;
                case '"': encoded.Append(style.Quote); break;
                case '\'': encoded.Append(style.Apostrophe); break;
                case '\r': encoded.Append(style.Return); break;
                case < ' ' and not ('\t' or '\n'): break;                  // XML has no such characters
                case '\uFFFE' or '\uFFFF': break;
                default: encoded.Append(c); break;
            }
        }
        return encoded.ToString();
    }

    /// <summary>A text as it stands between double or single quotes.</summary>
    public static string EncodeAttribute(string text, char quote) => Encode(text).Replace(quote == '\'' ? "'" : "\"", quote == '\'' ? "&#39;" : "&quot;", StringComparison.Ordinal);

    /// <summary>What stretches are together in XML or HTML.</summary>
    public static string Encode(IEnumerable<Inline> inlines, MarkupStyle? style = null) => string.Concat(inlines.Select(inline => inline.Raw ?? Encode(inline.Text, style)));

    // XML's five, letters and punctuation are read; what else was written as a reference was so for a reason.
    private static bool IsSeen(string said) => said is "&" or "<" or ">" or "\"" or "'" or "\r" or "\n" or "\t" || Rune.GetRuneAt(said, 0) is Rune rune && (Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private static (string? Said, int Length) Reference(string text, int at, int end)
    {
        int stop = text.IndexOf(';', at, Math.Min(LongestReference, end - at));
        if (stop < 0) return (null, 1);
        string reference = text[at..(stop + 1)], said = WebUtility.HtmlDecode(reference);
        return said == reference || said.Length == 0 || char.IsSurrogate(said[0]) && said.Length < 2 ? (null, 1) : (said, stop + 1 - at);
    }
}
