using Heed.Studio.Pages.Layers;
using Heed.Studio.Pages.Positions;

namespace Heed.Apps.Tests.Studio.Lab;

public sealed class LabQueryTests
{
    private const string Host = "http://127.0.0.1";

    [Fact]
    public void A_link_brings_the_same_positions_back()
    {
        PositionQuestion asked = PositionQuestion.Of($"{Host}/positions") with { First = "rotary", Second = "t5", Length = 48, Size = 24, Position = 60, Offset = 7, Dimension = 3, Times = 2, Heads = 5 };
        Assert.Equal(asked, PositionQuestion.Of(Host + asked.Address()));
    }

    [Fact]
    public void A_link_brings_the_same_layers_back()
    {
        LayerQuestion asked = LayerQuestion.Of($"{Host}/layers") with { Length = 384, Size = 96, Kernel = 7, Stride = 5, Dilation = 4, Depth = 6, Kind = "window", Output = 31, Whole = 1 };
        Assert.Equal(asked, LayerQuestion.Of(Host + asked.Address()));
    }

    [Fact]
    public void What_is_as_usual_is_not_in_the_address()
    {
        Assert.Equal("/positions", PositionQuestion.Of("").Address());
        Assert.Equal("/layers?n=128", (LayerQuestion.Of("") with { Length = 128 }).Address());
    }

    [Theory]
    [InlineData("?n=-5&d=7&p=99999&t=1e9&i=%00&a=%3Cscript%3E&x=NaN")]
    [InlineData("?n=9999999999999&d=2147483647&h=0&&&=&b")]
    [InlineData("?n=64&n=32")]
    public void An_address_that_makes_no_sense_asks_for_something_that_can_be_shown(string query)
    {
        PositionQuestion asked = PositionQuestion.Of($"{Host}/positions{query}");
        Assert.Equal(asked, asked.Fitted());
        Assert.Contains(asked.First, PositionQuestion.Names);
        Assert.InRange(asked.Length, PositionQuestion.LeastLength, PositionQuestion.MostLength);
        LayerQuestion layers = LayerQuestion.Of($"{Host}/layers{query}");
        Assert.Equal(layers, layers.Fitted());
        layers.Settings.Validate();
    }

    [Fact]
    public void A_kernel_fits_the_sentence_and_a_stride_the_kernel()
    {
        LayerQuestion asked = LayerQuestion.Of($"{Host}/layers?n=4&k=17&s=8");
        Assert.Equal((4, 4, 4), (asked.Length, asked.Kernel, asked.Stride));
    }
}
