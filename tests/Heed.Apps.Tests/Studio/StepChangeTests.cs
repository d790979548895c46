using Heed.Lab;
using Heed.Studio.Pages.Step;

namespace Heed.Apps.Tests.Studio;

public sealed class StepChangeTests
{
    private static readonly float[] Shares = [0.6f, 0.2f, 0.1f, 0.1f, 0];

    [Fact]
    public void Pieces_share_the_weight_of_their_word_as_the_softmax_does()
    {
        StepChange change = StepChange.None.Set([1, 2], 0.9, Shares);
        Assert.Equal([new(1, 6000), new(2, 3000)], change.Weights);
    }

    [Fact]
    public void Pieces_without_weight_share_evenly_and_nothing_is_lost_in_rounding() =>
        Assert.Equal(1000, StepChange.None.Set([0, 1, 2], 0.1, new float[5]).Weights.Values.Sum());

    [Fact]
    public void A_weight_that_is_set_last_makes_the_others_give_way()
    {
        StepChange change = StepChange.None.Set([0], 0.5, Shares).Set([1], 0.3, Shares).Set([2], 0.6, Shares);
        Assert.Equal([new(0, 2500), new(1, 1500), new(2, 6000)], change.Weights);
        Assert.Equal([new(4, 10_000)], change.Set([4], 7, Shares).Weights.Where(set => set.Value > 0));
    }

    [Fact]
    public void A_masked_key_loses_its_weight_and_a_weight_takes_the_mask_away()
    {
        StepChange masked = StepChange.None.Set([1], 0.3, Shares).Mask([1], true);
        Assert.Empty(masked.Weights);
        Assert.Equal([1], masked.Masked);
        Assert.Empty(masked.Set([1], 0.3, Shares).Masked);
        Assert.True(masked.Mask([1], false).IsEmpty);
        Assert.True(StepChange.None.Set([1], 0.3, Shares).Release([1]).IsEmpty);
    }

    [Fact]
    public void What_is_no_key_any_more_is_dropped()
    {
        StepChange change = StepChange.None.Mask([1, 8], true).Set([2, 9], 0.5, new float[10]);
        Assert.Equal([1], change.Within(5).Masked);
        Assert.Equal([2], change.Within(5).Weights.Keys);
        Assert.Same(change, change.Within(10));
    }

    [Fact]
    public void The_library_is_told_weights_from_0_to_1()
    {
        StepEdit edit = StepChange.None.Mask([3], true).Set([0], 0.25, Shares).ToEdit("decoder0.cross", 1, allSteps: true);
        Assert.Equal([3], edit.Masked);
        Assert.Equal(0.25f, edit.Weights[0]);
        Assert.Equal(("decoder0.cross", 1, true), (edit.Layer, edit.Head, edit.AllSteps));
    }
}
