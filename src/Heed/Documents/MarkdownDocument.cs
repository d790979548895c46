using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Heed.Documents;

/// <summary>
/// A Markdown file: paragraphs, headings, items of lists, quotations and cells of tables are texts. Front matter, code, blocks of HTML, definitions of links and everything that marks blocks stay; code spans are arguments, links and
/// emphasis tags.
/// </summary>
internal static partial class MarkdownDocument
{
    private const int LeastWidth = 40, MostOpen = 100, MostOfCode = 5000;

    private const char HeldSpace = '\uE000';        // a space in what must stay as it is, while lines are broken

    private static readonly SearchValues<char> BlockSigns = SearchValues.Create("-*+#)0123456789[");

    private static readonly SearchValues<char> ItemSigns = SearchValues.Create("-*+)0123456789");

    private static readonly SearchValues<char> MarkSigns = SearchValues.Create("*`[]<");

    [GeneratedRegex(@"^(?:[ \t]{0,3}>[ \t]?){0,20}[ \t]{0,40}(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}(?:\[[ xX]\][ \t]{1,4})?)?(?:\#{1,6}[ \t]{1,10})?(?:\[\^[^\]]{1,60}\]:[ \t]{1,4})?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Prefix { get; }

    [GeneratedRegex(@"^[ \t]{0,40}(?:(?<mark>[-*_=])[ \t]{0,3})(?:\k<mark>[ \t]{0,3}){1,200}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Rule { get; }

    [GeneratedRegex(@"^[ \t|:-]{1,2000}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex TableRule { get; }

    [GeneratedRegex(@"^[ \t]{0,3}\[(?<name>[^\]^][^\]]{0,200})\]:[ \t]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Definition { get; }

    [GeneratedRegex(@"^</?(?<name>[A-Za-z][A-Za-z0-9-]{0,40})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Tag { get; }

    public static LocalizableDocument Parse(DocumentText document, DocumentLanguages languages)
    {
        string text = document.Text;
        (int Start, int End)[] lines = [.. SrtDocument.LinesOf(text)];
        var units = new List<DocumentUnit>();
        HashSet<string> definitions = new(Definition.Matches(text).Select(static m => m.Groups["name"].Value), StringComparer.OrdinalIgnoreCase);
        var paragraph = new List<(int Start, int Content, int End)>();
        bool afterBlank = true, inList = false;
        for (int i = EndOfFrontMatter(text, lines); i < lines.Length; i++)
        {
            (int start, int end) = lines[i];
            string line = text[start..end];
            string body = line.TrimStart(' ', '\t', '>');
            int prefix = Prefix.Match(line).Length;
            bool isBlank = body.Length == 0, isIndented = line.StartsWith("    ", StringComparison.Ordinal) || line.StartsWith('\t');
            string content = line[prefix..];
            bool startsBlock = prefix > 0 && line[..prefix].AsSpan().ContainsAny(BlockSigns);
            if (isBlank)
            {
                Flush();
                afterBlank = true;
                continue;
            }
            if (afterBlank && !isIndented && !char.IsWhiteSpace(line[0])) inList = false;
            if (content.StartsWith("```", StringComparison.Ordinal) || content.StartsWith("~~~", StringComparison.Ordinal))
            {
                Flush();
                int marks = content.AsSpan().IndexOfAnyExcept(content[0]);
                string fence = marks < 0 ? content : content[..marks];
                while (++i < lines.Length && !(text[lines[i].Start..lines[i].End].TrimStart(' ', '\t', '>') is string close && close.StartsWith(fence, StringComparison.Ordinal) && close.TrimEnd().Trim(fence[0]).Length == 0)) { }
                continue;
            }
            if (isIndented && afterBlank && !inList) continue;                      // code
            if (body.StartsWith("<!--", StringComparison.Ordinal))
            {
                Flush();
                while (i < lines.Length && !text.AsSpan(lines[i].Start, lines[i].End - lines[i].Start).Contains("-->", StringComparison.Ordinal)) i++;
                continue;
            }
            if (paragraph.Count == 0 && Tag.Match(body) is { Success: true } tag && !HtmlNames.IsInline(tag.Groups["name"].Value.ToLowerInvariant()) && !body.StartsWith("<http", StringComparison.OrdinalIgnoreCase))
            {
                while (i + 1 < lines.Length && !string.IsNullOrWhiteSpace(text[lines[i + 1].Start..lines[i + 1].End])) i++;
                continue;
            }
            if (Rule.IsMatch(line) || Rule.IsMatch(body) || Definition.IsMatch(line) || body.StartsWith(":::", StringComparison.Ordinal) || body.StartsWith("[!", StringComparison.Ordinal) || body.StartsWith("{%", StringComparison.Ordinal))
            {
                Flush();
                continue;
            }
            if (content.StartsWith('|'))
            {
                Flush();
                if (!TableRule.IsMatch(content)) Cells(start + prefix, end);
                continue;
            }
            if (startsBlock) Flush();
            if (startsBlock && line[..prefix].AsSpan().ContainsAny(ItemSigns)) inList = true;
            afterBlank = false;
            paragraph.Add((start, start + prefix, end));
            if (line[..prefix].Contains('#', StringComparison.Ordinal)) Flush();
        }
        Flush();
        return new LocalizableDocument(document, units);

        void Cells(int start, int end)
        {
            int from = start + 1;
            bool inCode = false;
            for (int at = from; at < end; at++)
            {
                if (text[at] == '\\') at++;
                else if (text[at] == '`') inCode = !inCode;
                else if (text[at] == '|' && !inCode)
                {
                    Add(from, at);
                    from = at + 1;
                }
            }
            Add(from, end);
        }

        void Add(int start, int end)
        {
            while (start < end && char.IsWhiteSpace(text[start])) start++;
            while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
            if (start == end) return;
            paragraph.Add((start, start, end));
            Flush();
        }

        void Flush()
        {
            if (paragraph.Count == 0) return;
            (int Start, int Content, int End)[] own = [.. paragraph];
            paragraph.Clear();
            string next = own.Length > 1 ? document.NewLine + text[own[1].Start..own[1].Content] : "";
            var source = new List<Inline>();
            var joined = new StringBuilder();
            for (int line = 0; line < own.Length; line++)
            {
                string said = text[own[line].Content..own[line].End];
                bool isHard = line + 1 < own.Length && (said.EndsWith("  ", StringComparison.Ordinal) || said.EndsWith('\\'));
                int spaces = said.Length - said.TrimEnd(' ').Length;
                joined.Append(isHard ? said.EndsWith('\\') ? said[..^1] : said.TrimEnd(' ') : line + 1 < own.Length ? said.TrimEnd(' ') : said);
                if (isHard)
                {
                    Inlines(joined.ToString(), definitions, source);
                    joined.Clear();
                    source.Add(new Inline(InlineKind.Break, "", (said.EndsWith('\\') ? "\\" : new string(' ', spaces)) + document.NewLine + text[own[line + 1].Start..own[line + 1].Content]));
                }
                else if (line + 1 < own.Length) joined.Append(' ');
            }
            Inlines(joined.ToString(), definitions, source);
            int width = Math.Max(LeastWidth, own.Max(static line => line.End - line.Content));
            (int start, int end) = (own[0].Content, own[^1].End);
            string literal = string.Concat(source.Where(static inline => inline.Kind == InlineKind.Text).Select(static inline => inline.Text));
            units.Add(new DocumentUnit
            {
                Id = (units.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
                At = start,
                Source = source,
                Write = (translation, _) =>
                {
                    string written = string.Concat(translation.Select(inline => inline.Raw?.Replace(' ', HeldSpace) ?? Escaped(inline.Text, literal)));
                    if (own.Length > 1) written = WrappedText.ToWidth(written, width, next, "");
                    return [new TextEdit(start, end, written.Replace(HeldSpace, ' '))];
                },
            });
        }
    }

    private static int EndOfFrontMatter(string text, (int Start, int End)[] lines)
    {
        if (lines.Length == 0 || text[lines[0].Start..lines[0].End] != "---") return 0;
        for (int i = 1; i < lines.Length; i++)
            if (text[lines[i].Start..lines[i].End].TrimEnd() is "---" or "...") return i + 1;
        return 0;
    }

    // Signs that would mark something, where the source has none that say what they are.
    private static string Escaped(string text, string literal)
    {
        if (text.AsSpan().IndexOfAny(MarkSigns) < 0) return text;
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (c is '*' or '`' or '[' or ']' or '<' && !literal.Contains(c, StringComparison.Ordinal)) escaped.Append('\\');
            escaped.Append(c);
        }
        return escaped.ToString();
    }

    private static void Inlines(string text, HashSet<string> definitions, List<Inline> to)
    {
        var open = new List<(char Mark, int Length, int Index)>();
        var said = new StringBuilder();
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            int end = c switch
            {
                '`' => EndOfCode(text, i),
                '<' => EndOfAddress(text, i),
                '\\' when i + 1 < text.Length && char.IsAscii(text[i + 1]) && char.IsPunctuation(text[i + 1]) => i + 2,
                _ => i,
            };
            if (end > i)
            {
                Put(new Inline(c == '\\' ? InlineKind.Single : InlineKind.Argument, "", text[i..end]));
                i = end;
                continue;
            }
            if (c == '[' || (c == '!' && i + 1 < text.Length && text[i + 1] == '['))
            {
                int bracket = c == '!' ? i + 1 : i, close = EndOfBracket(text, bracket, '[', ']');
                int after = close < 0 ? -1 : close < text.Length && text[close] == '(' ? EndOfBracket(text, close, '(', ')') : close < text.Length && text[close] == '[' ? EndOfBracket(text, close, '[', ']') : -1;
                if (after > 0)
                {
                    Put(new Inline(InlineKind.Open, "", text[i..(bracket + 1)]));
                    Inlines(text[(bracket + 1)..(close - 1)], definitions, to);
                    to.Add(new Inline(InlineKind.Close, "", text[(close - 1)..after]));
                    i = after;
                    continue;
                }
                if (close > 0 && (text[bracket + 1] == '^' || definitions.Contains(text[(bracket + 1)..(close - 1)])))
                {
                    Put(new Inline(text[bracket + 1] == '^' ? InlineKind.Single : InlineKind.Argument, "", text[i..close]));
                    i = close;
                    continue;
                }
            }
            if (c is '*' or '_' or '~')
            {
                int length = 1;
                while (i + length < text.Length && text[i + length] == c) length++;
                char before = i > 0 ? text[i - 1] : ' ', behind = i + length < text.Length ? text[i + length] : ' ';
                bool opens = !char.IsWhiteSpace(behind) && (c != '_' || !char.IsLetterOrDigit(before)), closes = !char.IsWhiteSpace(before) && (c != '_' || !char.IsLetterOrDigit(behind));
                bool isMark = length <= 3 && (c != '~' || length == 2);
                int opener = closes && isMark ? open.FindLastIndex(o => o.Mark == c && o.Length == length) : -1;
                if (opener >= 0)
                {
                    Put(new Inline(InlineKind.Close, "", text[i..(i + length)]));
                    to[open[opener].Index] = to[open[opener].Index] with { Kind = InlineKind.Open };
                    open.RemoveRange(opener, open.Count - opener);
                    i += length;
                    continue;
                }
                if (opens && isMark)
                {
                    Put(new Inline(InlineKind.Single, "", text[i..(i + length)]));
                    open.Add((c, length, to.Count - 1));
                    if (open.Count > MostOpen) open.RemoveAt(0);
                    i += length;
                    continue;
                }
                said.Append(c, length);
                i += length;
                continue;
            }
            said.Append(c);
            i++;
        }
        Finish();

        void Finish()
        {
            if (said.Length > 0) to.Add(new Inline(InlineKind.Text, said.ToString()));
            said.Clear();
        }

        void Put(Inline inline)
        {
            Finish();
            to.Add(inline);
        }
    }

    private static int EndOfCode(string text, int start)
    {
        int length = 1;
        while (start + length < text.Length && text[start + length] == '`') length++;
        int end = Math.Min(text.Length, start + MostOfCode);
        for (int i = text.IndexOf('`', start + length, Math.Max(0, end - start - length)); i >= 0 && i < end;)
        {
            int run = 1;
            while (i + run < text.Length && text[i + run] == '`') run++;
            if (run == length) return i + run;
            i = text.IndexOf('`', i + run);
        }
        return start;
    }

    private static int EndOfAddress(string text, int start)
    {
        int end = text.IndexOf('>', start, Math.Min(500, text.Length - start));
        return end > 0 && text.AsSpan(start, end - start) is var inside && !inside.Contains(' ') && (inside.Contains(':') || inside.Contains('@')) ? end + 1 : start;
    }

    // The character after a bracket's partner; −1 where there is none near.
    private static int EndOfBracket(string text, int start, char open, char close)
    {
        const int most = 2000;
        int depth = 0;
        for (int i = start; i < Math.Min(text.Length, start + most); i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '`' && open == '[') i = Math.Max(i, EndOfCode(text, i) - 1);
            else if (text[i] == open) depth++;
            else if (text[i] == close && --depth == 0) return i + 1;
        }
        return -1;
    }
}
