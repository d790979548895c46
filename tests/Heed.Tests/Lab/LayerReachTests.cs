using Heed.Lab;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Tests.Lab;

public sealed class LayerReachTests
{
    [Fact]
    public void Nine_positions_by_hand()
    {
        // A centred kernel of 3 goes one position on in a layer, a causal one two.
        Assert.Equal((8, 8), LayerReach.Connect(9, LayerReach.Convolution(3)));
        Assert.Equal((4, 4), LayerReach.Connect(9, LayerReach.Convolution(3, causal: true)));
        // Dilations of 1, 3 and 9 go 1 + 3 + 9 = 13 on; among nine positions 9 leads nowhere, and the next 1 and 3 are needed: 0, 1, 4, 4, 5, 8.
        LayerReach[] dilated = [LayerReach.Convolution(3), LayerReach.Convolution(3, 3), LayerReach.Convolution(3, 9)];
        Assert.Equal((3, 3), LayerReach.Connect(14, dilated));
        Assert.Equal((5, 5), LayerReach.Connect(9, dilated));
        Assert.Equal((1, 9), LayerReach.Connect(9, LayerReach.Recurrence()));
        Assert.Equal((1, 1), LayerReach.Connect(9, LayerReach.Attention()));
        Assert.Equal((4, 4), LayerReach.Connect(9, LayerReach.Attention(window: 2)));
        Assert.Null(LayerReach.Connect(9, LayerReach.Convolution(1)));
    }

    [Theory]
    [InlineData(9, 3, false, 1)]
    [InlineData(9, 3, true, 1)]
    [InlineData(12, 4, false, 1)]
    [InlineData(11, 3, true, 2)]
    [InlineData(9, 3, false, 1, 3, 9)]
    [InlineData(14, 3, false, 1, 3, 9)]
    public void A_path_is_where_the_gradient_is(int n, int kernel, bool causal, params int[] dilations)
    {
        // The last output's gradient reaches the first input after as many layers as the search says, and not before.
        int layers = LayerReach.Connect(n, [.. dilations.Select(dilation => LayerReach.Convolution(kernel, dilation, causal))])!.Value.Layers;
        Assert.False(Reaches(layers - 1));
        Assert.True(Reaches(layers));

        bool Reaches(int count)
        {
            var workspace = new Workspace();
            var tape = new GradientTape(workspace);
            Tensor x = workspace.From(new(n, 3), Enumerable.Repeat(1f, 3 * n).ToArray()), y = x;
            var rows = new ConsecutiveRows([n], 0);
            for (int layer = 0; layer < count; layer++)
            {
                var options = new ConvolutionOptions(3, 3, kernel, Dilation: dilations[layer % dilations.Length]);
                var convolution = new Conv1d(causal ? options.Causal() : options.Centred());
                convolution.Initialize((ulong)layer + 1);
                y = convolution.Forward(y, rows, new ForwardContext(workspace, tape)).Y;
            }
            if (count == 0) return false;
            tape.GradientOf(y).Memory[^3..].Fill(1);
            tape.Backward();
            return tape.GradientOf(x).Values[..3].ContainsAnyExcept(0f);
        }
    }

    [Fact]
    public void What_has_no_path_to_ask_for_is_refused()
    {
        Assert.Throws<ArgumentException>(() => LayerReach.Connect(1, LayerReach.Recurrence()));
        Assert.Throws<ArgumentException>(() => LayerReach.Connect(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerReach.Convolution(0));
    }
}
