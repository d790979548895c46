using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Heed.Files;
using Microsoft.ML.Tokenizers;

namespace Heed.Text;

/// <summary>
/// Two SentencePiece models (Kudo 2018), one for sources and one for targets, over one vocabulary, as Marian's models have them. Pieces get their ids by their text; what is in no vocabulary is the unknown token. A
/// source may begin with a language's token, such as <c>&gt;&gt;fra&lt;&lt;</c>.
/// </summary>
public sealed class UnigramTokenizer : Tokenizer
{
    internal const string SourceFile = "source.spm", TargetFile = "target.spm", VocabularyFile = "vocab.json";
    private const long LargestModel = 64L << 20;
    private const char Space = '▁';
    private const int LongestTag = 40;

    private static readonly string[] Specials = ["<pad>", "<s>", "</s>", "<unk>"];

    private readonly byte[] _sourceModel, _targetModel;
    private readonly SentencePieceTokenizer _source, _target;
    private readonly string[] _pieces;
    private readonly Dictionary<string, int> _ids;
    private readonly int? _tag;

    /// <summary>A tokenizer of these models and pieces, the index being the id; the special pieces come first.</summary>
    /// <exception cref="InvalidDataException">A model cannot be read, or a piece comes twice.</exception>
    internal UnigramTokenizer(byte[] source, byte[] target, IReadOnlyList<string> pieces, string sourceName = SourceFile, string targetName = TargetFile)
    {
        (_sourceModel, _targetModel) = (source, target);
        _source = Open(source, sourceName);
        _target = Open(target, targetName);
        _pieces = [.. pieces];
        _ids = new Dictionary<string, int>(_pieces.Length, StringComparer.Ordinal);
        for (int id = 0; id < Specials.Length; id++)
            if (_pieces.Length <= id || _pieces[id] != Specials[id]) throw new InvalidDataException($"{VocabularyFile}: id {id} must be {Specials[id]}.");
        for (int id = Specials.Length; id < _pieces.Length; id++)
            if (!_ids.TryAdd(_pieces[id], id)) throw new InvalidDataException($"{VocabularyFile}: \"{VisibleText.Of(_pieces[id])}\" has two ids, {_ids[_pieces[id]]} and {id}.");
        // A vocabulary of another model knows almost nothing of these pieces.
        SourceShare = Share(_source);
        TargetShare = Share(_target);
    }

    private UnigramTokenizer(UnigramTokenizer of, int tag)
    {
        (_sourceModel, _targetModel, _source, _target, _pieces, _ids, _tag) = (of._sourceModel, of._targetModel, of._source, of._target, of._pieces, of._ids, tag);
        (SourceShare, TargetShare) = (of.SourceShare, of.TargetShare);
    }

    /// <inheritdoc/>
    public override int Size => _pieces.Length;

    /// <summary>The fraction of the source model's pieces that the vocabulary has.</summary>
    public double SourceShare { get; }

    /// <summary>The fraction of the target model's pieces that the vocabulary has.</summary>
    public double TargetShare { get; }

    /// <summary>The languages that a source may ask for, as they are written: <c>&gt;&gt;fra&lt;&lt;</c>.</summary>
    public IEnumerable<string> Languages => _pieces.Where(piece => TagLength(piece) == piece.Length && piece.Length > 0);

    /// <summary>The piece of an id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not from 0 to <see cref="Size"/> − 1.</exception>
    public string PieceOf(int id) => (uint)id < (uint)_pieces.Length ? _pieces[id] : throw new ArgumentOutOfRangeException(nameof(id), id, $"A piece's id is from 0 to {Size - 1:N0} in this vocabulary.");

