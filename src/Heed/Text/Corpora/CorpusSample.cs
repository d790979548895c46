using Heed.Kernels;

namespace Heed.Text.Corpora;

/// <summary>Some pairs of a corpus, and numbers about all.</summary>
/// <param name="Pairs">The pairs chosen, in the corpus's order.</param>
/// <param name="Source">Numbers about all sentences.</param>
/// <param name="Target">Numbers about all translations.</param>
public sealed record CorpusSample(IReadOnlyList<SentencePair> Pairs, SideStatistics Source, SideStatistics Target)
{
    private const ulong Use = 0x5A3B_1E00;       // tells this use of the seed from others

    /// <summary>Goes through all pairs and keeps some.</summary>
    /// <param name="pairs">The pairs, of which only those kept are held.</param>
    /// <param name="count">How many to keep; all where there are fewer.</param>
    /// <param name="seed">Chooses them, each with the same probability; null for the first ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static CorpusSample Take(IEnumerable<SentencePair> pairs, int count, ulong? seed)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var kept = new List<(long Place, SentencePair Pair)>();
        var source = new SideStatistics();
        var target = new SideStatistics();
        uint place = 0;
        foreach (SentencePair pair in pairs)
        {
            source.Add(pair.Source);
            target.Add(pair.Target);
            if (kept.Count < count) kept.Add((place, pair));
            else if (seed is ulong chosen && place < uint.MaxValue && Philox.Below(place + 1, chosen, Use, place) is uint slot && slot < count) kept[(int)slot] = (place, pair);
            place++;
        }
        return new CorpusSample([.. kept.OrderBy(k => k.Place).Select(k => k.Pair)], source, target);
    }
}
