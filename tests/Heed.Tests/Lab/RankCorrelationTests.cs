using Heed.Lab;

namespace Heed.Tests.Lab;

public sealed class RankCorrelationTests
{
    [Fact]
    public void By_hand()
    {
        Assert.Equal(1, RankCorrelation.Of([1, 2, 3, 10], [0.1, 0.2, 0.3, 0.31]), 1e-12);
        Assert.Equal(-1, RankCorrelation.Of([1, 2, 3], [9, 5, 4]), 1e-12);
        // Ranks 1 2 3 4 and 2 1 4 3: 1 − 6 · 4 / (4 · 15).
        Assert.Equal(0.6, RankCorrelation.Of([1, 2, 3, 4], [2, 1, 4, 3]), 1e-12);
        // Ranks 1.5 1.5 3 and 1 2 3: √3 / 2.
        Assert.Equal(Math.Sqrt(3) / 2, RankCorrelation.Of([5, 5, 7], [1, 2, 3]), 1e-12);
    }

    [Fact]
    public void Without_an_order_there_is_none_to_compare()
    {
        Assert.True(double.IsNaN(RankCorrelation.Of([1, 1, 1], [1, 2, 3])));
        Assert.True(double.IsNaN(RankCorrelation.Of([1], [2])));
        Assert.True(double.IsNaN(RankCorrelation.Of([], [])));
        Assert.Throws<ArgumentException>(() => RankCorrelation.Of([1], []));
    }
}
