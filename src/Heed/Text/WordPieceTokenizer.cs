using System.Text;
using Microsoft.ML.Tokenizers;

namespace Heed.Text;

/// <summary>Words cut into the pieces of a <c>vocab.txt</c>, the first of a word as it is, the others with ## before them: how BERT reads. Devlin et al. 2019. Safe to use from several threads at once.</summary>
public sealed class WordPieceTokenizer
{
    /// <summary>The file of pieces, one a line, the line's number being the id.</summary>
    public const string VocabularyFile = "vocab.txt";

    private const long LargestFile = 64L << 20;
    private const string Continued = "##", Begin = "[CLS]", Separator = "[SEP]", UnknownPiece = "[UNK]";

    private readonly BertTokenizer _tokenizer;
    private readonly bool _lowerCase;

    private WordPieceTokenizer(BertTokenizer tokenizer, bool lowerCase, int size) => (_tokenizer, _lowerCase, Size) = (tokenizer, lowerCase, size);

    /// <summary>How many pieces there are.</summary>
    public int Size { get; }

    /// <summary>Reads <c>vocab.txt</c> of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="lowerCase">Whether text is read in lower case and without accents.</param>
    /// <exception cref="InvalidDataException">The file is missing, too large, has a piece twice, or lacks a special piece.</exception>
    public static WordPieceTokenizer Load(string folder, bool lowerCase)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, VocabularyFile);
        var file = new FileInfo(path);
        if (!file.Exists) throw new InvalidDataException($"{path}: the file is missing.");
        if (file.Length > LargestFile) throw new InvalidDataException($"{path}: {file.Length:N0} bytes is more than the {LargestFile:N0} a vocabulary may have.");
        byte[] bytes = File.ReadAllBytes(path);
        string[] pieces = Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.TrimEntries);
        if (pieces.Length > 0 && pieces[^1].Length == 0) pieces = pieces[..^1];
        foreach (string special in (string[])[Begin, Separator, UnknownPiece, "[PAD]", "[MASK]"])
            if (Array.IndexOf(pieces, special) < 0) throw new InvalidDataException($"{path}: the piece {special} is missing.");
        try
        {
            return new WordPieceTokenizer(BertTokenizer.Create(new MemoryStream(bytes), new BertOptions { LowerCaseBeforeTokenization = lowerCase, RemoveNonSpacingMarks = lowerCase }), lowerCase, pieces.Length);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InvalidDataException($"{path}: this is no vocabulary of word pieces: {VisibleText.Of(e.Message)}", e);
        }
    }

    /// <summary>The pieces of a text, and of a second one if there is one: [CLS], the first, [SEP], the second, [SEP].</summary>
    /// <returns>The ids, the pieces, where they stand in the text (both texts with a line break between), and for each whether it belongs to the second text.</returns>
    public (TokenizedText Text, bool[] IsSecond) Encode(string text, string? second = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        string first = BytePairTokenizer.WellFormed(text, out int lone), whole = second is null ? first : $"{first}\n{BytePairTokenizer.WellFormed(second, out int more)}";
        var ids = new List<int>();
        var pieces = new List<string>();
        var spans = new List<TextSpan>();
        var isSecond = new List<bool>();
        Add(_tokenizer.ClassificationTokenId, Begin, new TextSpan(0, 0), false);
        Cut(first, 0, false);
        Add(_tokenizer.SeparatorTokenId, Separator, new TextSpan(first.Length, first.Length), false);
        if (second is not null)
        {
            Cut(whole[(first.Length + 1)..], first.Length + 1, true);
            Add(_tokenizer.SeparatorTokenId, Separator, new TextSpan(whole.Length, whole.Length), true);
        }
        return (new TokenizedText(whole, [.. ids], [.. pieces], [.. spans], lone), [.. isSecond]);

        void Add(int id, string piece, TextSpan span, bool isOfSecond)
        {
            ids.Add(id);
            pieces.Add(piece);
            spans.Add(span);
            isSecond.Add(isOfSecond);
        }

        void Cut(string part, int offset, bool isOfSecond)
        {
            if (string.IsNullOrWhiteSpace(part)) return;
            string plain = Plain(part);
            IReadOnlyList<EncodedToken> tokens = _tokenizer.EncodeToTokens(plain, out string? normalized);
            // Where lower case and accents have changed no lengths, places are those of the text.
            bool same = plain.Length == part.Length && (normalized is null || normalized.Length == part.Length);
            TextSpan[]? found = same ? null : PieceAlignment.Spans(part, [.. tokens.Select(token => token.Value.StartsWith(Continued, StringComparison.Ordinal) ? token.Value[2..] : token.Value)], Plain);
            for (int i = 0; i < tokens.Count; i++)
            {
                TextSpan span = found?[i] ?? new TextSpan(tokens[i].Offset.Start.Value, tokens[i].Offset.End.Value);
                Add(tokens[i].Id, tokens[i].Value, new TextSpan(span.Start + offset, span.End + offset), isOfSecond);
            }
        }
    }

    // A sign as the vocabulary may have it.
    private string Plain(string text) => _lowerCase ? Accents.Without(text.ToLowerInvariant()) : text;
}
