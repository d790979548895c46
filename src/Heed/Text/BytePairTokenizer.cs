using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Heed.Text;

/// <summary>
/// Text to ids and back. Byte-level: every text has an encoding, and Decode(Encode(x)) = x for every text that is well-formed
/// UTF-16. Safe to use from several threads at once.
/// </summary>
public sealed class BytePairTokenizer : Tokenizer
{
    private readonly BpeTokenizer _tokenizer;
    private readonly Lazy<HashSet<Rune>> _letters;

    /// <summary>A tokenizer that applies a model.</summary>
    public BytePairTokenizer(BpeModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        _letters = new(() => [.. Enumerable.Range(0, Size).SelectMany(id => Decode([id]).EnumerateRunes())]);     // a piece that begins or ends within a letter has U+FFFD, which is none
        // The special pieces are kept from the library, so that a text with the letters "<pad>" is encoded as those letters.
        var pieces = new List<KeyValuePair<string, int>>(Vocabulary.Size);
        for (int id = Vocabulary.Specials; id < Vocabulary.Size; id++) pieces.Add(new(Vocabulary[id], id));
        _tokenizer = BpeTokenizer.Create(new BpeOptions(pieces)
        {
            Merges = model.Merges.Select(static m => $"{m.Left} {m.Right}"),
            ByteLevel = true,
            PreTokenizer = PreTokens.Instance,      // the library's own drops white space
        });
    }

    /// <summary>The vocabulary and its merges.</summary>
    public BpeModel Model { get; }

    /// <summary>The pieces and their ids.</summary>
    public Vocabulary Vocabulary => Model.Vocabulary;

    /// <inheritdoc/>
    public override int Size => Vocabulary.Size;

    /// <summary>Reads <c>vocab.json</c> and <c>merges.txt</c> of a folder.</summary>
    /// <exception cref="FileNotFoundException">One of the two is missing.</exception>
    /// <exception cref="InvalidDataException">One of the two is not what it should be; the message names the file and the fault.</exception>
    public static new BytePairTokenizer Load(string folder) => new(BpeFiles.Read(folder));

    /// <summary>Writes <c>vocab.json</c> and <c>merges.txt</c> into a folder, which is made where it is missing.</summary>
    public override void Save(string folder) => BpeFiles.Write(Model, folder);

    /// <inheritdoc/>
    public override bool IsSameAs(Tokenizer other) => other is BytePairTokenizer { Model: var model } && Model.IsSameAs(model);

    /// <summary>The ids of a text's pieces, without special ones. Lone surrogates count as U+FFFD.</summary>
    public override int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Ids(WellFormed(text, out _));
    }

    /// <summary>The pieces of a text, and where they stand in it.</summary>
    public override TokenizedText EncodeWithSpans(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string wellFormed = WellFormed(text, out int loneSurrogates);
        int[] ids = Ids(wellFormed);
        return new TokenizedText(text, ids, Array.ConvertAll(ids, id => Vocabulary[id]), PieceSpans.Of(wellFormed, ids, Vocabulary), loneSurrogates);
    }

    /// <summary>The text of a sequence of ids. Special pieces stand for nothing; bytes that are no UTF-8 become U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public override string Decode(ReadOnlySpan<int> ids) => Decode(ids, isWhole: true);

    /// <inheritdoc/>
    public override string DecodeBeginning(ReadOnlySpan<int> ids) => Decode(ids, isWhole: false);

    private string Decode(ReadOnlySpan<int> ids, bool isWhole)
    {
        int length = 0;
        foreach (int id in ids) length = checked(length + Vocabulary.BytesOf(id).Length);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        int filled = 0;
        foreach (int id in ids)
        {
            ReadOnlySpan<byte> piece = Vocabulary.BytesOf(id);
            piece.CopyTo(bytes.AsSpan(filled));
            filled += piece.Length;
        }
        if (!isWhole && Rune.DecodeLastFromUtf8(bytes.AsSpan(0, filled), out _, out int begun) == OperationStatus.NeedMoreData) filled -= begun;
        string text = Encoding.UTF8.GetString(bytes, 0, filled);
        ArrayPool<byte>.Shared.Return(bytes);
        return text;
    }

    /// <summary>The text of a sequence of ids, and where each piece stands in it, also where its bytes are no UTF-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public override TokenizedText DecodeWithSpans(ReadOnlySpan<int> ids)
    {
        var bytes = new List<byte>();
        foreach (int id in ids) bytes.AddRange(Vocabulary.BytesOf(id));
        var text = new StringBuilder(bytes.Count);
        var bytesBefore = new List<int>(bytes.Count + 1);
        ReadOnlySpan<byte> rest = CollectionsMarshal.AsSpan(bytes);
        while (rest.Length > 0)
        {
            Rune.DecodeFromUtf8(rest, out Rune rune, out int taken);     // U+FFFD for bytes that are no UTF-8, as Decode does
            for (int i = 0; i < rune.Utf16SequenceLength; i++) bytesBefore.Add(bytes.Count - rest.Length);
            text.Append(rune.ToString());
            rest = rest[taken..];
        }
        bytesBefore.Add(bytes.Count);
        string decoded = text.ToString();
        int[] kept = ids.ToArray();
        return new TokenizedText(decoded, kept, Array.ConvertAll(kept, id => Vocabulary[id]), PieceSpans.Of(decoded, CollectionsMarshal.AsSpan(bytesBefore), ids, Vocabulary), 0);
    }

    internal override bool Reads(Rune letter) => letter.IsAscii || _letters.Value.Contains(letter);

    internal override byte[] TargetBytesOf(int id) => Vocabulary.BytesOf(id).ToArray();

    /// <summary>The last two stretches may be cut otherwise when the text goes on: <c>jusqu</c> and <c>'</c> become <c>jusqu'</c> before a vowel. White space begins a stretch of its own.</summary>
    internal override (int[] Ids, string Last) CutBeginning(string target)
    {
        string wellFormed = WellFormed(target, out _);
        int cut = 0, last = 0;
        foreach (ValueMatch match in PreTokens.Pattern.EnumerateMatches(wellFormed)) (cut, last) = (char.IsWhiteSpace(wellFormed[match.Index]) ? match.Index : last, match.Index);
        return (Ids(wellFormed[..cut]), wellFormed[cut..]);
    }

    private int[] Ids(string wellFormed) => [.. _tokenizer.EncodeToIds(wellFormed)];

    internal static string WellFormed(string text, out int loneSurrogates)
    {
        loneSurrogates = 0;
        char[]? mended = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) { i++; continue; }
            mended ??= text.ToCharArray();
            mended[i] = '\uFFFD';
            loneSurrogates++;
        }
        return mended is null ? text : new string(mended);
    }
}
