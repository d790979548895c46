namespace Heed.Documents;

/// <summary>
/// An XLIFF file, 1.2 or 2.x: the <c>source</c> of each <c>trans-unit</c> or <c>segment</c> gets a <c>target</c> after it, where it has none that says something. Inline codes are tags, those that hold code with what they hold.
/// A translation to look at again is <c>needs-review-translation</c> in 1.2; 2.x has no such state, and it is <c>initial</c> with the sub-state <c>heed:needs-review</c>.
/// </summary>
internal static class XliffDocument
{
    private static readonly HashSet<string> Pairs = ["g", "pc", "mrk"];

    private static readonly HashSet<string> Codes = ["bpt", "ept", "ph", "it", "ut"];

    public static LocalizableDocument Parse(DocumentText document, DocumentLanguages languages)
    {
        List<MarkupToken> tokens = XmlDocumentCheck.Scan(document, "xliff", "XLIFF");
        string text = document.Text;
        var units = new List<DocumentUnit>();
        var edits = new List<TextEdit>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var isKept = new Stack<bool>();                                  // translate="no" holds for what is inside
        string file = "", unit = "";
        for (int i = 0; i < tokens.Count; i++)
        {
            MarkupToken token = tokens[i];
            if (token.Kind == MarkupKind.End && isKept.Count > 0) isKept.Pop();
            if (token.Kind is not (MarkupKind.Start or MarkupKind.Empty)) continue;
            string name = LocalName(token);
            bool kept = Markup.Attribute(text, token, "translate") is string translate ? translate == "no" : isKept.TryPeek(out bool outer) && outer;
            if (token.Kind == MarkupKind.Start) isKept.Push(kept);
            if (name == "xliff" && Markup.Attribute(text, token, "srcLang") is not null) SetLanguage(document, token, "trgLang", languages, edits);
            if (name == "file")
            {
                file = Markup.Attribute(text, token, "original") ?? Markup.Attribute(text, token, "id") ?? "";
                if (Markup.Attribute(text, token, "source-language") is not null) SetLanguage(document, token, "target-language", languages, edits);
            }
            if (name == "unit") unit = Markup.Attribute(text, token, "id") ?? "";
            if (token.Kind != MarkupKind.Start || name is not ("trans-unit" or "segment")) continue;
            string id = Markup.Attribute(text, token, "id") ?? "";
            string whole = $"{file}/{(name == "segment" ? unit + "/" : "")}{id}";
            for (int n = units.Count; !names.Add(whole); n++) whole = $"{file}/{(name == "segment" ? unit + "/" : "")}{id}#{n}";
            if (Unit(document, tokens, i, whole, kept, name == "segment") is DocumentUnit found) units.Add(found);
            else names.Remove(whole);
        }
        return new LocalizableDocument(document, units) { HasAccessKeys = true, HasNames = true, HoldsTranslations = true, LanguageEdits = edits };
    }

    private static string LocalName(MarkupToken token) => token.Name[(token.Name.IndexOf(':') + 1)..];

    private static void SetLanguage(DocumentText document, MarkupToken tag, string attribute, DocumentLanguages languages, List<TextEdit> edits)
    {
        foreach (MarkupAttribute found in Markup.Attributes(document.Text, tag, isHtml: false))
        {
            if (found.Name != attribute) continue;
            string said = document.Text[found.Start..found.End];
            if (said.Length > 0 && Text.Corpora.LanguageTag.Fit(languages.To, said) == 0) throw document.Bad(found.Start, $"its translations are in {said}, not in {languages.To}");
            if (said.Length == 0) edits.Add(new TextEdit(found.Start, found.End, languages.To));
            return;
        }
        edits.Add(new TextEdit(tag.End - 1, tag.End - 1, $" {attribute}=\"{languages.To}\""));
    }

