using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Heed.Files;

namespace Heed.Text;

/// <summary>
/// A vocabulary on disk in the form that other tokenizers read: <c>vocab.json</c>, an object of piece → id, and
/// <c>merges.txt</c>, a line <c>#version: 0.2</c> and then "left right" a line. Files may come from anyone, so sizes are checked
/// before they are read.
/// </summary>
internal static class BpeFiles
{
    public const string VocabularyFile = "vocab.json";
    public const string MergesFile = "merges.txt";
    private const long LargestFile = 64L << 20;
    private const string Header = "#version: 0.2";

    public static void Write(BpeModel model, string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, VocabularyFile), stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            json.WriteStartObject();
            for (int id = 0; id < model.Vocabulary.Size; id++) json.WriteNumber(model.Vocabulary[id], id);
            json.WriteEndObject();
        });
        var text = new StringBuilder(Header).Append('\n');
        foreach (Merge merge in model.Merges) text.Append(merge.Left).Append(' ').Append(merge.Right).Append('\n');
        AtomicFile.WriteText(Path.Combine(folder, MergesFile), text.ToString());
    }

    public static BpeModel Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string vocabularyPath = Path.Combine(folder, VocabularyFile), mergesPath = Path.Combine(folder, MergesFile);
        return Parse(ReadAll(vocabularyPath), vocabularyPath, ReadAll(mergesPath), mergesPath);
    }

    /// <summary>The pieces of a file piece → id, in the order of their ids.</summary>
    /// <exception cref="FileNotFoundException">It is missing.</exception>
    /// <exception cref="InvalidDataException">It is not what it should be.</exception>
    public static IReadOnlyList<string> ReadPiecesOf(string path)
    {
        try
        {
            return ReadPieces(ReadAll(path));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}, line {e.LineNumber + 1}: not valid JSON.", e);
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    internal static BpeModel Parse(byte[] vocabularyBytes, string vocabularyPath, byte[] mergesBytes, string mergesPath)
    {
        Vocabulary vocabulary;
        try
        {
            vocabulary = new Vocabulary(ReadPieces(vocabularyBytes));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{vocabularyPath}, line {e.LineNumber + 1}: not valid JSON.", e);      // the parser's own message may quote the rest of the file
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidDataException)
        {
            throw new InvalidDataException($"{vocabularyPath}: {e.Message}", e);
        }
        try
        {
            return new BpeModel(vocabulary, ReadMerges(mergesBytes));
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            throw new InvalidDataException($"{mergesPath}: {e.Message}", e);
        }
    }

    private static byte[] ReadAll(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file; a vocabulary is {VocabularyFile} and {MergesFile} side by side.", path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > LargestFile) throw new InvalidDataException($"{path}: {stream.Length:N0} bytes; at most {LargestFile:N0} are read.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string[] ReadPieces(byte[] bytes)
    {
        var json = new Utf8JsonReader(WithoutMark(bytes), new JsonReaderOptions { MaxDepth = 2 });
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new InvalidDataException("it must be one object of piece → id.");
        var found = new List<(string Piece, int Id)>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string piece = json.GetString()!;
            if (found.Count == Vocabulary.LargestSize) throw new InvalidDataException($"more than {Vocabulary.LargestSize:N0} pieces.");
            if (!json.Read() || json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out int id))
                throw new InvalidDataException($"the id of \"{VisibleText.Of(piece)}\" is not a whole number.");
            found.Add((piece, id));
        }
        while (json.Read()) { }      // nothing but white space may follow; the reader says so otherwise

        string?[] pieces = new string?[found.Count];
        foreach ((string piece, int id) in found)
        {
            if ((uint)id >= (uint)pieces.Length) throw new InvalidDataException($"\"{VisibleText.Of(piece)}\" has the id {id}, but {pieces.Length:N0} pieces have the ids 0 to {pieces.Length - 1:N0}.");
            if (pieces[id] is string other) throw new InvalidDataException($"\"{VisibleText.Of(other)}\" and \"{VisibleText.Of(piece)}\" have the same id, {id}.");
            pieces[id] = piece;
        }
        return pieces!;      // as many pieces as ids, none twice: none is missing
    }

    private static List<Merge> ReadMerges(byte[] bytes)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(WithoutMark(bytes));
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"it is not UTF-8 at byte {e.Index:N0}.", e);
        }
        var merges = new List<Merge>();
        int number = 0;
        foreach (ReadOnlySpan<char> whole in text.AsSpan().EnumerateLines())
        {
            number++;
            ReadOnlySpan<char> line = whole.TrimEnd();
            if (line.IsEmpty || (number == 1 && line.StartsWith("#version"))) continue;
            int space = line.IndexOf(' ');
            if (space <= 0 || space == line.Length - 1 || line[(space + 1)..].Contains(' '))
                throw new InvalidDataException($"line {number}: expected two pieces with a space between them, but found \"{VisibleText.Of(line.ToString())}\".");
            if (merges.Count == Vocabulary.LargestSize) throw new InvalidDataException($"line {number}: more than {Vocabulary.LargestSize:N0} merges.");
            merges.Add(new Merge(line[..space].ToString(), line[(space + 1)..].ToString()));
        }
        return merges;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
}
