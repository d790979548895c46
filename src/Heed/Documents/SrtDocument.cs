using System.Text.RegularExpressions;

namespace Heed.Documents;

/// <summary>
/// A SubRip file of subtitles: the lines under each time are a text. Lines of a sentence are joined and put on as many lines again; where they begin with a dash, each is what somebody says.
/// </summary>
internal static partial class SrtDocument
{
    [GeneratedRegex(@"^\s*\d{1,4}:\d{2}:\d{2}[,.]\d{1,3}\s*-->\s*\d{1,4}:\d{2}:\d{2}[,.]\d{1,3}", RegexOptions.CultureInvariant)]
    private static partial Regex Time { get; }

    [GeneratedRegex(@"\{\\[^}\r\n]{0,200}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Override { get; }

    public static LocalizableDocument Parse(DocumentText document, DocumentLanguages languages)
    {
        string text = document.Text;
        var units = new List<DocumentUnit>();
        bool hasTimes = false;
        List<(int Start, int End)> lines = [.. LinesOf(text)];
        for (int i = 0; i < lines.Count; i++)
        {
            if (!Time.IsMatch(text[lines[i].Start..Math.Min(lines[i].End, lines[i].Start + 100)])) continue;
            hasTimes = true;
            int first = i + 1, last = first;
            while (last < lines.Count && !text.AsSpan(lines[last].Start, lines[last].End - lines[last].Start).IsWhiteSpace()) last++;
            i = last;
            if (first == last) continue;
            bool isTalk = Enumerable.Range(first, last - first).Any(l => text.AsSpan(lines[l].Start).TrimStart().StartsWith("-") || text[lines[l].Start] is '–' or '—');
            if (isTalk)
                for (int line = first; line < last; line++) Add(line, line + 1);
            else Add(first, last);
        }
        if (!hasTimes && !string.IsNullOrWhiteSpace(text)) throw new InvalidDataException($"{document.Path}:1: this is no SubRip file: there is no line with times, 00:00:01,000 --> 00:00:02,000.");
        return new LocalizableDocument(document, units);

        void Add(int first, int last)
        {
            int start = lines[first].Start, end = lines[last - 1].End;
            var inlines = new List<Inline>();
            if (text.AsSpan(start, end - start).TrimStart() is ['-' or '–' or '—', ..])
            {
                int dash = start;
                while (dash < end && (char.IsWhiteSpace(text[dash]) || text[dash] is '-' or '–' or '—')) dash++;
                if (dash == end) return;
                start = dash;
            }
            string joined = string.Join(' ', Enumerable.Range(first, last - first).Select(l => text[Math.Max(start, lines[l].Start)..lines[l].End].Trim()));
            int next = 0;
            foreach (Match match in Override.Matches(joined))
            {
                if (match.Index > next) inlines.Add(new Inline(InlineKind.Text, joined[next..match.Index]));
                inlines.Add(new Inline(InlineKind.Single, match.Value, match.Value));
                next = match.Index + match.Length;
            }
            if (next < joined.Length) inlines.Add(new Inline(InlineKind.Text, joined[next..]));
            units.Add(new DocumentUnit
            {
                Id = (units.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
                At = start,
                Source = inlines,
                Write = (translation, _) => [new TextEdit(start, end, WrappedText.ToLines(Inline.TextOf(translation).Trim(), last - first, document.NewLine))],
            });
        }
    }

    /// <summary>The lines of a text without their ends.</summary>
    internal static IEnumerable<(int Start, int End)> LinesOf(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int feed = text.IndexOf('\n', start), end = feed < 0 ? text.Length : feed;
            yield return (start, end > start && text[end - 1] == '\r' ? end - 1 : end);
            start = feed < 0 ? text.Length : feed + 1;
        }
    }
}
