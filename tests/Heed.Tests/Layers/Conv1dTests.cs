using Heed.Layers;
using Heed.Tensors;
using Heed.Tests.Kernels;

namespace Heed.Tests.Layers;

public sealed class Conv1dTests
{
    [Theory]
    [InlineData("causal", new float[] { 1, 12, 123, 234 })]
    [InlineData("centred", new float[] { 12, 123, 234, 340 })]
    [InlineData("bare", new float[] { 123, 234 })]
    public void An_example_by_hand(string padding, float[] expected)
    {
        var options = new ConvolutionOptions(1, 1, 3);
        Conv1d layer = New(padding switch { "causal" => options.Causal(), "centred" => options.Centred(), _ => options });
        ReadOnlySpan<float> taps = [100, 10, 1];
        taps.CopyTo(Weight(layer, "weight"));
        Weight(layer, "bias").Clear();
        (Tensor y, ConsecutiveRows rows) = layer.Forward(new Tensor(new(4, 1), [1, 2, 3, 4]), new ConsecutiveRows([4]), Call());
        Assert.Equal(expected, y.Values.ToArray());
        Assert.Equal(expected.Length, rows.Rows);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 1, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(4, 3, 2)]
    public void Steps_give_the_bits_of_the_whole_sequence(int kernel, int dilation, ulong seed)
    {
        const int length = 11, inputs = 5;
        Conv1d layer = New(new ConvolutionOptions(inputs, 7, kernel, Dilation: dilation).Causal(), seed);
        var x = new Tensor(new(2 * length, inputs), Numbers.Uniform(2 * length * inputs, seed));
        Tensor whole = layer.Forward(x, new ConsecutiveRows([length, length]), Call()).Y;
        var history = new ConvolutionHistory();
        for (int t = 0; t < length; t++)
        {
            Tensor y = layer.Step(new Tensor(new(2, inputs), [.. x.Rows(t, 1).Values, .. x.Rows(length + t, 1).Values]), history, Call());
            Numbers.AssertSameBits(whole.Rows(t, 1).Values, y.Rows(0, 1).Values);
            Numbers.AssertSameBits(whole.Rows(length + t, 1).Values, y.Rows(1, 1).Values);
        }
    }

    // Searches grow, swap and drop hypotheses: 1 → 3 → 2 (the last and the first) → 1.
    [Fact]
    public void Hypotheses_go_on_from_what_they_were()
    {
        const int inputs = 3, length = 8;
        Conv1d layer = New(new ConvolutionOptions(inputs, 4, 3, Dilation: 2).Causal());
        var history = new ConvolutionHistory();
        float[][] pasts = [[]];
        for (int t = 0; t < length; t++)
        {
            float[] fresh = Numbers.Uniform(pasts.Length * inputs, (ulong)(t + 1));
            Tensor y = layer.Step(new Tensor(new(pasts.Length, inputs), fresh), history, Call());
            for (int h = 0; h < pasts.Length; h++)
            {
                pasts[h] = [.. pasts[h], .. fresh[(h * inputs)..((h + 1) * inputs)]];
                Tensor whole = layer.Forward(new Tensor(new(t + 1, inputs), pasts[h]), new ConsecutiveRows([t + 1]), Call()).Y;
                Numbers.AssertSameBits(whole.Rows(t, 1).Values, y.Rows(h, 1).Values);
            }
            int[] kept = t switch { 1 => [0, 0, 0], 3 => [2, 0], 5 => [1], _ => [.. Enumerable.Range(0, pasts.Length)] };
            history.Select(kept);
            pasts = [.. kept.Select(h => pasts[h])];
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_sequence_sees_nothing_of_its_neighbours(int dilation)
    {
        Conv1d layer = New(new ConvolutionOptions(3, 4, 3, Dilation: dilation).Centred());
        var alone = new Tensor(new(4, 3), Numbers.Uniform(12, 1));
        float[] nan = [.. Enumerable.Repeat(float.NaN, 6)];
        var between = new Tensor(new(8, 3), [.. nan, .. alone.Values, .. nan]);
        Tensor expected = layer.Forward(alone, new ConsecutiveRows([4]), Call()).Y;
        Tensor y = layer.Forward(between, new ConsecutiveRows([2, 4, 2]), Call()).Y;
        Numbers.AssertSameBits(expected.Values, y.Rows(2, 4).Values);
    }

    [Fact]
    public void A_sequence_shorter_than_the_kernel_and_sizes_below_one_are_refused()
    {
        Conv1d layer = New(new ConvolutionOptions(1, 1, 3, Dilation: 2));
        ArgumentException e = Assert.Throws<ArgumentException>(() => layer.Forward(new Tensor(new(4, 1), [1, 2, 3, 4]), new ConsecutiveRows([4]), Call()));
        Assert.StartsWith("Conv1d: a sequence of 4 steps is shorter than a kernel that reaches over 5.", e.Message);
        Assert.Throws<ArgumentException>(() => new Conv1d(new ConvolutionOptions(1, 1, 0)));
        Assert.Throws<ArgumentException>(() => new Conv1d(new ConvolutionOptions(1, 1, 2, Before: -1)));
    }

    private static Conv1d New(ConvolutionOptions options, ulong seed = 1)
    {
        var layer = new Conv1d(options);
        layer.Initialize(seed);
        return layer;
    }

    private static Span<float> Weight(Conv1d layer, string name) => layer.Parameters.Single(p => p.Name == $"taps.{name}").Parameter.Value.Memory;

    private static ForwardContext Call() => new(new Workspace());
}
