namespace Heed.Documents;

/// <summary>What a stretch of markup is.</summary>
internal enum MarkupKind
{
    /// <summary>Text, with character references in it.</summary>
    Text,

    /// <summary>The content of a CDATA section with its signs.</summary>
    Section,

    /// <summary>A start tag.</summary>
    Start,

    /// <summary>The only tag of an element without content.</summary>
    Empty,

    /// <summary>An end tag.</summary>
    End,

    /// <summary>A comment, a declaration, an instruction.</summary>
    Other,

    /// <summary>A document type.</summary>
    Type,
}

/// <summary>A stretch of markup.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character after its last.</param>
/// <param name="Name">Of a tag, its name: in HTML in small letters.</param>
internal readonly record struct MarkupToken(MarkupKind Kind, int Start, int End, string Name);

/// <summary>An attribute of a tag.</summary>
/// <param name="Name">Its name: in HTML in small letters.</param>
/// <param name="Start">Its value's first character.</param>
/// <param name="End">The character after its value's last.</param>
/// <param name="IsQuoted">Whether quotes stand around the value.</param>
internal readonly record struct MarkupAttribute(string Name, int Start, int End, bool IsQuoted);

/// <summary>Cuts XML that is known to be sound, or any HTML, into tags and text, and says where they are.</summary>
internal static class Markup
{
    private static readonly HashSet<string> RawText = ["script", "style"];

    /// <summary>The tags and texts of a document, one after the other without a gap.</summary>
    public static List<MarkupToken> Scan(string text, bool isHtml)
    {
        var tokens = new List<MarkupToken>();
        int textStart = 0;
        for (int i = text.IndexOf('<'); i >= 0 && i < text.Length;)
        {
            MarkupToken token = At(text, i, isHtml);
            if (token.End == i)
            {
                i = text.IndexOf('<', i + 1);
                continue;
            }
            if (i > textStart) tokens.Add(new MarkupToken(MarkupKind.Text, textStart, i, ""));
            tokens.Add(token);
            int end = token.End;
            if (isHtml && token.Kind == MarkupKind.Start && RawText.Contains(token.Name))
            {
                int close = text.IndexOf("</" + token.Name, end, StringComparison.OrdinalIgnoreCase);
                if (close < 0) close = text.Length;
                if (close > end) tokens.Add(new MarkupToken(MarkupKind.Other, end, close, ""));
                end = close;
            }
            textStart = end;
            i = end < text.Length ? text.IndexOf('<', end) : -1;
        }
        if (textStart < text.Length) tokens.Add(new MarkupToken(MarkupKind.Text, textStart, text.Length, ""));
        return tokens;
    }

    /// <summary>The attributes of a tag.</summary>
    public static List<MarkupAttribute> Attributes(string text, MarkupToken tag, bool isHtml)
    {
        var attributes = new List<MarkupAttribute>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        int end = tag.End - (tag.Kind == MarkupKind.Empty ? 2 : 1), i = tag.Start + 1 + tag.Name.Length;
        while (i < end)
        {
            while (i < end && (char.IsWhiteSpace(text[i]) || text[i] == '/')) i++;
            int start = i;
            while (i < end && !char.IsWhiteSpace(text[i]) && text[i] is not ('=' or '/')) i++;
            if (i == start)
            {
                i++;
                continue;
            }
            string name = isHtml ? text[start..i].ToLowerInvariant() : text[start..i];
            while (i < end && char.IsWhiteSpace(text[i])) i++;
            if (i >= end || text[i] != '=') continue;
            i++;
            while (i < end && char.IsWhiteSpace(text[i])) i++;
            bool isQuoted = i < end && text[i] is '"' or '\'';
            int value = isQuoted ? i + 1 : i;
            int stop = isQuoted ? text.IndexOf(text[i], value, Math.Max(0, end - value)) : value;
            if (isQuoted && stop < 0) stop = end;
            while (!isQuoted && stop < end && !char.IsWhiteSpace(text[stop])) stop++;
            // Of attributes of one name the first counts, as in every browser; so a tag has few that are translated.
            if (!isHtml || names.Add(name)) attributes.Add(new MarkupAttribute(name, value, stop, isQuoted));
            i = isQuoted ? stop + 1 : stop;
        }
        return attributes;
    }

    /// <summary>The value of an attribute as it stands, or null.</summary>
    public static string? Attribute(string text, MarkupToken tag, string name, bool isHtml = false)
    {
        foreach (MarkupAttribute attribute in Attributes(text, tag, isHtml))
            if (attribute.Name == name) return text[attribute.Start..attribute.End];
        return null;
    }

    private static MarkupToken At(string text, int i, bool isHtml)
    {
        ReadOnlySpan<char> rest = text.AsSpan(i);
        if (rest.StartsWith("<!--")) return Until(MarkupKind.Other, "-->", 4);
        if (rest.StartsWith("<![CDATA[") && !isHtml) return Until(MarkupKind.Section, "]]>", 9);
        if (rest.StartsWith("<?")) return Until(MarkupKind.Other, isHtml ? ">" : "?>", 2);
        if (rest.StartsWith("<!")) return Until(isHtml ? MarkupKind.Other : MarkupKind.Type, ">", 2);
        bool isEnd = rest.Length > 1 && rest[1] == '/';
        int start = i + (isEnd ? 2 : 1), end = start;
        if (start >= text.Length || !(char.IsLetter(text[start]) || text[start] == '_')) return new MarkupToken(MarkupKind.Text, i, i, "");
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('>' or '/' or '<')) end++;
        string name = isHtml ? text[start..end].ToLowerInvariant() : text[start..end];
        char quote = '\0';
        for (int at = end; at < text.Length; at++)
        {
            char c = text[at];
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
            }
            else if (c is '"' or '\'' && !isEnd) quote = c;
            else if (c == '>') return new MarkupToken(isEnd ? MarkupKind.End : text[at - 1] == '/' ? MarkupKind.Empty : MarkupKind.Start, i, at + 1, name);
        }
        return new MarkupToken(MarkupKind.Other, i, text.Length, "");               // a tag without an end: nothing of it is text

        MarkupToken Until(MarkupKind kind, string mark, int from)
        {
            int at = i + from <= text.Length ? text.IndexOf(mark, i + from, StringComparison.Ordinal) : -1;
            return new MarkupToken(kind, i, at < 0 ? text.Length : at + mark.Length, "");
        }
    }
}
