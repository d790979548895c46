using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

/// <summary>What happens to corpora.</summary>
internal static class Ruin
{
    /// <summary>Gives a share of the pairs each other's targets.</summary>
    public static List<SentencePair> Shuffled(IReadOnlyList<SentencePair> pairs, double share)
    {
        List<SentencePair> result = [.. pairs];
        int[] chosen = [.. Chosen(pairs.Count, share)];
        for (int i = 0; i < chosen.Length; i++) result[chosen[i]] = pairs[chosen[i]] with { Target = pairs[chosen[(i + chosen.Length / 2) % chosen.Length]].Target };
        return result;
    }

    /// <summary>Takes the target of one line away, so that those after it move up.</summary>
    public static List<SentencePair> Shifted(IReadOnlyList<SentencePair> pairs, int from) =>
        [.. pairs.Take(pairs.Count - 1).Select((pair, i) => i < from ? pair : pair with { Target = pairs[i + 1].Target })];

    /// <summary>Changes a share of the pairs.</summary>
    public static List<SentencePair> Some(IReadOnlyList<SentencePair> pairs, double share, Func<SentencePair, int, SentencePair> change)
    {
        HashSet<int> chosen = [.. Chosen(pairs.Count, share)];
        return [.. pairs.Select((pair, i) => chosen.Contains(i) ? change(pair, i) : pair)];
    }

    private static IEnumerable<int> Chosen(int count, double share) => Enumerable.Range(0, count).Where(i => (uint)i * 2654435761u % 1000 < 1000 * share);
}
