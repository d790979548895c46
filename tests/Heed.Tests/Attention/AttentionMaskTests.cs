using Heed.Attention;

namespace Heed.Tests.Attention;

public sealed class AttentionMaskTests
{
    [Fact]
    public void It_keeps_the_lengths_it_was_given()
    {
        int[] lengths = [3, 0, 7];
        var mask = AttentionMask.ForKeyLengths(lengths);
        lengths[0] = 99;                                    // a copy is kept
        Assert.Equal([3, 0, 7], mask.Lengths);
    }

    [Fact]
    public void A_negative_length_is_refused() =>
        Assert.Contains("-1", Assert.Throws<ArgumentException>(() => AttentionMask.ForKeyLengths([2, -1])).Message);
}
