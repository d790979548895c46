using System.Globalization;
using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>An entry of a gettext PO file: an original and its translation, or forms of it, in quoted strings that go on over lines.</summary>
internal sealed class PoEntry
{
    /// <summary>The most forms of a plural; no language has more than six.</summary>
    public const int MostForms = 10;

    private readonly GatheredText[] _translations;
    private readonly GatheredText _context;
    private readonly BoundedReader _reader;
    private GatheredText? _last;     // what a string on a line of its own goes on with

    private PoEntry(BoundedReader reader, int most)
    {
        _reader = reader;
        Original = new(most);
        Plural = new(most);
        _context = new(0);          // read for its syntax, and not held
        _translations = [.. Enumerable.Range(0, MostForms).Select(_ => new GatheredText(most))];
    }

    /// <summary>The line of its <c>msgid</c>, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The first file that it refers to, or null.</summary>
    public string? Document { get; private set; }

    /// <summary>Whether its translator was not sure.</summary>
    public bool IsFuzzy { get; private set; }

    /// <summary>Whether there are forms of a plural.</summary>
    public bool HasPlural { get; private set; }

    /// <summary>How many translations there are.</summary>
    public int Forms { get; private set; }

    /// <summary>What is wrong with one of its lines.</summary>
    public LineFault Fault { get; private set; }

    /// <summary>That line as far as it can be shown.</summary>
    public string Found { get; private set; } = "";

    /// <summary>Whether one of its lines ended with a carriage return.</summary>
    public bool HadReturn { get; private set; }

    /// <summary>The original, of one thing where there are plural forms.</summary>
    public GatheredText Original { get; }

    /// <summary>The original of many things.</summary>
    public GatheredText Plural { get; }

    /// <summary>Whether this is the entry without an original, whose translation describes the file.</summary>
    public bool IsHeader => Original.IsEmpty && !HasContext && Fault == LineFault.None && !HasPlural;

    private bool HasContext { get; set; }

    /// <summary>A translation; there is always the first.</summary>
    public GatheredText Translation(int form) => _translations[Math.Max(0, form)];

    /// <summary>Reads a file's entries. It is the same object each time, which the next entry fills anew.</summary>
    /// <exception cref="InvalidDataException">A line is none of a PO file's.</exception>
    public static IEnumerable<PoEntry> Read(BoundedReader reader, int most, CancellationToken cancellation)
    {
        var entry = new PoEntry(reader, most);
        while (reader.TryReadLine(out string text, out LineFault fault))
        {
            cancellation.ThrowIfCancellationRequested();
            bool isEnd = entry.Line > 0 && (entry.Forms > 0 || entry.Fault != LineFault.None) && Begins((fault == LineFault.None ? text : reader.LineAsFound).AsSpan().TrimStart());
            if (isEnd)
            {
                yield return entry;
                entry.Clear();
            }
            entry.Take(text, fault);
        }
        if (entry.Line > 0 && entry.Forms == 0 && entry.Fault == LineFault.None) throw entry.Bad("the file ends within an entry: there is no msgstr");
        if (entry.Line > 0) yield return entry;
    }

    // After a msgstr, a comment or another msgid begins the next entry.
    private static bool Begins(ReadOnlySpan<char> text) => text.StartsWith('#') || text.StartsWith("msgctxt") || (text.StartsWith("msgid") && !text.StartsWith("msgid_plural"));

    private void Take(string text, LineFault fault)
    {
        if (fault != LineFault.None)
        {
            string found = _reader.LineAsFound;
            if (found.StartsWith('#')) return;
            if (Fault == LineFault.None) (Fault, Found) = (fault, found);
            if (Line == 0) Line = _reader.LineNumber;
            return;
        }
        HadReturn |= _reader.LineHadReturn;
        ReadOnlySpan<char> line = text.AsSpan().Trim();
        if (line.IsEmpty) return;
        if (line[0] == '#')
        {
            Comment(line);
            return;
        }
        if (line[0] != '"')
        {
            int end = line.IndexOfAny(' ', '\t', '"');
            _last = Keyword(end < 0 ? line : line[..end]);
            line = end < 0 ? [] : line[end..].TrimStart();
        }
        if (Fault != LineFault.None) return;
        if (_last is null) throw Bad("a string stands here without msgid or msgstr before it");
        Unquote(line, _last);
    }

