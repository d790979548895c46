using Heed.Kernels;

namespace Heed.Training;

/// <summary>
/// The batches of an epoch: pairs of like length together, as many as a budget of target tokens allows, in an order that is a function of
/// seed and epoch alone.
/// </summary>
internal static class BatchPlan
{
    // Two uses of the same seed must not draw the same numbers.
    private const ulong Ties = 0x7469657300000000, Order = 0x6F72646572000000;

    /// <summary>The batches, each the indices of its pairs.</summary>
    public static int[][] Of(IReadOnlyList<TrainingPair> pairs, int batchTokens, ulong seed, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, pairs.Count)];
        Philox.Shuffle(seed ^ Ties, (ulong)epoch, order);                                    // pairs of one length come in another order each time
        order = [.. order.OrderBy(i => pairs[i].Target.Length).ThenBy(i => pairs[i].Source.Length)];
        var batches = new List<int[]>();
        int first = 0, tokens = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int length = pairs[order[i]].Target.Length;
            if (i > first && tokens + length > batchTokens)
            {
                batches.Add(order[first..i]);
                (first, tokens) = (i, 0);
            }
            tokens += length;
        }
        if (first < order.Length) batches.Add(order[first..]);
        int[] places = [.. Enumerable.Range(0, batches.Count)];
        Philox.Shuffle(seed ^ Order, (ulong)epoch, places);
        return [.. places.Select(place => batches[place])];
    }

    /// <summary>The part of a batch of <paramref name="count"/> pairs that a shard works on.</summary>
    public static Range Shard(int count, int shard, int shards) => (int)((long)count * shard / shards)..(int)((long)count * (shard + 1) / shards);
}
