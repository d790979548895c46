using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Heed.Files;
using Heed.Text.Corpora;

namespace Heed.Documents;

/// <summary>
/// A gettext PO file or template: each <c>msgid</c> whose <c>msgstr</c> is empty is a text, of a plural one for each form that the target language has. Entries that have a translation stay as they are, fuzzy or not; a
/// translation to look at again is marked as fuzzy. A template's header gets the language and its plural forms.
/// </summary>
internal static partial class PoDocument
{
    private const int MostLineBytes = 1 << 20;

    // Where lines of strings are broken, as gettext's own tools do.
    private const int Width = 76;

    [GeneratedRegex(@"nplurals\s{0,5}=\s{0,5}(?<forms>[1-9])\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Forms { get; }

    public static LocalizableDocument Parse(DocumentText document, DocumentLanguages languages)
    {
        Check(document);
        var units = new List<DocumentUnit>();
        var edits = new List<TextEdit>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        int forms = PoPlurals.CountOf(languages.To);
        foreach (Entry entry in Entries(document))
        {
            if (entry.Id is null || entry.Translations.Count == 0) continue;
            if (entry.Id.Length == 0 && entry.Context is null)
            {
                string header = entry.Translations[0].Text;
                if (Forms.Match(header) is { Success: true } match) forms = int.Parse(match.Groups["forms"].ValueSpan, CultureInfo.InvariantCulture);
                edits.AddRange(HeaderEdits(document, entry, languages));
                continue;
            }
            string name = entry.Context is null ? entry.Id : $"{entry.Context}|{entry.Id}";
            for (int n = units.Count; !names.Add(name); n++) name = $"{entry.Id}#{n}";
            if (entry.Plural is null) units.Add(Unit(document, entry, name, 0, entry.Id));
            else
                for (int form = 0; form < forms; form++) units.Add(Unit(document, entry, $"{name}[{form}]", form, forms > 1 && form == (forms > 5 ? 1 : 0) ? entry.Id : entry.Plural));
        }
        return new LocalizableDocument(document, units) { HasAccessKeys = true, HasNames = true, HoldsTranslations = true, LanguageEdits = edits };
    }

    // The reader of corpora knows what is wrong with a PO file.
    private static void Check(DocumentText document)
    {
        using var reader = new BoundedReader(document.Path, new MemoryStream(Encoding.UTF8.GetBytes(document.Text)), null, long.MaxValue, MostLineBytes);
        foreach (PoEntry entry in PoEntry.Read(reader, MostLineBytes, CancellationToken.None))
        {
            if (entry.Fault != LineFault.None) throw new InvalidDataException($"{document.Path}:{entry.Line}: a line of more than {MostLineBytes:N0} bytes.");
            if (entry.IsHeader && entry.Translation(0).ToString() is string header && header.IndexOf("charset=", StringComparison.OrdinalIgnoreCase) is >= 0 and int at
                && header[(at + 8)..].Split('\n')[0].Trim().ToUpperInvariant() is not ("UTF-8" or "UTF8" or "ASCII" or "US-ASCII" or "CHARSET" or "") and string encoding)
                throw new InvalidDataException($"{document.Path}:{entry.Line}: it says that it is in {SafetensorsHeader.Quote(encoding)}; only UTF-8 is read. Change it with: msgconv --to-code=UTF-8");
        }
    }

    private static DocumentUnit Unit(DocumentText document, Entry entry, string name, int form, string source)
    {
        Said? said = form < entry.Translations.Count ? entry.Translations[form] : null;
        return new DocumentUnit
        {
            Id = name,
            At = entry.At,
            Source = [new Inline(InlineKind.Text, source)],
            Translation = said is { Text.Length: > 0 } ? [new Inline(InlineKind.Text, said.Text)] : null,
            Write = Write,
        };

        IEnumerable<TextEdit> Write(IReadOnlyList<Inline> translation, bool needsReview)
        {
            string text = Inline.TextOf(translation), end = document.NewLine;
            // What gettext's tools ask of a translation: it ends with a line's end where its source does.
            if (source.EndsWith('\n') && !text.EndsWith('\n')) text += "\n";
            string quoted = Quoted(text, end);
            if (said is not null) yield return new TextEdit(said.Start, said.End, quoted);
            else yield return new TextEdit(entry.Translations[^1].End, entry.Translations[^1].End, $"{end}msgstr[{form}] {quoted}");
            if (!needsReview || entry.IsFuzzy) yield break;
            entry.IsFuzzy = true;
            yield return entry.FlagsAt >= 0 ? new TextEdit(entry.FlagsAt + 2, entry.FlagsAt + 2, " fuzzy,") : new TextEdit(entry.KeywordsAt, entry.KeywordsAt, $"#, fuzzy{end}");
        }
    }

    private static IEnumerable<TextEdit> HeaderEdits(DocumentText document, Entry header, DocumentLanguages languages)
    {
        (int start, int end) = (header.Translations[0].Start, header.Translations[0].End);
        string text = document.Text;
        foreach ((string field, string old, string value) in ((string, string, string)[])[("\"Language:", "", languages.To.Replace('-', '_')), ("\"Plural-Forms:", "INTEGER", PoPlurals.RuleOf(languages.To)), ("charset=", "CHARSET", "UTF-8")])
        {
            int at = text.IndexOf(field, start, end - start, StringComparison.OrdinalIgnoreCase);
            if (at < 0) continue;
            int from = at + field.Length, to = text.IndexOf("\\n", from, end - from, StringComparison.Ordinal);
            if (to < 0) continue;
            string said = text[from..to].Trim();
            if (field == "\"Language:" && said.Length > 0 && LanguageTag.Fit(languages.To, said) == 0) throw document.Bad(at, $"its translations are in {said}, not in {languages.To}");
            if (old.Length == 0 ? said.Length == 0 : said.Contains(old, StringComparison.Ordinal)) yield return new TextEdit(from, to, field == "charset=" ? value : " " + value);
        }
    }

    /// <summary>A text in quotes, on several lines where it has several or is long.</summary>
    private static string Quoted(string text, string end)
    {
        var lines = new List<string>();
        foreach (string line in Lines(text))
        {
            string rest = Escaped(line);
            while (rest.Length > Width)
            {
                int cut = rest.LastIndexOf(' ', Width - 1);
                if (cut < 0) cut = rest.IndexOf(' ', Width - 1);
                if (cut < 0 || cut + 1 == rest.Length) break;
                lines.Add(rest[..(cut + 1)]);
                rest = rest[(cut + 1)..];
            }
            lines.Add(rest);
        }
        return lines.Count <= 1 ? $"\"{string.Concat(lines)}\"" : "\"\"" + string.Concat(lines.Select(line => $"{end}\"{line}\""));
    }

    private static IEnumerable<string> Lines(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int feed = text.IndexOf('\n', start), next = feed < 0 ? text.Length : feed + 1;
            yield return text[start..next];
            start = next;
        }
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text)
            escaped.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\t' => "\\t", '\r' => "\\r", '\a' => "\\a", '\b' => "\\b", '\f' => "\\f", '\v' => "\\v", _ => c.ToString() });
        return escaped.ToString();
    }

