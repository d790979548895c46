using System.Text;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// What a translation begins with: tokens that are given, then the bytes of the last words, which tokens may spell in any way; the one that comes to their end may go on beyond it, so that half a word is completed by the pieces
/// that the model would use for the whole.
/// </summary>
internal sealed class TargetPrefix
{
    private readonly int[] _given;
    private readonly byte[] _rest;
    private readonly int[][] _allowed;
    private readonly TargetPieces _pieces;

    private TargetPrefix(int[] given, byte[] rest, int[][] allowed, TargetPieces pieces) => (_given, _rest, _allowed, _pieces) = (given, rest, allowed, pieces);

    /// <summary>The place where all of it is said. Places below it count given tokens, then bytes.</summary>
    public int End => _given.Length + _rest.Length;

    /// <summary>The tokens that it needs whatever a shortlist says: without those that only complete a word.</summary>
    public IEnumerable<int> Needed => _given.Concat(_allowed.SelectMany((tokens, offset) => tokens.Where(token => _pieces.BytesOf(token).Length <= _rest.Length - offset)));

    /// <summary>The prefix of a text that is not empty; null where the vocabulary cannot spell it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isWhole">Whether it is all of the translation, so that the end symbol comes behind it.</param>
    /// <param name="tokenizer">What cuts it.</param>
    /// <param name="pieces">The tokenizer's pieces.</param>
    public static TargetPrefix? Of(string text, bool isWhole, Tokenizer tokenizer, TargetPieces pieces)
    {
        (int[] given, string last) = isWhole ? ([.. tokenizer.EncodeTarget(text), Vocabulary.End], "") : tokenizer.CutBeginning(text);
        byte[] rest = Encoding.UTF8.GetBytes(last);
        int[][] allowed = new int[rest.Length][];
        // From the end: a token may come where what is left behind it can be spelled.
        for (int offset = rest.Length - 1; offset >= 0; offset--)
        {
            var tokens = new List<int>();
            ReadOnlySpan<byte> left = rest.AsSpan(offset);
            foreach (int token in pieces.BeginningWith(left[0]))
            {
                ReadOnlySpan<byte> bytes = pieces.BytesOf(token);
                if (bytes.Length >= left.Length ? bytes.StartsWith(left) : left.StartsWith(bytes) && allowed[offset + bytes.Length].Length > 0) tokens.Add(token);
            }
            allowed[offset] = [.. tokens];
        }
        return given.Contains(Vocabulary.Unknown) || rest.Length > 0 && allowed[0].Length == 0 ? null : new TargetPrefix(given, rest, allowed, pieces);
    }

    /// <summary>The tokens that may come at a place before the end.</summary>
    public ReadOnlySpan<int> Allowed(int place) => place < _given.Length ? _given.AsSpan(place, 1) : _allowed[place - _given.Length];

    /// <summary>The place behind a token that may come.</summary>
    public int After(int place, int token) => place < _given.Length ? place + 1 : Math.Min(End, place + _pieces.BytesOf(token).Length);
}