    private static DocumentUnit? Unit(DocumentText document, List<MarkupToken> tokens, int unit, string id, bool isKept, bool isSecond)
    {
        string text = document.Text;
        (int First, int Last)? source = null, target = null;
        MarkupToken? targetTag = null;
        for (int i = unit + 1, depth = 0; i < tokens.Count && depth >= 0; i++)
        {
            if (depth == 0 && tokens[i].Kind is MarkupKind.Start or MarkupKind.Empty && LocalName(tokens[i]) is "source" or "target")
            {
                bool isSource = LocalName(tokens[i]) == "source";
                int end = i;
                if (tokens[i].Kind == MarkupKind.Start) end = EndOf(tokens, i);
                if (isSource) source = (i, end);
                else (target, targetTag) = ((i, end), tokens[i]);
            }
            depth += tokens[i].Kind == MarkupKind.Start ? 1 : tokens[i].Kind == MarkupKind.End ? -1 : 0;
        }
        if (source is not (int first, int last) || first == last) return null;
        List<Inline>? inlines = Inlines(text, tokens, first + 1, last);
        bool isDraft = targetTag is MarkupToken tag && (Markup.Attribute(text, tag, "state") is "new" or "needs-translation");
        List<Inline>? translation = target is (int from, int to) && from < to && !isDraft ? Inlines(text, tokens, from + 1, to) : null;
        if (translation is not null && string.IsNullOrWhiteSpace(Inline.TextOf(translation))) translation = null;
        string prefix = tokens[first].Name[..(tokens[first].Name.Length - "source".Length)];
        MarkupStyle style = MarkupText.StyleOf(string.Concat((inlines ?? []).Where(static inline => inline.Kind == InlineKind.Text).Select(static inline => inline.Raw)));
        return new DocumentUnit
        {
            Id = id,
            At = tokens[first].Start,
            Source = inlines ?? [new Inline(InlineKind.Text, text[tokens[first].End..tokens[last].Start])],
            Translation = translation,
            LeftAlone = isKept ? "not to be translated" : inlines is null ? "its tags are not those of XLIFF" : null,
            Write = Write,
        };

        IEnumerable<TextEdit> Write(IReadOnlyList<Inline> said, bool needsReview)
        {
            string content = MarkupText.Encode(said, style);
            if (isSecond) yield return State(document, tokens[unit], needsReview ? " state=\"initial\" subState=\"heed:needs-review\"" : " state=\"translated\"", "state", "subState");
            string state = isSecond ? "" : $" state=\"{(needsReview ? "needs-review-translation" : "translated")}\"";
            string Element(string kept) => $"<{prefix}target{kept}{state}>{content}</{prefix}target>";
            if (target is (int open, int close)) yield return new TextEdit(tokens[open].Start, tokens[close].End, Element(Kept(text, tokens[open], "state", "state-qualifier")));
            else
            {
                int space = tokens[first].Start;
                while (space > 0 && text[space - 1] is ' ' or '\t' or '\r' or '\n') space--;
                yield return new TextEdit(tokens[last].End, tokens[last].End, text[space..tokens[first].Start] + Element(""));
            }
        }
    }

    private static int EndOf(List<MarkupToken> tokens, int start)
    {
        int end = start + 1;
        for (int depth = 1; ; end++)
        {
            depth += tokens[end].Kind == MarkupKind.Start ? 1 : tokens[end].Kind == MarkupKind.End ? -1 : 0;
            if (depth == 0) return end;
        }
    }

    private static TextEdit State(DocumentText document, MarkupToken tag, string state, params string[] without) =>
        new(tag.Start, tag.End, $"<{tag.Name}{Kept(document.Text, tag, without)}{state}>");

    // The attributes of a tag as they stand, but for some.
    private static string Kept(string text, MarkupToken tag, params string[] without)
    {
        string kept = "";
        foreach (MarkupAttribute attribute in Markup.Attributes(text, tag, isHtml: false))
            if (!without.Contains(attribute.Name)) kept += $" {attribute.Name}={text[attribute.Start - 1]}{text[attribute.Start..attribute.End]}{text[attribute.End]}";
        return kept;
    }

    private static List<Inline>? Inlines(string text, List<MarkupToken> tokens, int from, int to)
    {
        var inlines = new List<Inline>();
        for (int i = from; i < to; i++)
        {
            MarkupToken token = tokens[i];
            string raw = text[token.Start..token.End], name = LocalName(token);
            switch (token.Kind)
            {
                case MarkupKind.Text:
                    inlines.AddRange(MarkupText.Decode(text, token.Start, token.End));
                    break;
                case MarkupKind.Start when Codes.Contains(name):
                    int end = EndOf(tokens, i);
                    inlines.Add(new Inline(InlineKind.Single, "", text[token.Start..tokens[end].End]));
                    i = end;
                    break;
                case MarkupKind.Start when Pairs.Contains(name):
                    inlines.Add(new Inline(InlineKind.Open, "", raw));
                    break;
                case MarkupKind.End when Pairs.Contains(name):
                    inlines.Add(new Inline(InlineKind.Close, "", raw));
                    break;
                case MarkupKind.Empty:
                    inlines.Add(new Inline(InlineKind.Single, "", raw));
                    break;
                case MarkupKind.Other:
                    break;                                                   // a comment is none of the text
                default:
                    return null;
            }
        }
        return inlines;
    }
}