    private static string Unescaped(ReadOnlySpan<char> quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (int i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] != '\\' || i + 1 == quoted.Length)
            {
                text.Append(quoted[i]);
                continue;
            }
            char c = quoted[++i];
            if (c is (>= '0' and <= '7') or 'x')
            {
                bool isHex = c == 'x';
                int first = isHex ? i + 1 : i, end = first;
                while (end < quoted.Length && end - first < (isHex ? 2 : 3) && (isHex ? char.IsAsciiHexDigit(quoted[end]) : quoted[end] is >= '0' and <= '7')) end++;
                if (end > first)
                {
                    int code = Convert.ToInt32(quoted[first..end].ToString(), isHex ? 16 : 8);
                    text.Append(code is > 0 and < 128 ? (char)code : '\uFFFD');
                    i = end - 1;
                    continue;
                }
            }
            text.Append(c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'a' => '\a', 'b' => '\b', 'f' => '\f', 'v' => '\v', _ => c });
        }
        return text.ToString();
    }

    private static IEnumerable<Entry> Entries(DocumentText document)
    {
        string text = document.Text;
        var entry = new Entry();
        StringBuilder? gathering = null;
        Action<string, int, int>? put = null;
        int start = 0, end = 0;
        foreach ((int lineStart, int lineEnd) in SrtDocument.LinesOf(text))
        {
            string whole = text[lineStart..lineEnd], line = whole.Trim();
            int indent = whole.Length - whole.TrimStart().Length;
            if (line.Length == 0) continue;
            if (line[0] == '"')
            {
                if (line.Length < 2 || line[^1] != '"') throw document.Bad(lineStart, "a text is not closed by a quote");
                gathering?.Append(Unescaped(line.AsSpan(1, line.Length - 2)));
                end = lineStart + indent + line.Length;
                continue;
            }
            Finish();
            bool begins = line[0] == '#' || line.StartsWith("msgctxt", StringComparison.Ordinal) || (line.StartsWith("msgid", StringComparison.Ordinal) && !line.StartsWith("msgid_plural", StringComparison.Ordinal));
            if (begins && entry.Translations.Count > 0)
            {
                yield return entry;
                entry = new Entry();
            }
            if (line[0] == '#')
            {
                if (line.StartsWith("#,", StringComparison.Ordinal))
                {
                    entry.FlagsAt = lineStart + indent;
                    entry.IsFuzzy |= line.Contains("fuzzy", StringComparison.Ordinal);
                }
                else if (line.StartsWith("#~", StringComparison.Ordinal)) (entry.FlagsAt, entry.IsFuzzy) = (-1, false);
                continue;
            }
            int quote = line.IndexOf('"', StringComparison.Ordinal);
            if (quote < 0 || quote == line.Length - 1 || line[^1] != '"') throw document.Bad(lineStart, "a keyword and a text in quotes are expected");
            string word = line[..quote].Trim();
            if (entry.KeywordsAt < 0) entry.KeywordsAt = lineStart + indent;
            if (word == "msgid") entry.At = lineStart + indent;
            Entry current = entry;
            put = word switch
            {
                "msgctxt" => (said, _, _) => current.Context = said,
                "msgid" => (said, _, _) => current.Id = said,
                "msgid_plural" => (said, _, _) => current.Plural = said,
                _ => (said, from, to) => current.Translations.Add(new Said(said, from, to)),
            };
            gathering = new StringBuilder(Unescaped(line.AsSpan(quote + 1, line.Length - quote - 2)));
            (start, end) = (lineStart + indent + quote, lineStart + indent + line.Length);
        }
        Finish();
        if (entry.Translations.Count > 0) yield return entry;

        void Finish()
        {
            if (gathering is not null) put?.Invoke(gathering.ToString(), start, end);
            gathering = null;
        }
    }

    private sealed record Said(string Text, int Start, int End);

    private sealed class Entry
    {
        public string? Context { get; set; }
        public string? Id { get; set; }
        public string? Plural { get; set; }
        public List<Said> Translations { get; } = [];
        public int At { get; set; }
        public int FlagsAt { get; set; } = -1;
        public int KeywordsAt { get; set; } = -1;
        public bool IsFuzzy { get; set; }
    }
}
