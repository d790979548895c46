using AngleSharp.Dom;
using Bunit;
using Heed.Studio.Shared;
using Heed.Studio.Wording;
using Microsoft.Extensions.DependencyInjection;

namespace Heed.Apps.Tests.Studio;

public sealed class HeatMapTests
{
    private static readonly float[] Weights = [0.9f, 0.1f, 0, 0.2f, 0.7f, 0.1f];

    [Fact]
    public void Columns_of_a_source_read_from_left_to_right_run_to_the_right()
    {
        var layout = new HeatMapLayout(["Le", "chat", "</s>"], ["the", "cat"]);
        Assert.False(layout.IsMirrored);
        Assert.True(layout.X(0) < layout.X(1));
        Assert.True(layout.RowX < layout.GridLeft);
    }

    [Fact]
    public void Columns_of_a_source_read_from_right_to_left_run_to_the_left_and_words_of_rows_stand_at_the_right()
    {
        var layout = new HeatMapLayout(["گربه", "خوابید", "</s>"], ["the", "cat"]);
        Assert.True(layout.IsMirrored);
        Assert.True(layout.X(0) > layout.X(1));
        Assert.Equal(layout.GridLeft + layout.GridWidth, layout.X(0) + layout.Cell);
        Assert.True(layout.RowX > layout.GridLeft + layout.GridWidth);
    }

    [Fact]
    public void Every_word_and_every_weight_has_its_place_in_the_grid()
    {
        using BunitContext context = Context();
        IRenderedComponent<HeatMap> map = Render(context, ["Le", "<b>&", "</s>"]);
        Assert.Equal(["Le", "<b>&", "</s>"], map.FindAll("[role=columnheader] text").Select(word => word.TextContent));
        Assert.Equal(["the", "cat"], map.FindAll("[role=rowheader] text").Select(word => word.TextContent));
        Assert.Equal(["w90", "w10", "w0", "w20", "w70", "w10"], map.FindAll("[role=gridcell]").Select(cell => cell.ClassName));
        Assert.Single(map.FindAll("[role=gridcell][tabindex='0']"));
        Assert.Equal("090001000000020007000100", map.Find("svg[role=grid]").GetAttribute("data-weights"));
    }

    [Fact]
    public async Task A_cell_that_is_clicked_is_held_until_it_is_clicked_again()
    {
        using BunitContext context = Context();
        IRenderedComponent<HeatMap> map = Render(context, ["Le", "chat", "</s>"]);
        var cell = new HeatPinEventArgs { Row = 1, Column = 1 };
        await map.Find("figure").TriggerEventAsync("onheedpin", cell);
        Assert.Equal("cat ← chat 0.700", Said(map));
        await map.Find("figure").TriggerEventAsync("onheedpin", cell);
        Assert.Empty(map.FindAll(".heed-map-pin"));
    }

    [Fact]
    public async Task A_word_that_is_clicked_tells_its_strongest_links_first()
    {
        using BunitContext context = Context();
        IRenderedComponent<HeatMap> map = Render(context, ["Le", "chat", "</s>"]);
        await map.Find("figure").TriggerEventAsync("onheedpin", new HeatPinEventArgs { Row = -1, Column = 0 });
        Assert.Equal(["the ← Le 0.900", "cat ← Le 0.200"], map.FindAll(".heed-map-link").Select(Text));
        await map.Find("figure").TriggerEventAsync("onheedpin", new HeatPinEventArgs { Row = 7, Column = 0 });
        Assert.Empty(map.FindAll(".heed-map-link"));
    }

    private static string Said(IRenderedComponent<HeatMap> map) => Text(map.Find(".heed-map-link"));

    private static string Text(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static BunitContext Context()
    {
        var context = new BunitContext();
        context.Services.AddSingleton(Words.In("en"));
        return context;
    }

    private static IRenderedComponent<HeatMap> Render(BunitContext context, string[] columns) =>
        context.Render<HeatMap>(map => map.Add(p => p.Columns, (IReadOnlyList<string>)columns).Add(p => p.Rows, (IReadOnlyList<string>)["the", "cat"]).Add(p => p.Weights, new ReadOnlyMemory<float>(Weights)).Add(p => p.Label, "attention"));
}