    private GatheredText Keyword(ReadOnlySpan<char> word)
    {
        switch (word)
        {
            case "msgctxt":
                HasContext = true;
                return _context;
            case "msgid":
                if (Line > 0 && Fault == LineFault.None) throw Bad("another msgid, where the msgstr of the one before is missing");
                if (Line == 0) Line = _reader.LineNumber;
                return Original;
            case "msgid_plural":
                HasPlural = true;
                return Plural;
        }
        if (Line == 0) throw Bad("a msgstr without a msgid before it, or a word that no PO file has");
        if (word is "msgstr")
        {
            if (Forms > 0 && Fault == LineFault.None) throw Bad("another msgstr of the same entry");
            Forms = Math.Max(Forms, 1);
            return _translations[0];
        }
        if (word.StartsWith("msgstr[") && word[^1] == ']' && int.TryParse(word[7..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int form) && form < MostForms)
        {
            if (form != Forms && Fault == LineFault.None) throw Bad("plural forms stand in their order, from msgstr[0] on");
            Forms = Math.Max(Forms, form + 1);
            return _translations[form];
        }
        throw Bad($"{SafetensorsHeader.Quote(word.ToString())} begins no line of a PO file");
    }

    private void Comment(ReadOnlySpan<char> line)
    {
        // What was said of an obsolete entry does not hold for the next.
        if (line.StartsWith("#~") && Line == 0) Clear();
        if (line.StartsWith("#,")) IsFuzzy |= line.Contains("fuzzy", StringComparison.Ordinal);
        if (!line.StartsWith("#:") || Document is not null) return;
        ReadOnlySpan<char> reference = line[2..].TrimStart();
        int end = reference.IndexOfAny(':', ' ');
        if (end != 0 && !reference.IsEmpty) Document = (end < 0 ? reference : reference[..end]).ToString();
    }

    private void Unquote(ReadOnlySpan<char> line, GatheredText text)
    {
        if (line.Length < 2 || line[0] != '"' || line[^1] != '"') throw Bad("a string must stand in quotes to the line's end");
        line = line[1..^1];
        while (line.IndexOf('\\') is >= 0 and int escape)
        {
            if (line[..escape].Contains('"')) throw Bad("a quote within a string needs a backslash before it");
            text.Add(line[..escape]);
            line = line[(escape + 1)..];
            if (line.IsEmpty) throw Bad("the quote at the end is escaped");
            char c = line[0];
            int length = 1;
            switch (c)
            {
                case 'n': text.Add("\n"); break;
                case 't': text.Add("\t"); break;
                case 'r': text.Add("\r"); break;
                case 'a' or 'b' or 'f' or 'v': text.Add(" "); break;
                case >= '0' and <= '7':
                    while (length < 3 && length < line.Length && line[length] is >= '0' and <= '7') length++;
                    Code(Convert.ToInt32(line[..length].ToString(), 8), text);
                    break;
                case 'x' when line.Length > 1 && char.IsAsciiHexDigit(line[1]):
                    length = line.Length > 2 && char.IsAsciiHexDigit(line[2]) ? 3 : 2;
                    Code(int.Parse(line[1..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), text);
                    break;
                default: text.Add(line[..1]); break;
            }
            line = line[length..];
        }
        if (line.Contains('"')) throw Bad("a quote within a string needs a backslash before it");
        text.Add(line);
    }

    // A byte of ASCII; what stands for part of a character of another encoding is no text here.
    private static void Code(int code, GatheredText text) => text.Add(code is > 0 and < 128 ? [(char)code] : "\uFFFD");

    private InvalidDataException Bad(string problem) => new($"{_reader.Path}:{_reader.LineNumber}: {problem}.");

    private void Clear()
    {
        Original.Clear();
        Plural.Clear();
        foreach (GatheredText translation in _translations) translation.Clear();
        (Line, Document, IsFuzzy, HasPlural, Forms, Fault, Found, HadReturn, HasContext, _last) = (0, null, false, false, 0, LineFault.None, "", false, false, null);
    }
}
