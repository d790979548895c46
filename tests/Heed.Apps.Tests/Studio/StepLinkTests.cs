using Heed.Studio.Pages.Step;

namespace Heed.Apps.Tests.Studio;

public sealed class StepLinkTests
{
    [Fact]
    public void A_link_brings_the_same_step_back()
    {
        var link = new StepLink
        {
            Model = "runs/my model",
            Text = "J'ai une voiture & un « vélo » +1؟",
            Said = [12, 4, 333],
            Ahead = [7, 2],
            Layer = "decoder1.cross",
            Head = 3,
            Change = StepChange.None.Mask([0, 2], true).Set([1, 4], 0.5, [0, 0.25f, 0, 0, 0.75f]),
            Scope = StepScope.Source,
            AllSteps = true,
            Pieces = true,
        };
        StepLink back = StepLink.Parse(link.ToQuery());
        Assert.Equal(link.ToQuery(), back.ToQuery());
        Assert.Equal(link.Said, back.Said);
        Assert.Equal(link.Ahead, back.Ahead);
        Assert.Equal([0, 2], back.Change.Masked);
        Assert.Equal([new(1, 1250), new(4, 3750)], back.Change.Weights);
        Assert.Equal((link.Model, link.Text, link.Layer, link.Head, link.Scope, link.AllSteps, link.Pieces), (back.Model, back.Text, back.Layer, back.Head, back.Scope, back.AllSteps, back.Pieces));
    }

    [Fact]
    public void A_link_to_nothing_special_is_no_query() => Assert.Equal("", new StepLink().ToQuery());

    [Theory]
    [InlineData("?said=1.x.3&ahead=-1&head=99999&heads=none&steps=1&pieces=yes")]
    [InlineData("?said=1..3&masked=-1.x.&weights=0.1-.-5.2-10001.3--4.99999999999-1")]
    [InlineData("?said=9999999999&layer=&model=&&=&%ZZ")]
    public void What_makes_no_sense_in_an_address_is_left_out(string query) => Assert.Equal("", StepLink.Parse(query).ToQuery());

    [Fact]
    public void Weights_of_an_address_sum_to_one_at_most()
    {
        StepChange change = StepChange.Parse("5", "0-6000.1-6000.2-4000.5-0");
        Assert.Equal([new(0, 6000), new(2, 4000)], change.Weights);
        Assert.Equal([5], change.Masked);
    }

    [Fact]
    public void An_address_carries_no_more_than_it_has_room_for()
    {
        Assert.True(new StepLink { Text = new string('a', StepLink.LongestText) }.CarriesText);
        Assert.False(new StepLink { Text = new string('a', StepLink.LongestText + 1) }.CarriesText);
        Assert.False(new StepLink { Text = new string('ش', StepLink.LongestText) }.CarriesText);
        Assert.False(new StepLink { Text = "a", Said = [.. Enumerable.Repeat(5, StepLink.MostTokens + 1)] }.CarriesText);
        Assert.Empty(StepLink.Parse("?text=a&said=" + string.Join('.', Enumerable.Repeat(5, StepLink.MostTokens + 1))).Said);
    }

    [Fact]
    public void What_lies_ahead_stays_while_one_follows_it()
    {
        StepLink link = new StepLink { Text = "a", Said = [5, 6, 7] }.GoTo(1);
        Assert.Equal([5], link.Said);
        Assert.Equal([6, 7], link.Ahead);
        Assert.Equal([7], link.Say(6).Ahead);
        Assert.Empty(link.Say(9).Ahead);
        Assert.Equal([5, 6, 7], link.GoTo(9).Said);
    }

    [Fact]
    public void A_change_for_one_step_is_over_in_the_next()
    {
        var link = new StepLink { Text = "a", Change = StepChange.None.Mask([1], true) };
        Assert.True(link.Say(5).Change.IsEmpty);
        Assert.Equal([1], (link with { AllSteps = true }).Say(5).Change.Masked);
        Assert.Equal([1], link.GoTo(0).Change.Masked);
    }

    [Fact]
    public void A_change_is_made_where_the_reader_wants_it()
    {
        var link = new StepLink { Text = "a", Change = StepChange.None.Mask([1], true) };
        Assert.Null(new StepLink().EditIn("attention", 0, true));
        Assert.Equal(("decoder0.cross", 2), (link.EditIn("decoder0.cross", 2, true)!.Layer, link.EditIn("decoder0.cross", 2, true)!.Head));
        Assert.Equal(("decoder0.cross", (int?)null), ((link with { Scope = StepScope.Layer }).EditIn("decoder0.cross", 2, true)!.Layer, (link with { Scope = StepScope.Layer }).EditIn("decoder0.cross", 2, true)!.Head));
        Assert.Null((link with { Scope = StepScope.Source }).EditIn("decoder0.cross", 2, true)!.Layer);
        Assert.Equal("decoder0.self", (link with { Scope = StepScope.Source }).EditIn("decoder0.self", 2, false)!.Layer);
    }
}
