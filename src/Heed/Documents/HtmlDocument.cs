using Heed.Text.Corpora;

namespace Heed.Documents;

/// <summary>
/// An HTML file: what stands between the tags of blocks is a text, with the tags of its words in it; <c>alt title placeholder aria-label</c> and descriptions are texts too. Scripts, styles, <c>pre</c>, code and what says
/// <c>translate="no"</c> stay.
/// </summary>
internal static class HtmlDocument
{
    private static readonly HashSet<string> Read = ["alt", "title", "placeholder", "aria-label"];

    private static readonly HashSet<string> Described = ["description", "og:title", "og:description", "twitter:title", "twitter:description"];

    public static LocalizableDocument Parse(DocumentText document, DocumentLanguages languages)
    {
        string text = document.Text;
        List<MarkupToken> tokens = Markup.Scan(text, isHtml: true);
        int[] partner = Partners(tokens);
        var units = new List<DocumentUnit>();
        var edits = new List<TextEdit>();
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);       // tags whose attributes were translated
        var run = new List<Inline>();
        int runStart = -1, runEnd = -1;
        for (int i = 0; i < tokens.Count; i++)
        {
            MarkupToken token = tokens[i];
            bool isTag = token.Kind is MarkupKind.Start or MarkupKind.Empty, isInline = HtmlNames.IsInline(token.Name);
            if (isTag)
            {
                List<MarkupAttribute> attributes = Markup.Attributes(text, token, isHtml: true);
                if (token.Name == "html") edits.AddRange(attributes.Where(a => a.Name is "lang" or "xml:lang" && LanguageTag.Fit(languages.From, text[a.Start..a.End]) > 0).Select(a => new TextEdit(a.Start, a.End, languages.To)));
                if (token.Name == "meta") CheckEncoding(document, attributes);
                bool isKept = HtmlNames.IsKept(token.Name) || HtmlNames.IsCode(token.Name) || attributes.Any(a => (a.Name == "translate" && text[a.Start..a.End].Equals("no", StringComparison.OrdinalIgnoreCase))
                    || (a.Name == "class" && text[a.Start..a.End].Split(' ').Contains("notranslate")));
                if (!isKept) AddAttributes(token, attributes);
                else if (token.Kind == MarkupKind.Start && !HtmlNames.IsVoid(token.Name))
                {
                    int last = partner[i] >= 0 ? partner[i] : tokens.Count - 1;
                    if (isInline) Add(new Inline(InlineKind.Argument, "", text[token.Start..tokens[last].End]), token.Start, tokens[last].End);
                    else Flush();
                    i = last;
                    continue;
                }
            }
            switch (token.Kind)
            {
                case MarkupKind.Text:
                    foreach (Inline inline in MarkupText.Decode(text, token.Start, token.End, joinsSpaces: true)) Add(inline, token.Start, token.End);
                    break;
                case MarkupKind.Other:
                    if (run.Count > 0) Add(new Inline(InlineKind.Single, "", text[token.Start..token.End]), token.Start, token.End);
                    break;
                default:
                    if (!isInline)
                    {
                        Flush();
                        break;
                    }
                    InlineKind kind = token.Name == "br" ? InlineKind.Break : token.Kind == MarkupKind.Empty || HtmlNames.IsVoid(token.Name) ? InlineKind.Single : token.Kind == MarkupKind.Start ? InlineKind.Open : InlineKind.Close;
                    Add(new Inline(kind, "", text[token.Start..token.End]), token.Start, token.End);
                    break;
            }
        }
        Flush();
        return new LocalizableDocument(document, units) { LanguageEdits = edits };

        void Add(Inline inline, int start, int end)
        {
            if (run.Count == 0) runStart = start;
            run.Add(inline);
            runEnd = end;
        }

