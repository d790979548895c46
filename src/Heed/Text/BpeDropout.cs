using System.Collections.Concurrent;
using System.Text;
using Heed.Kernels;

namespace Heed.Text;

/// <summary>
/// Cuts a text into pieces by chance: whenever the next merge is chosen, each that applies is left out with a probability. A word is seen in many ways, and its parts are learnt too.
/// Provilkov, Emelianenko and Voita 2020, "BPE-dropout: simple and effective subword regularization". With a rate of 0 the pieces are those of <see cref="BytePairTokenizer"/>.
/// </summary>
internal sealed class BpeDropout
{
    private readonly BytePairTokenizer _tokenizer;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Result)> _merges = [];
    private readonly ConcurrentDictionary<string, int[]> _bytes = new(StringComparer.Ordinal);
    private readonly int[] _ofByte = new int[256];

    public BpeDropout(BytePairTokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        Vocabulary vocabulary = tokenizer.Vocabulary;
        for (int value = 0; value < 256; value++) vocabulary.TryGetId(ByteSymbols.Of((byte)value).ToString(), out _ofByte[value]);
        IReadOnlyList<Merge> merges = tokenizer.Model.Merges;
        for (int rank = 0; rank < merges.Count; rank++)
        {
            vocabulary.TryGetId(merges[rank].Left, out int left);
            vocabulary.TryGetId(merges[rank].Right, out int right);
            vocabulary.TryGetId(merges[rank].Result, out int result);
            _merges.TryAdd((left, right), (rank, result));
        }
    }

    /// <summary>The ids of a text's pieces, without special ones.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rate">The probability that a merge is left out, in [0, 1).</param>
    /// <param name="draw">The chance that decides.</param>
    public int[] Encode(string text, float rate, Draw draw)
    {
        string wellFormed = BytePairTokenizer.WellFormed(text, out _);
        var ids = new List<int>(text.Length / 3);
        foreach ((int offset, int length) in PreTokens.Instance.PreTokenize(wellFormed)) AddPieces(wellFormed.AsSpan(offset, length), rate, ref draw, ids);
        return [.. ids];
    }

    /// <summary>The pieces of a text, and where they stand in it.</summary>
    /// <inheritdoc cref="Encode"/>
    public TokenizedText EncodeWithSpans(string text, float rate, Draw draw)
    {
        int[] ids = Encode(text, rate, draw);
        string wellFormed = BytePairTokenizer.WellFormed(text, out int loneSurrogates);
        return new TokenizedText(text, ids, Array.ConvertAll(ids, id => _tokenizer.Vocabulary[id]), PieceSpans.Of(wellFormed, ids, _tokenizer.Vocabulary), loneSurrogates);
    }

    private void AddPieces(ReadOnlySpan<char> word, float rate, ref Draw draw, List<int> ids)
    {
        int[] bytes = BytesOf(word);
        Span<int> pieces = bytes.Length <= 256 ? stackalloc int[bytes.Length] : new int[bytes.Length];
        bytes.CopyTo(pieces);
        int count = bytes.Length;
        while (count > 1)
        {
            int best = -1, lowest = int.MaxValue, result = 0;
            for (int i = 0; i + 1 < count; i++)
            {
                if (!_merges.TryGetValue((pieces[i], pieces[i + 1]), out (int Rank, int Result) merge) || merge.Rank >= lowest) continue;
                if (rate > 0 && draw.Next() < rate) continue;
                (best, lowest, result) = (i, merge.Rank, merge.Result);
            }
            if (best < 0) break;
            pieces[best] = result;
            pieces[(best + 2)..count].CopyTo(pieces[(best + 1)..]);
            count--;
        }
        foreach (int piece in pieces[..count]) ids.Add(piece);
    }

    private int[] BytesOf(ReadOnlySpan<char> word)
    {
        ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> lookup = _bytes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(word, out int[]? known)) return known;
        byte[] utf8 = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, utf8);
        int[] bytes = Array.ConvertAll(utf8, value => _ofByte[value]);
        lookup.TryAdd(word, bytes);
        return bytes;
    }

    /// <summary>Numbers in [0, 1), one after the other: a function of seed, use and place.</summary>
    internal struct Draw(ulong seed, ulong use, ulong place)
    {
        private readonly (uint K0, uint K1) _key = Philox.Key(seed, use);
        private (uint X0, uint X1, uint X2, uint X3) _block;
        private uint _taken;

        public float Next()
        {
            uint of = _taken & 3;
            if (of == 0) _block = Philox.Block((uint)place, (uint)(place >> 32), _taken >> 2, 0, _key.K0, _key.K1);
            _taken++;
            return Philox.Uniform(of switch { 0 => _block.X0, 1 => _block.X1, 2 => _block.X2, _ => _block.X3 });
        }
    }
}
