using Heed.Training;

namespace Heed.Tests.Training;

public sealed class BatchPlanTests
{
    private static TrainingPair[] Pairs(int count)
    {
        var random = new Lcg(3);
        return [.. Enumerable.Range(0, count).Select(_ => new TrainingPair(new int[1 + random.Next(9)], new int[1 + random.Next(20)]))];
    }

    [Fact]
    public void Every_pair_comes_once_and_no_batch_is_above_the_budget()
    {
        TrainingPair[] pairs = Pairs(500);
        int[][] batches = BatchPlan.Of(pairs, 100, seed: 1, epoch: 1);
        Assert.Equal(Enumerable.Range(0, 500), batches.SelectMany(batch => batch).Order());
        Assert.All(batches, batch => Assert.True(batch.Length == 1 || batch.Sum(i => pairs[i].Target.Length) <= 100));
        Assert.All(batches, batch => Assert.InRange(batch.Max(i => pairs[i].Target.Length) - batch.Min(i => pairs[i].Target.Length), 0, 2));
    }

    [Fact]
    public void A_pair_above_the_budget_has_a_batch_of_its_own()
    {
        TrainingPair[] pairs = [new([1], new int[50]), new([1], [2]), new([1], [3])];
        Assert.Equal([[0], [1, 2]], BatchPlan.Of(pairs, 10, 1, 1).Select(batch => batch.Order().ToArray()).OrderBy(batch => batch[0]));
    }

    [Fact]
    public void The_order_is_a_function_of_seed_and_epoch()
    {
        TrainingPair[] pairs = Pairs(300);
        int[][] first = BatchPlan.Of(pairs, 60, 1, 1);
        Assert.Equal(first, BatchPlan.Of(pairs, 60, 1, 1));
        Assert.NotEqual(first, BatchPlan.Of(pairs, 60, 1, 2));
        Assert.NotEqual(first, BatchPlan.Of(pairs, 60, 2, 1));
        Assert.Equal(first.Length, BatchPlan.Of(pairs, 60, 1, 2).Length);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(3, 8)]
    [InlineData(8, 8)]
    [InlineData(37, 8)]
    [InlineData(37, 1)]
    public void Shards_cover_a_batch_in_order(int count, int shards)
    {
        int next = 0;
        for (int shard = 0; shard < shards; shard++)
        {
            (int first, int length) = BatchPlan.Shard(count, shard, shards).GetOffsetAndLength(count);
            Assert.Equal(next, first);
            Assert.InRange(length, count / shards, (count + shards - 1) / shards);
            next += length;
        }
        Assert.Equal(count, next);
    }
}