        // White space and comments at the ends belong to the structure.
        void Flush()
        {
            while (run.Count > 0 && (run[^1] is { Kind: InlineKind.Text } last ? string.IsNullOrWhiteSpace(last.Text) : run[^1].Raw!.StartsWith("<!", StringComparison.Ordinal)))
            {
                runEnd -= run[^1].Raw!.Length;
                run.RemoveAt(run.Count - 1);
            }
            while (run.Count > 0 && run[0] is { Kind: InlineKind.Text } first && string.IsNullOrWhiteSpace(first.Text))
            {
                runStart += first.Raw!.Length;
                run.RemoveAt(0);
            }
            if (run.Any(static inline => inline.Kind == InlineKind.Text && inline.Text.Any(char.IsLetter)))
            {
                Trim(0, fromStart: true);
                Trim(run.Count - 1, fromStart: false);
                (int start, int end) = (runStart, runEnd);
                MarkupStyle style = MarkupText.StyleOf(string.Concat(run.Where(static inline => inline.Kind == InlineKind.Text).Select(static inline => inline.Raw)));
                units.Add(new DocumentUnit
                {
                    Id = Number(),
                    At = start,
                    Source = [.. run],
                    Write = (translation, _) => [new TextEdit(start, end, MarkupText.Encode(translation.Select(inline => inline.Raw is not null && tags.TryGetValue(inline.Raw, out string? tag) ? inline with { Raw = tag } : inline), style))],
                });
            }
            run.Clear();
        }

        void Trim(int at, bool fromStart)
        {
            if (run[at] is not { Kind: InlineKind.Text, Map: { } map, Raw: { } raw, Text: { } said }) return;
            int from = fromStart ? said.Length - said.TrimStart(' ').Length : 0, to = fromStart ? said.Length : said.TrimEnd(' ').Length;
            run[at] = new Inline(InlineKind.Text, said[from..to], raw[map[from]..map[to]], [.. map[from..(to + 1)].Select(m => m - map[from])]);
            runStart += map[from];
            runEnd -= raw.Length - map[to];
        }

        void AddAttributes(MarkupToken token, List<MarkupAttribute> attributes)
        {
            bool isDescription = token.Name == "meta" && attributes.Any(a => a.Name is "name" or "property" && Described.Contains(text[a.Start..a.End].ToLowerInvariant()));
            bool isButton = token.Name == "input" && attributes.Any(a => a.Name == "type" && text[a.Start..a.End].ToLowerInvariant() is "submit" or "button" or "reset");
            string raw = text[token.Start..token.End];
            foreach (MarkupAttribute attribute in attributes)
            {
                if (!attribute.IsQuoted || !(Read.Contains(attribute.Name) || (isDescription && attribute.Name == "content") || (isButton && attribute.Name == "value"))) continue;
                char quote = text[attribute.Start - 1];
                units.Add(new DocumentUnit
                {
                    Id = Number(),
                    At = attribute.Start,
                    Source = [.. MarkupText.Decode(text, attribute.Start, attribute.End)],
                    Write = (translation, _) =>
                    {
                        string said = string.Concat(translation.Select(t => t.Raw ?? MarkupText.EncodeAttribute(t.Text, quote)));
                        // The tag may stand in a text, which is written whole.
                        string before = tags.GetValueOrDefault(raw, raw);
                        tags[raw] = before.Replace($"{quote}{text[attribute.Start..attribute.End]}{quote}", $"{quote}{said}{quote}", StringComparison.Ordinal);
                        return [new TextEdit(attribute.Start, attribute.End, said)];
                    },
                });
            }
        }

        string Number() => (units.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void CheckEncoding(DocumentText document, List<MarkupAttribute> attributes)
    {
        foreach (MarkupAttribute attribute in attributes)
        {
            string value = document.Text[attribute.Start..attribute.End].Trim();
            int at = attribute.Name == "charset" ? 0 : attribute.Name == "content" ? value.IndexOf("charset=", StringComparison.OrdinalIgnoreCase) + 8 : 0;
            if (attribute.Name != "charset" && at < 8) continue;
            if (value[at..].Trim().ToUpperInvariant() is not ("UTF-8" or "UTF8" or "US-ASCII")) throw document.Bad(attribute.Start, $"it says that it is in {value[at..]}; save it as UTF-8");
        }
    }

    // For each start tag its end tag, or −1.
    private static int[] Partners(List<MarkupToken> tokens)
    {
        int[] partner = new int[tokens.Count];
        Array.Fill(partner, -1);
        var open = new Dictionary<string, Stack<int>>(StringComparer.Ordinal);
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == MarkupKind.Start)
            {
                if (!open.TryGetValue(tokens[i].Name, out Stack<int>? stack)) open[tokens[i].Name] = stack = new();
                stack.Push(i);
            }
            else if (tokens[i].Kind == MarkupKind.End && open.TryGetValue(tokens[i].Name, out Stack<int>? stack) && stack.TryPop(out int start)) partner[start] = i;
        }
        return partner;
    }
}
