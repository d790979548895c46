using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Heed.Text;

/// <summary>
/// Learns a byte-level vocabulary: beginning with the 256 bytes, the pair of neighbouring pieces that occurs most often is
/// joined to a new piece, again and again. Sennrich et al. 2016, algorithm 1. The same sentences give the same vocabulary,
/// in whatever order they come and on any machine.
/// </summary>
public static class BpeTrainer
{
    // A run of letters without a space may be a whole page (Chinese, or an adversary): longer stretches are counted in parts,
    // which bounds the work that one merge can cost.
    private const int LongestWord = 64;
    private const int LeastCount = 2;
    private const int ProgressEvery = 256;

    /// <summary>Learns a vocabulary from sentences.</summary>
    /// <param name="sentences">The text, sources and targets together for a joint vocabulary.</param>
    /// <param name="vocabularySize">The number of pieces, special ones and bytes included, from 260 to 2²⁰.</param>
    /// <param name="progress">Told now and then how many pieces there are; may be null.</param>
    /// <param name="cancellation">Stops the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The vocabulary and its merges. It is smaller than asked, and says so in <see cref="BpeModel.Shortfall"/>, where the
    /// sentences have too few pairs that occur twice.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is not from 260 to 2²⁰.</exception>
    public static BpeModel Train(
        IEnumerable<string> sentences, int vocabularySize, IProgress<BpeProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, Vocabulary.SmallestSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vocabularySize, Vocabulary.LargestSize);

        var learning = new Learning(CountWords(sentences, cancellation));
        List<string> pieces = Vocabulary.Beginning();
        var ids = new Dictionary<string, int>(vocabularySize, StringComparer.Ordinal);
        for (int id = 0; id < pieces.Count; id++) ids.Add(pieces[id], id);
        var merges = new List<Merge>();
        var known = new HashSet<Merge>();

