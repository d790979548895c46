using Heed.Lab;
using Heed.Studio.Pages.Layers;

namespace Heed.Apps.Tests.Studio.Lab;

public sealed class ReachDiagramTests
{
    [Theory]
    [InlineData("convolution", 9)]
    [InlineData("window", 9)]
    [InlineData("attention", 32)]
    [InlineData("gru", 17)]
    public void The_middle_output_sees_as_many_inputs_as_the_library_says(string kind, int seen) =>
        Assert.Equal(seen, Inputs($"layer={kind}&n=32&k=3&l=4", 16).Count(part => part));

    [Fact]
    public void Dilations_grow_until_they_reach_the_ends()
    {
        Assert.Equal(27, Inputs("layer=dilated&n=32&k=3&f=3&l=3", 16).Count(part => part));
        Assert.Equal(LayerReach.Seen(32, 4, LayerReach.Convolution(3), LayerReach.Convolution(3, 3), LayerReach.Convolution(3, 9), LayerReach.Convolution(3, 27)), Inputs("layer=dilated&n=32&k=3&f=3&l=4", 16).Count(part => part));
    }

    [Fact]
    public void A_recurrence_sees_nothing_that_comes_later()
    {
        bool[] inputs = Inputs("layer=lstm&n=16&l=1", 5);
        Assert.All(inputs[..6], Assert.True);
        Assert.All(inputs[6..], Assert.False);
    }

    [Theory]
    [InlineData(2, new[] { 24, 12, 24 })]
    [InlineData(4, new[] { 24, 12, 6, 12, 24 })]
    [InlineData(5, new[] { 24, 12, 6, 3, 6, 12 })]
    public void Strided_layers_go_down_and_back_up(int depth, int[] lengths) => Assert.Equal(lengths, ReachDiagram.Of(LayerQuestion.Of($"http://127.0.0.1/layers?layer=strided&n=24&k=3&s=2&l={depth}")).Lengths);

    private static bool[] Inputs(string query, int output) => ReachDiagram.Of(LayerQuestion.Of($"http://127.0.0.1/layers?{query}")).Under(output)[0];
}
