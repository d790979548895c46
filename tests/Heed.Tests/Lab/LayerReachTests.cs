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
        Assert.Equal((5, 5), LayerReach.Connect(9, dilated));
        Assert.Equal((1, 9), LayerReach.Connect(9, LayerReach.Recurrence()));
        Assert.Equal((1, 1), LayerReach.Connect(9, LayerReach.Attention()));
        Assert.Equal((4, 4), LayerReach.Connect(9, LayerReach.Attention((2, 2))));
        Assert.Equal((8, 8), LayerReach.Connect(9, LayerReach.Attention((1, 1))));
        Assert.Null(LayerReach.Connect(9, LayerReach.Convolution(1)));
        // Dilations of 2 alone never lead from even to odd places.
        Assert.Null(LayerReach.Connect(9, LayerReach.Convolution(3, 2, causal: true)));
        // A window of itself and the one before never shows an earlier position what comes later.
        Assert.Null(LayerReach.Connect(9, LayerReach.Attention((1, 0))));
    }

    [Fact]
    public void From_end_to_end_is_not_yet_every_pair()
    {
        // Fourteen positions, 1 + 3 + 9 = 13: the ends are three layers apart; but from 0 to 8 would be one back and nine on, and nothing stands before 0.
        LayerReach[] dilated = [LayerReach.Convolution(3), LayerReach.Convolution(3, 3), LayerReach.Convolution(3, 9)];
        (int layers, int steps) = LayerReach.Connect(14, dilated)!.Value;
        Assert.Equal((5, 5), (layers, steps));
        Assert.Equal(27, LayerReach.Seen(81, 3, dilated));
        Assert.Equal(9, LayerReach.Seen(81, 4, LayerReach.Convolution(3)));
        Assert.Equal(2, LayerReach.Seen(9, 1, LayerReach.Convolution(2)));
    }

    [Fact]
    public void Strides_go_down_and_back()
    {
        // By hand, kernel 3 and stride 2 among nine positions: 9 → 5 → 3 → 2 → 1, where all meet, and back: four and four.
        (int layers, int steps, int[] lengths) = LayerReach.ConnectStrided(9, 3, 2)!.Value;
        Assert.Equal((8, 8), (layers, steps));
        Assert.Equal([9, 5, 3, 2, 1], lengths);
        // Kernel 3 and stride 3 tile: 9 → 3 → 1 and back.
        Assert.Equal((4, 4), (LayerReach.ConnectStrided(9, 3, 3)!.Value.Layers, LayerReach.ConnectStrided(9, 3, 3)!.Value.Steps));
        // Twice as long is one step down and one back more, where a convolution without a stride needs as many layers again as there are positions more.
        Assert.Equal(20, LayerReach.ConnectStrided(1024, 3, 2)!.Value.Layers);
        Assert.Equal([[0, 1], [1, 2, 3], [3, 4]], LayerReach.Strided(3, 2).Reads(5));
        Assert.Equal([[0], [0, 1], [1], [1, 2], [2]], LayerReach.Back(3, 2, 5).Reads(3));
    }

    [Theory]
    [InlineData(9, 3, false, 1)]
    [InlineData(9, 3, true, 1)]
    [InlineData(12, 4, false, 1)]
    [InlineData(11, 3, true, 2, 1)]
    [InlineData(9, 3, false, 1, 3, 9)]
    [InlineData(14, 3, false, 1, 3, 9)]
    public void A_path_is_where_the_gradient_is(int n, int kernel, bool causal, params int[] dilations)
    {
        // The gradients of outputs reach all inputs they can reach after as many layers as the search says, and not before.
        int layers = LayerReach.Connect(n, [.. dilations.Select(dilation => LayerReach.Convolution(kernel, dilation, causal))])!.Value.Layers;
        Assert.Equal((false, true), (ReachAll(layers - 1), ReachAll(layers)));

        bool ReachAll(int count) => Reached(n, causal, (x, rows, context) =>
        {
            for (int layer = 0; layer < count; layer++)
            {
                var options = new ConvolutionOptions(3, 3, kernel, Dilation: dilations[layer % dilations.Length]);
                x = Drawn(new Conv1d(causal ? options.Causal() : options.Centred()), layer).Forward(x, rows, context).Y;
            }
            return x;
        });
    }

    [Theory]
    [InlineData(9, 3, 2)]
    [InlineData(9, 3, 3)]
    [InlineData(13, 4, 3)]
    [InlineData(16, 2, 2)]
    public void A_path_through_strides_is_where_the_gradient_is(int n, int kernel, int stride)
    {
        int half = LayerReach.ConnectStrided(n, kernel, stride)!.Value.Layers / 2;
        Assert.Equal((false, true), (ReachAll(half - 1), ReachAll(half)));

        bool ReachAll(int count) => Reached(n, false, (x, rows, context) =>
        {
            ConvolutionOptions options = new ConvolutionOptions(3, 3, kernel, stride).Centred();
            List<ConsecutiveRows> lengths = [rows];
            for (int i = 0; i < count; i++)
            {
                (x, rows) = Drawn(new Conv1d(options), i).Forward(x, rows, context);
                lengths.Add(rows);
            }
            for (int i = count; i > 0; i--) x = Drawn(new TransposedConv1d(options), count + i).Forward(x, lengths[i], lengths[i - 1], context);
            return x;
        });
    }

    [Fact]
    public void What_has_no_path_to_ask_for_is_refused()
    {
        Assert.Throws<ArgumentException>(() => LayerReach.Connect(1, LayerReach.Recurrence()));
        Assert.Throws<ArgumentException>(() => LayerReach.Connect(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerReach.Convolution(0));
        Assert.Contains("read by nobody", Assert.Throws<ArgumentException>(() => LayerReach.Strided(2, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LayerReach.ConnectStrided(9, 3, 1));
    }

    private static T Drawn<T>(T layer, int seed) where T : Module
    {
        layer.Initialize((ulong)seed + 1);
        return layer;
    }

    private static bool Reached(int n, bool causal, Func<Tensor, ConsecutiveRows, ForwardContext, Tensor> stack)
    {
        for (int output = 0; output < n; output++)
        {
            var workspace = new Workspace();
            var tape = new GradientTape(workspace);
            Tensor x = workspace.From(new(n, 3), Enumerable.Repeat(1f, 3 * n).ToArray());
            Tensor y = stack(x, new ConsecutiveRows([n]), new ForwardContext(workspace, tape));
            tape.GradientOf(y).Rows(output, 1).Memory.Fill(1);
            tape.Backward();
            for (int input = 0; input < (causal ? output + 1 : n); input++)
                if (!tape.GradientOf(x).Rows(input, 1).Values.ContainsAnyExcept(0f)) return false;
        }
        return true;
    }
}
