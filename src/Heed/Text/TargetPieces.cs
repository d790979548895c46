using System.Buffers;
using System.Text;

namespace Heed.Text;

/// <summary>What the target pieces of a tokenizer stand for in bytes, and how they begin and end: with it a search knows which pieces spell a text.</summary>
internal sealed class TargetPieces
{
    private readonly byte[][] _bytes;
    private readonly int[][] _byFirstByte;
    private readonly bool[] _beginInWord, _endInWord;

    public TargetPieces(Tokenizer tokenizer)
    {
        _bytes = new byte[tokenizer.Size][];
        (_beginInWord, _endInWord) = (new bool[_bytes.Length], new bool[_bytes.Length]);
        var byFirstByte = new List<int>[256];
        for (int id = 0; id < _bytes.Length; id++)
        {
            byte[] bytes = _bytes[id] = Vocabulary.IsSpecial(id) ? [] : tokenizer.TargetBytesOf(id);
            if (bytes.Length == 0) continue;
            (byFirstByte[bytes[0]] ??= []).Add(id);
            // A part of a character is taken for one of a letter, as most characters of several bytes are.
            _beginInWord[id] = Rune.DecodeFromUtf8(bytes, out Rune rune, out _) == OperationStatus.Done ? Words.IsInSpacedWord(rune) : true;
            _endInWord[id] = Rune.DecodeLastFromUtf8(bytes, out rune, out _) == OperationStatus.Done ? Words.IsInSpacedWord(rune) : true;
        }
        _byFirstByte = Array.ConvertAll(byFirstByte, static ids => ids is null ? [] : ids.ToArray());
    }

    /// <summary>The bytes of a piece.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => _bytes[id];

    /// <summary>The pieces that begin with a byte, in the order of their ids.</summary>
    public ReadOnlySpan<int> BeginningWith(byte first) => _byFirstByte[first];

    /// <summary>Whether a piece goes on with a word that ends right before it. The end symbol does not.</summary>
    public bool BeginsInWord(int id) => _beginInWord[id];

    /// <summary>Whether a piece ends in a word, which a letter behind it would make another.</summary>
    public bool EndsInWord(int id) => _endInWord[id];
}
