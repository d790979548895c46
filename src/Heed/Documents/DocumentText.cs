using System.Text;
using Heed.Files;

namespace Heed.Documents;

/// <summary>A stretch of a document that gets another text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character after its last.</param>
/// <param name="Text">What stands there then.</param>
internal readonly record struct TextEdit(int Start, int End, string Text);

/// <summary>The whole text of a document, which may come from anyone.</summary>
internal sealed class DocumentText
{
    /// <summary>The most bytes of a document.</summary>
    public const int MostBytes = 64 << 20;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly List<int> _lineStarts = [0];

    /// <param name="path">What messages call it.</param>
    /// <param name="text">The text.</param>
    /// <param name="hasMark">Whether a byte-order mark stands before it.</param>
    public DocumentText(string path, string text, bool hasMark = false)
    {
        Path = path;
        Text = text;
        HasMark = hasMark;
        for (int i = text.IndexOf('\n'); i >= 0; i = text.IndexOf('\n', i + 1)) _lineStarts.Add(i + 1);
    }

    /// <summary>What messages call it.</summary>
    public string Path { get; }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Whether a byte-order mark stands before it.</summary>
    public bool HasMark { get; }

    /// <summary>How its lines end.</summary>
    public string NewLine => _lineStarts.Count > 1 && _lineStarts[1] > 1 && Text[_lineStarts[1] - 2] == '\r' ? "\r\n" : "\n";

    /// <summary>The line of a character, counted from 1.</summary>
    public int LineOf(int at) => _lineStarts.BinarySearch(at) is >= 0 and int exact ? exact + 1 : ~_lineStarts.BinarySearch(at);

    /// <summary>What is wrong at a character, in one line whatever it quotes.</summary>
    public InvalidDataException Bad(int at, string problem) => new($"{Path}:{LineOf(at)}: {OneLine(problem)}.");

    /// <summary>A message that may quote a document, on one line.</summary>
    public static string OneLine(string message)
    {
        const int Most = 300;
        return string.Concat((message.Length > Most ? message[..Most] + "…" : message).Select(static c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
    }

    /// <summary>Reads a file in UTF-8.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is too large, not UTF-8, or has a NUL.</exception>
    public static DocumentText Read(string path)
    {
        if (Directory.Exists(path)) throw new IOException($"{path}: this is a folder; name a file.");
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file.", path);
        byte[] bytes;
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
        {
            // A device says nothing of its length.
            if (stream.CanSeek && stream.Length > MostBytes) throw TooLarge(path);
            using var content = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, read);
                if (content.Length > MostBytes) throw TooLarge(path);
            }
            bytes = content.ToArray();
        }
        return Of(path, bytes);
    }

    /// <summary>Takes the bytes of a file in UTF-8.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="bytes">All of them.</param>
    /// <exception cref="InvalidDataException">They are too many, not UTF-8, or have a NUL.</exception>
    public static DocumentText Of(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes) throw TooLarge(path);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) throw new InvalidDataException($"{path}: this is UTF-16; save it as UTF-8.");
        if (bytes.IndexOf((byte)0) is >= 0 and int nul) throw new InvalidDataException($"{path}:{LineAt(bytes, nul)}: there is a NUL character, which no text has.");
        bool hasMark = bytes is [0xEF, 0xBB, 0xBF, ..];
        try
        {
            return new DocumentText(path, Strict.GetString(bytes[(hasMark ? 3 : 0)..]), hasMark);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{path}:{LineAt(bytes, e.Index + (hasMark ? 3 : 0))}: this is not UTF-8; convert the file first.", e);
        }
    }

    /// <summary>The text with other stretches in it. One that lies in another has no effect.</summary>
    /// <exception cref="InvalidOperationException">Two overlap otherwise.</exception>
    public string With(IEnumerable<TextEdit> edits)
    {
        var text = new StringBuilder(Text.Length + (Text.Length >> 2));
        int next = 0;
        foreach (TextEdit edit in edits.OrderBy(static e => e.Start).ThenBy(static e => e.End > e.Start).ThenByDescending(static e => e.End))
        {
            if (edit.Start < next && edit.End <= next) continue;
            if (edit.Start < next) throw new InvalidOperationException($"{Path}: two texts would be written to the same place.");
            text.Append(Text, next, edit.Start - next).Append(edit.Text);
            next = edit.End;
        }
        return text.Append(Text, next, Text.Length - next).ToString();
    }

    /// <summary>Writes a text as this document was: in UTF-8, with a byte-order mark where it had one.</summary>
    public void Write(string path, string text)
    {
        byte[] bytes = BytesOf(text);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The bytes of a text as this document was: in UTF-8, with a byte-order mark where it had one.</summary>
    public byte[] BytesOf(string text) => HasMark ? [.. Encoding.UTF8.Preamble, .. Strict.GetBytes(text)] : Strict.GetBytes(text);

    private static InvalidDataException TooLarge(string path) => new($"{path}: more than {MostBytes:N0} bytes; a document of that size is none to localise.");

    private static int LineAt(ReadOnlySpan<byte> bytes, int at) => 1 + bytes[..Math.Clamp(at, 0, bytes.Length)].Count((byte)'\n');
}
