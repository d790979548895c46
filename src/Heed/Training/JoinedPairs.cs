using Heed.Kernels;
using Heed.Text.Corpora;

namespace Heed.Training;

/// <summary>Pairs joined into longer ones, for attention to learn to find its place in them.</summary>
internal static class JoinedPairs
{
    private const ulong Use = 0x6A6F696E00000000;       // tells this use of the seed from others

    /// <summary>A share of the pairs, chosen by the seed, joined by two, three, four, two … with spaces between; the others stay as they are.</summary>
    public static List<SentencePair> Of(List<SentencePair> pairs, double share, ulong seed)
    {
        int count = (int)(share * pairs.Count);
        if (count < 2) return pairs;
        int[] order = [.. Enumerable.Range(0, pairs.Count)];
        Philox.Shuffle(seed ^ Use, 0, order);
        List<SentencePair> result = [.. order[count..].Order().Select(i => pairs[i])];
        for (int first = 0, size = 2; first < count; first += size, size = size == 4 ? 2 : size + 1)
        {
            SentencePair[] group = [.. order[first..Math.Min(count, first + size)].Select(i => pairs[i])];
            result.Add(new SentencePair(string.Join(' ', group.Select(pair => pair.Source)), string.Join(' ', group.Select(pair => pair.Target))));
        }
        return result;
    }
}