        while (pieces.Count < vocabularySize && merges.Count < Vocabulary.LargestSize && learning.TakeMostFrequent(out Pair pair))
        {
            cancellation.ThrowIfCancellationRequested();
            var merge = new Merge(pieces[pair.Left], pieces[pair.Right]);
            // The same text can be reached by two ways of joining ("ab" + "c", "a" + "bc"): it is one piece. So a pair can come
            // back after it was joined everywhere, and is joined again by the merge that stands already.
            if (known.Add(merge)) merges.Add(merge);
            if (!ids.TryGetValue(merge.Result, out int id))
            {
                id = pieces.Count;
                pieces.Add(merge.Result);
                ids.Add(merge.Result, id);
            }
            learning.Join(pair, id);
            if (merges.Count % ProgressEvery == 0) progress?.Report(new BpeProgress(pieces.Count, vocabularySize));
        }
        progress?.Report(new BpeProgress(pieces.Count, vocabularySize));
        string? shortfall = pieces.Count == vocabularySize ? null
            : $"The vocabulary has {pieces.Count:N0} pieces, not {vocabularySize:N0}: no further pair of pieces occurs {LeastCount} times in these sentences.";
        return new BpeModel(new Vocabulary(pieces), merges, shortfall);
    }

    private static Dictionary<string, long> CountWords(IEnumerable<string> sentences, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var byText = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string sentence in sentences)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (ValueMatch match in PreTokens.Pattern.EnumerateMatches(sentence))
            {
                ReadOnlySpan<char> rest = sentence.AsSpan(match.Index, match.Length);
                while (rest.Length > 0)
                {
                    int length = Math.Min(LongestWord, rest.Length);
                    if (length < rest.Length && char.IsHighSurrogate(rest[length - 1])) length--;
                    CollectionsMarshal.GetValueRefOrAddDefault(byText, rest[..length], out _)++;
                    rest = rest[length..];
                }
            }
        }
        return counts;
    }

    private readonly record struct Pair(int Left, int Right);

    /// <summary>The distinct words as they are cut so far, and how often each pair of neighbours occurs in them.</summary>
    private sealed class Learning
    {
        private readonly int[][] _words;
        private readonly int[] _lengths;
        private readonly long[] _frequencies;
        private readonly Dictionary<Pair, long> _counts = [];
        private readonly Dictionary<Pair, List<int>> _places = [];
        private readonly HashSet<Pair> _raised = [];

        // Most frequent first; equals by ids, the smaller first, so that nothing depends on the order of a hash table.
        private readonly PriorityQueue<Pair, (long Count, Pair Pair)> _queue = new(Comparer<(long Count, Pair Pair)>.Create(static (a, b) =>
            a.Count != b.Count ? b.Count.CompareTo(a.Count)
            : a.Pair.Left != b.Pair.Left ? a.Pair.Left.CompareTo(b.Pair.Left)
            : a.Pair.Right.CompareTo(b.Pair.Right)));

        public Learning(Dictionary<string, long> words)
        {
            _words = new int[words.Count][];
            _lengths = new int[words.Count];
            _frequencies = new long[words.Count];
            int word = 0;
            foreach ((string text, long frequency) in words)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                _words[word] = Array.ConvertAll(bytes, static b => Vocabulary.Specials + b);
                _lengths[word] = bytes.Length;
                _frequencies[word] = frequency;
                CountPairs(word, +1);
                word++;
            }
            Enqueue();
        }

        /// <summary>The pair that occurs most often, if it occurs often enough; it leaves the queue.</summary>
        public bool TakeMostFrequent(out Pair pair)
        {
            while (_queue.TryDequeue(out pair, out var queued))
            {
                long count = _counts.GetValueOrDefault(pair);
                if (count < LeastCount) continue;
                if (count == queued.Count) return true;
                // Joining other pairs made this one rarer since it was queued. Rises are queued anew at once, see Enqueue.
                if (count < queued.Count) _queue.Enqueue(pair, (count, pair));
            }
            return false;
        }

        /// <summary>Replaces the pair by one piece, from left to right, in every word that has it.</summary>
        public void Join(Pair pair, int piece)
        {
            if (!_places.Remove(pair, out List<int>? places)) return;
            foreach (int word in places)
            {
                Span<int> symbols = _words[word].AsSpan(0, _lengths[word]);
                if (!Has(symbols, pair)) continue;      // an earlier merge took it from this word
                CountPairs(word, -1);
                int kept = 0;
                for (int i = 0; i < symbols.Length; i++)
                {
                    bool here = i + 1 < symbols.Length && symbols[i] == pair.Left && symbols[i + 1] == pair.Right;
                    symbols[kept++] = here ? piece : symbols[i];
                    if (here) i++;
                }
                _lengths[word] = kept;
                CountPairs(word, +1);
            }
            _counts.Remove(pair);
            Enqueue();
        }

        private static bool Has(ReadOnlySpan<int> symbols, Pair pair)
        {
            for (int i = 0; i + 1 < symbols.Length; i++)
                if (symbols[i] == pair.Left && symbols[i + 1] == pair.Right) return true;
            return false;
        }

        private void CountPairs(int word, int sign)
        {
            ReadOnlySpan<int> symbols = _words[word].AsSpan(0, _lengths[word]);
            for (int i = 0; i + 1 < symbols.Length; i++)
            {
                var pair = new Pair(symbols[i], symbols[i + 1]);
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += sign * _frequencies[word];
                if (sign < 0) continue;
                _raised.Add(pair);
                ref List<int>? places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, pair, out _);
                places ??= [];
                if (places.Count == 0 || places[^1] != word) places.Add(word);
            }
        }

        private void Enqueue()
        {
            foreach (Pair pair in _raised)
                if (_counts.TryGetValue(pair, out long count) && count >= LeastCount) _queue.Enqueue(pair, (count, pair));
            _raised.Clear();
        }
    }
}
