using System.Diagnostics.CodeAnalysis;

namespace Heed.Text;

/// <summary>
/// The pieces that text is cut into, each with an id from 0 to <see cref="Size"/> − 1. Four special pieces come first, which
/// stand for no text; then, in a vocabulary learned here, the 256 bytes, then the pieces made by merging.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>The id of <c>&lt;pad&gt;</c>, which fills a batch's short rows.</summary>
    public const int Pad = 0;

    /// <summary>The id of <c>&lt;s&gt;</c>, which the decoder is given before its first token.</summary>
    public const int Start = 1;

    /// <summary>The id of <c>&lt;/s&gt;</c>, which ends a sentence.</summary>
    public const int End = 2;

    /// <summary>The id of <c>&lt;unk&gt;</c>. Text never encodes to it, because every byte has a piece.</summary>
    public const int Unknown = 3;

    /// <summary>The number of special pieces.</summary>
    public const int Specials = 4;

    /// <summary>The smallest vocabulary: the special pieces and the 256 bytes.</summary>
    public const int SmallestSize = Specials + 256;

    /// <summary>The largest vocabulary that is learned or read: 2²⁰ pieces.</summary>
    public const int LargestSize = 1 << 20;

    private static readonly string[] SpecialPieces = ["<pad>", "<s>", "</s>", "<unk>"];

    private readonly string[] _pieces;
    private readonly byte[][] _bytes;
    private readonly Dictionary<string, int> _ids;

    /// <summary>A vocabulary of these pieces, the index being the id.</summary>
    /// <exception cref="ArgumentException">The special pieces don't come first, a byte has no piece, a piece comes twice or is
    /// not written in byte symbols, or there are too many.</exception>
    internal Vocabulary(IReadOnlyList<string> pieces)
    {
        if (pieces.Count > LargestSize) throw new ArgumentException($"{pieces.Count:N0} pieces; at most {LargestSize:N0} are taken.");
        for (int id = 0; id < Specials; id++)
            if (pieces.Count <= id || pieces[id] != SpecialPieces[id])
                throw new ArgumentException($"id {id} must be {SpecialPieces[id]}, but is {(pieces.Count <= id ? "missing" : $"\"{VisibleText.Of(pieces[id])}\"")}.");

        _pieces = [.. pieces];
        _bytes = new byte[_pieces.Length][];
        _ids = new Dictionary<string, int>(_pieces.Length, StringComparer.Ordinal);
        for (int id = 0; id < _pieces.Length; id++)
        {
            string piece = _pieces[id];
            if (!_ids.TryAdd(piece, id)) throw new ArgumentException($"\"{VisibleText.Of(piece)}\" has two ids, {_ids[piece]} and {id}.");
            if (piece.Length == 0) throw new ArgumentException($"id {id} is an empty piece.");
            _bytes[id] = id < Specials ? [] : ByteSymbols.BytesOf(piece)
                ?? throw new ArgumentException($"\"{VisibleText.Of(piece)}\" (id {id}) has a character that stands for no byte: this is no byte-level vocabulary.");
        }
        for (int value = 0; value < 256; value++)
            if (!_ids.ContainsKey(ByteSymbols.Of((byte)value).ToString()))
                throw new ArgumentException($"the byte 0x{value:X2} (\"{ByteSymbols.Of((byte)value)}\") has no piece.");
    }

    /// <summary>The number of pieces, special ones included.</summary>
    public int Size => _pieces.Length;

    /// <summary>The pieces in the order of their ids, written in byte symbols (Ġ for a space).</summary>
    public IReadOnlyList<string> Pieces => _pieces;

    /// <summary>The piece of an id, written in byte symbols.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not from 0 to <see cref="Size"/> − 1.</exception>
    public string this[int id] => _pieces[Checked(id)];

    /// <summary>The id of a piece.</summary>
    /// <param name="piece">A piece in byte symbols.</param>
    /// <param name="id">Its id, or −1.</param>
    /// <returns>Whether the piece is in the vocabulary.</returns>
    public bool TryGetId(string piece, out int id)
    {
        if (_ids.TryGetValue(piece, out id)) return true;
        id = -1;
        return false;
    }

    /// <summary>Whether an id is one of the special pieces, which stand for no text.</summary>
    public static bool IsSpecial(int id) => (uint)id < Specials;

    /// <summary>The bytes of UTF-8 that a piece stands for; none for a special piece.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not from 0 to <see cref="Size"/> − 1.</exception>
    public ReadOnlySpan<byte> BytesOf(int id) => _bytes[Checked(id)];

    /// <summary>The pieces that every vocabulary begins with: the special ones, then the bytes from 0 to 255.</summary>
    internal static List<string> Beginning()
    {
        var pieces = new List<string>(SpecialPieces);
        for (int value = 0; value < 256; value++) pieces.Add(ByteSymbols.Of((byte)value).ToString());
        return pieces;
    }

    internal static bool IsSpecial(string piece) => Array.IndexOf(SpecialPieces, piece) >= 0;

    private int Checked(int id) => (uint)id < (uint)_pieces.Length ? id : Refuse(id);

    [DoesNotReturn]
    private int Refuse(int id) =>
        throw new ArgumentOutOfRangeException(nameof(id), id, $"A piece's id is from 0 to {Size - 1:N0} in this vocabulary.");
}
