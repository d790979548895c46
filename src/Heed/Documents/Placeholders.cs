using System.Text.RegularExpressions;

namespace Heed.Documents;

/// <summary>
/// Finds what a translation must carry over exactly: arguments (<c>{0} {0:N2} {{name}} ${x} %s %1$s %(name)s %1</c>), tags, character references, escapes, access keys, addresses, paths, options and
/// names of code.
/// </summary>
internal static partial class Placeholders
{
    private const int MostWordsOfMenuItem = 4, MostOpen = 100;

    // Every repetition is bounded or followed by what it cannot match, so that the time is linear.
    [GeneratedRegex("""
        (?<argument>
            https?://[^\s<>"'`]{0,2000}[^\s<>"'`.,;:!?)\]»]
          | (?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}
          | (?<!\w)[A-Za-z]:\\[^\s"'<>|*?]{0,300}
          | \{\{[^{}\r\n]{0,200}\}\}
          | [$\#%@]?\{[^{}\r\n]{0,200}\}
          | \$t\([^()\r\n]{1,200}\)
          | [$@]\([A-Za-z_][\w.]{0,100}\)
          | %\([A-Za-z_]\w{0,100}\)(?:[\#0+-]?\d{0,4}(?:\.\d{1,4})?[a-zA-Z](?![a-zA-Z]))?
          | (?<![\d%])%[A-Z_][A-Z0-9_]{1,60}%
          | (?<![\d%])%(?:\d{1,2}\$)?[-+\#0']{0,4}(?:\d{1,4}|\*)?(?:\.(?:\d{1,4}|\*)?)?(?:hh|h|ll|l|L|q|j|z|t)?[diouxXeEfFgGaAcspn@]
          | (?<![\d%])%L?\d{1,2}
          | (?<![\w:@]):[a-z][A-Za-z_]{1,40}(?!\w)
          | (?<![\w-])--[A-Za-z][\w-]{1,60}
          | (?<![\w/-])[-/][a-zA-Z]{1,30}:[^\s"'<>]{1,100}
          | (?<![\w.-])[\w.-]{1,100}(?:\\(?![nrt])[\w.-]{1,100}){1,20}
          | (?<![\w.-])[\w-]{1,100}(?:\\[\w-]{1,100}){1,20}\.[A-Za-z]{1,6}(?!\w)
          | (?<!\w)[A-Za-z0-9]{1,60}(?:_[A-Za-z0-9]{1,60}){1,20}(?!\w)
        )
        | (?<name>(?<![\w&])(?:[A-Z][A-Za-z0-9]{0,60}\.){1,10}[A-Z][A-Za-z0-9]{0,60}(?:<>)?(?!\w)
          | (?<![\w&])[A-Za-z][A-Za-z0-9]{0,60}[a-z][A-Z][A-Za-z0-9]{0,60}(?:<>)?(?!\w))
        | (?<tag></?[A-Za-z][\w:.-]{0,60}(?:\s[^<>]{0,500})?/?>)
        | (?<break>\\(?:r\\n|[nrt])|[\t\f\v\u2028\u2029])
        | (?<single>&(?:\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|&&|%%|\\(?:[\\"'0abfv]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}))
        | (?<key>(?<![A-Z&])&(?=[\p{L}\p{Nd}])|(?<=[A-Z])&(?![A-Z])(?=[\p{L}\p{Nd}])|(?<!\S)_(?=\p{L}[^\s_]{0,60}(?:\s|$)))
        """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern { get; }

    [GeneratedRegex(@"\{\s{0,10}[\w.]{1,100}\s{0,10},\s{0,10}(?:plural|select|selectordinal)\s{0,10},", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Choice { get; }

    /// <summary>Whether a text holds a choice between texts (ICU <c>plural</c>, <c>select</c>), whose branches a translator has to look at himself.</summary>
    public static bool HasChoice(string text) => Choice.IsMatch(text);

    /// <summary>All of them, from left to right.</summary>
    public static List<Placeholder> Find(string text)
    {
        var found = new List<Placeholder>();
        var open = new Stack<(int Index, string Name)>();
        foreach (Match match in Pattern.Matches(text))
        {
            InlineKind kind = match.Groups["argument"].Success || match.Groups["name"].Success ? InlineKind.Argument
                : match.Groups["break"].Success ? InlineKind.Break
                : match.Groups["single"].Success ? InlineKind.Single
                : match.Groups["key"].Success ? InlineKind.AccessKey
                : InlineKind.Open;
            if (kind == InlineKind.Open) kind = TagKind(match.Value, found, open);
            found.Add(new Placeholder(match.Index, match.Index + match.Length, kind, match.Groups["name"].Success));
        }
        // <command> is a word that stands for another.
        foreach ((int index, _) in open) found[index] = found[index] with { Kind = InlineKind.Argument };
        DropKeys(text, found);
        return found;
    }

    /// <summary>What a translation has to hold as often as its source does, sorted. Names of code are none of it: a translation may say one more often.</summary>
    public static string[] Held(string text) => [.. Find(text).Where(static p => p.Kind != InlineKind.AccessKey && !p.IsName).Select(p => text[p.Start..p.End]).Order(StringComparer.Ordinal)];

    private static InlineKind TagKind(string tag, List<Placeholder> found, Stack<(int Index, string Name)> open)
    {
        int start = tag[1] == '/' ? 2 : 1, end = start;
        while (end < tag.Length && (char.IsLetterOrDigit(tag[end]) || tag[end] is ':' or '.' or '-' or '_')) end++;
        string name = tag[start..end].ToLowerInvariant();
        if (name == "br") return InlineKind.Break;
        if (tag.EndsWith("/>", StringComparison.Ordinal) || HtmlNames.IsVoid(name)) return InlineKind.Single;
        if (start == 1 && open.Count >= MostOpen) return InlineKind.Argument;
        if (start == 1)
        {
            open.Push((found.Count, name));
            return InlineKind.Open;
        }
        if (!open.Any(o => o.Name == name)) return InlineKind.Single;
        while (open.Pop() is (int index, string other))
        {
            if (other == name) break;
            found[index] = found[index] with { Kind = InlineKind.Argument };
        }
        return InlineKind.Close;
    }

    // One sign is an access key; two are not, and neither is an underscore in a long text.
    private static void DropKeys(string text, List<Placeholder> found)
    {
        int keys = found.Count(static p => p.Kind == InlineKind.AccessKey);
        if (keys == 0) return;
        bool isLong = text.AsSpan().Count(' ') >= MostWordsOfMenuItem;
        for (int i = found.Count - 1; i >= 0; i--)
        {
            if (found[i].Kind != InlineKind.AccessKey) continue;
            if (text[found[i].Start] == '_' && (keys > 1 || isLong)) found.RemoveAt(i);
            else if (keys > 1) found[i] = found[i] with { Kind = InlineKind.Single };
        }
    }
}