    /// <summary>Reads <c>source.spm</c>, <c>target.spm</c> and <c>vocab.json</c> of a folder.</summary>
    /// <exception cref="FileNotFoundException">One is missing.</exception>
    /// <exception cref="InvalidDataException">One is not what it should be; the message names the file and the fault.</exception>
    public static new UnigramTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new UnigramTokenizer(ReadModel(folder, SourceFile), ReadModel(folder, TargetFile), ReadVocabulary(folder), Path.Combine(folder, SourceFile), Path.Combine(folder, TargetFile));
    }

    /// <summary>The bytes of a SentencePiece model, which is not opened.</summary>
    internal static byte[] ReadModel(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        var file = new FileInfo(path);
        if (!file.Exists) throw new FileNotFoundException($"{path}: the file is missing.");
        if (file.Length > LargestModel) throw new InvalidDataException($"{path}: {file.Length:N0} bytes is more than the {LargestModel:N0} a SentencePiece model may have.");
        return File.ReadAllBytes(path);
    }

    /// <summary>The pieces of <c>vocab.json</c>, in the order of their ids.</summary>
    internal static IReadOnlyList<string> ReadVocabulary(string folder) => BpeFiles.ReadPiecesOf(Path.Combine(folder, VocabularyFile));

    /// <inheritdoc/>
    public override void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, SourceFile), stream => stream.Write(_sourceModel));
        AtomicFile.Write(Path.Combine(folder, TargetFile), stream => stream.Write(_targetModel));
        AtomicFile.Write(Path.Combine(folder, VocabularyFile), stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            json.WriteStartObject();
            for (int id = 0; id < _pieces.Length; id++) json.WriteNumber(_pieces[id], id);
            json.WriteEndObject();
        });
    }

    /// <inheritdoc/>
    public override bool IsSameAs(Tokenizer other) =>
        other is UnigramTokenizer of && _pieces.AsSpan().SequenceEqual(of._pieces) && _sourceModel.AsSpan().SequenceEqual(of._sourceModel) && _targetModel.AsSpan().SequenceEqual(of._targetModel);

    /// <inheritdoc/>
    public override Tokenizer For(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string begin = text.TrimStart();
        return TagLength(begin) is > 0 and var length ? new UnigramTokenizer(this, _ids.GetValueOrDefault(begin[..length], Vocabulary.Unknown)) : this;
    }

    /// <inheritdoc/>
    public override int[] Encode(string text) => [.. Cut(text, _source, isSource: true).Select(piece => piece.Id)];

    /// <inheritdoc/>
    public override int[] EncodeTarget(string text) => [.. Cut(text, _target, isSource: false).Select(piece => piece.Id)];

    /// <inheritdoc/>
    public override TokenizedText EncodeWithSpans(string text) => WithSpans(text, Cut(text, _source, isSource: true));

    /// <inheritdoc/>
    public override TokenizedText EncodeTargetWithSpans(string text) => WithSpans(text, Cut(text, _target, isSource: false));

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> ids) => DecodeWithSpans(ids).Text;

    /// <inheritdoc/>
    public override TokenizedText DecodeWithSpans(ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder();
        var spans = new TextSpan[ids.Length];
        string[] pieces = new string[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            pieces[i] = PieceOf(ids[i]);
            int start = text.Length;
            if (!Vocabulary.IsSpecial(ids[i]))
                foreach (char c in pieces[i])
                    if (c != Space) text.Append(c);
                    else if (text.Length > 0) text.Append(' ');
            while (start < text.Length && text[start] == ' ') start++;
            int end = text.Length;
            while (end > start && text[end - 1] == ' ') end--;
            spans[i] = new TextSpan(start, end);
        }
        return new TokenizedText(text.ToString(), ids.ToArray(), pieces, spans, 0);
    }

    internal override byte[] TargetBytesOf(int id) => Vocabulary.IsSpecial(id) ? [] : Encoding.UTF8.GetBytes(PieceOf(id).Replace(Space, ' '));

    /// <summary>Words begin with the space before them, the first too.</summary>
    internal override (int[] Ids, string Last) CutBeginning(string target)
    {
        int cut = target.Length;
        while (cut > 0 && !char.IsWhiteSpace(target[cut - 1])) cut--;
        return (EncodeTarget(target[..cut].TrimEnd()), " " + target[cut..]);
    }

    /// <summary>Words that are joined to a sign before them are those behind an apostrophe.</summary>
    internal override int[] EncodeInside(string words, bool afterSpace)
    {
        if (afterSpace) return EncodeTarget(words);
        List<(int Id, string Text)> pieces = Cut("'" + words, _target, isSource: false);
        int first = pieces is [(_, "▁'"), ..] ? 1 : pieces is [(_, "▁"), (_, "'"), ..] ? 2 : pieces.Count;
        return [.. pieces.Skip(first).Select(piece => piece.Id)];
    }

    internal override bool Reads(Rune letter) => !Encode(letter.ToString()).Contains(Vocabulary.Unknown);

    // Pieces in order: their ids, and their text as the model has it.
    private List<(int Id, string Text)> Cut(string text, SentencePieceTokenizer tokenizer, bool isSource)
    {
        ArgumentNullException.ThrowIfNull(text);
        string wellFormed = BytePairTokenizer.WellFormed(text, out _);
        var pieces = new List<(int, string)>();
        if (isSource)
        {
            string begin = wellFormed.TrimStart();
            if (TagLength(begin) is > 0 and var length)
            {
                pieces.Add((_ids.GetValueOrDefault(begin[..length], Vocabulary.Unknown), begin[..length]));
                wellFormed = begin[length..];
            }
            else if (_tag is { } tag) pieces.Add((tag, ""));
        }
        if (string.IsNullOrWhiteSpace(wellFormed)) return pieces;
        bool wasUnknown = false;
        foreach (EncodedToken token in TokensOf(wellFormed, tokenizer, isSource ? SourceFile : TargetFile))
        {
            bool isUnknown = token.Id == tokenizer.UnknownId;
            // Neighbours that the model does not know are one piece.
            if (isUnknown && wasUnknown) pieces[^1] = (pieces[^1].Item1, pieces[^1].Item2 + token.Value);
            else pieces.Add((isUnknown ? Vocabulary.Unknown : _ids.GetValueOrDefault(token.Value, Vocabulary.Unknown), token.Value));
            wasUnknown = isUnknown;
        }
        return pieces;
    }

    // The library trusts the numbers of a model once it is open.
    private static IReadOnlyList<EncodedToken> TokensOf(string text, SentencePieceTokenizer tokenizer, string name)
    {
        try
        {
            return tokenizer.EncodeToTokens(text, out _, addBeginningOfSentence: false, addEndOfSentence: false);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or InvalidOperationException or NullReferenceException or KeyNotFoundException or OverflowException or NotSupportedException)
        {
            throw new InvalidDataException($"{name}: this SentencePiece model is damaged, it cannot cut \"{VisibleText.Of(text)}\".", e);
        }
    }

    private static TokenizedText WithSpans(string text, List<(int Id, string Text)> pieces)
    {
        string wellFormed = BytePairTokenizer.WellFormed(text, out int loneSurrogates);
        TextSpan[] spans = PieceAlignment.Spans(wellFormed, [.. pieces.Select(piece => piece.Text.Replace(Space.ToString(), "", StringComparison.Ordinal))], static sign => sign);
        return new TokenizedText(text, [.. pieces.Select(piece => piece.Id)], [.. pieces.Select(piece => piece.Text)], spans, loneSurrogates);
    }

    // The signs of a language's token at the beginning; 0 if there is none.
    private static int TagLength(string text)
    {
        if (!text.StartsWith(">>", StringComparison.Ordinal)) return 0;
        int end = text.IndexOf("<<", 2, StringComparison.Ordinal);
        return end > 2 && end <= LongestTag && !text.AsSpan(2, end - 2).ContainsAny(" \t\n<>") ? end + 2 : 0;
    }

    private double Share(SentencePieceTokenizer tokenizer)
    {
        int known = 0, all = 0;
        foreach (string piece in tokenizer.Vocabulary.Keys)
        {
            all++;
            if (_ids.ContainsKey(piece) || Array.IndexOf(Specials, piece) >= 0) known++;
        }
        return all == 0 ? 0 : (double)known / all;
    }

    private static SentencePieceTokenizer Open(byte[] model, string name)
    {
        try
        {
            return SentencePieceTokenizer.Create(new MemoryStream(model), addBeginningOfSentence: false, addEndOfSentence: false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InvalidDataException($"{name}: this is no SentencePiece model that can be read: {VisibleText.Of(e.Message)}", e);
        }
    }
}
