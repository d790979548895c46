using System.Text.RegularExpressions;

namespace Heed.Documents;

/// <summary>
/// A .resx file: the <c>value</c> of each <c>data</c> that is a string. Comments with <c>{Locked}</c> leave a message as it is, with <c>{Locked="word"}</c> a word of it.
/// </summary>
internal static partial class ResxDocument
{
    [GeneratedRegex("""\{Locked(?:="(?<word>[^"]{1,200})"(?:,"(?<word>[^"]{1,200})"){0,50})?\}""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Locked { get; }

    public static LocalizableDocument Parse(DocumentText document, DocumentLanguages languages)
    {
        List<MarkupToken> tokens = XmlDocumentCheck.Scan(document, "root", "a .resx file");
        string text = document.Text;
        var units = new List<DocumentUnit>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        int depth = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == MarkupKind.End) depth--;
            if (tokens[i].Kind != MarkupKind.Start) continue;
            if (depth == 1 && tokens[i].Name == "data" && Unit(document, tokens, i) is DocumentUnit unit && names.Add(unit.Id)) units.Add(unit);
            depth++;
        }
        return new LocalizableDocument(document, units) { HasAccessKeys = true, HasNames = true };
    }

    private static DocumentUnit? Unit(DocumentText document, List<MarkupToken> tokens, int data)
    {
        string text = document.Text;
        string? type = Markup.Attribute(text, tokens[data], "type"), name = Markup.Attribute(text, tokens[data], "name");
        bool isString = Markup.Attribute(text, tokens[data], "mimetype") is null && (type is null || type.StartsWith("System.String,", StringComparison.Ordinal));
        if (!isString || name is null || name.StartsWith(">>", StringComparison.Ordinal) || name.StartsWith("&gt;&gt;", StringComparison.Ordinal)) return null;
        (int Start, int End)? value = null, comment = null;
        for (int i = data + 1, depth = 0; i < tokens.Count && depth >= 0; i++)
        {
            if (tokens[i].Kind == MarkupKind.End) depth--;
            if (tokens[i].Kind != MarkupKind.Start) continue;
            if (depth++ > 0 || tokens[i].Name is not ("value" or "comment")) continue;
            int end = i + 1;
            for (int inner = 1; inner > 0; end++) inner += tokens[end].Kind == MarkupKind.Start ? 1 : tokens[end].Kind == MarkupKind.End ? -1 : 0;
            if (tokens[i].Name == "value") value = (i + 1, end - 1);
            else comment = (i + 1, end - 1);
        }
        if (value is not (int first, int last) || first == last) return null;
        int start = tokens[first].Start, stop = tokens[last].Start;
        Match locked = comment is (int from, int to) && from < to ? Locked.Match(text, tokens[from].Start, tokens[to].Start - tokens[from].Start) : Match.Empty;
        string[] words = locked.Success ? [.. locked.Groups["word"].Captures.Select(static c => c.Value)] : [];
        bool isSection = first + 1 == last && tokens[first].Kind == MarkupKind.Section, isText = first + 1 == last && tokens[first].Kind == MarkupKind.Text;
        MarkupStyle style = MarkupText.StyleOf(text.AsSpan(start, stop - start));
        return new DocumentUnit
        {
            Id = name,
            At = start,
            Source = isSection ? [MarkupText.Section(text, start + 9, stop - 3)] : isText ? [.. MarkupText.Decode(text, start, stop)] : [new Inline(InlineKind.Text, text[start..stop], text[start..stop])],
            Locked = words,
            LeftAlone = locked.Success && words.Length == 0 ? "locked" : !isSection && !isText ? "its value holds tags or comments" : null,
            Write = (translation, _) => [isSection
                ? new TextEdit(start + 9, stop - 3, string.Concat(translation.Select(static t => t.Raw ?? t.Text)).Replace("]]>", "]]]]><![CDATA[>", StringComparison.Ordinal))
                : new TextEdit(start, stop, MarkupText.Encode(translation, style))],
        };
    }
}
