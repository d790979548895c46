using Heed.Text.Corpora;
using Heed.Training;

namespace Heed.Tests.Training;

public sealed class JoinedPairsTests
{
    private static readonly List<SentencePair> Pairs = [.. Enumerable.Range(0, 20).Select(i => new SentencePair($"s{i}.", $"t{i}."))];

    [Theory]
    [InlineData(0, 20)]
    [InlineData(0.5, 10 + 4)]            // ten joined by 2, 3, 4 and the one that is left
    [InlineData(1, 7)]                   // 2, 3, 4, 2, 3, 4, 2
    public void Every_sentence_stays_with_its_translation(double share, int count)
    {
        List<SentencePair> joined = JoinedPairs.Of(Pairs, share, seed: 1);
        Assert.Equal(count, joined.Count);
        Assert.All(joined, pair => Assert.Equal(pair.Source.Replace('s', 't'), pair.Target));
        Assert.Equal(Pairs.Select(pair => pair.Source).Order(), joined.SelectMany(pair => pair.Source.Split(' ')).Order());
    }

    [Fact]
    public void The_seed_chooses()
    {
        Assert.Equal(JoinedPairs.Of(Pairs, 0.5, 1), JoinedPairs.Of(Pairs, 0.5, 1));
        Assert.NotEqual(JoinedPairs.Of(Pairs, 0.5, 1), JoinedPairs.Of(Pairs, 0.5, 2));
    }
}
