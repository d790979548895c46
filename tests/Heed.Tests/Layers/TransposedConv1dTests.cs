using Heed.Layers;
using Heed.Tensors;
using Heed.Tests.Tensors;

namespace Heed.Tests.Layers;

public sealed class TransposedConv1dTests
{
    [Fact]
    public void Three_steps_become_five_by_hand()
    {
        // One number a step, V = (1, 10, 100), stride 2, one zero before: step s is spread over 2 s − 1, 2 s, 2 s + 1.
        var layer = new TransposedConv1d(new ConvolutionOptions(1, 1, 3, Stride: 2).Centred());
        float[][] weights = [[1, 10, 100], [0.5f]];
        int i = 0;
        foreach ((_, Parameter parameter) in layer.Parameters.OrderByDescending(p => p.Parameter.Shape.Count)) weights[i++].CopyTo(parameter.Value.Memory);
        var workspace = new Workspace();
        Tensor x = workspace.From(new(3, 1), [1, 2, 3]);
        Tensor y = layer.Forward(x, new ConsecutiveRows([3]), new ConsecutiveRows([5]), new ForwardContext(workspace));
        Assert.Equal([10.5f, 102.5f, 20.5f, 203.5f, 30.5f], y.Values.ToArray());
    }

    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(4, 3, 1)]
    [InlineData(3, 2, 2)]
    [InlineData(2, 1, 2)]
    public void It_is_the_adjoint_of_a_convolution(int kernel, int stride, int dilation)
    {
        // ⟨conv(a), b⟩ = ⟨a, transposed(b)⟩ with the same taps and no bias.
        ConvolutionOptions options = new ConvolutionOptions(2, 2, kernel, stride, dilation).Centred();
        var down = new Conv1d(options);
        var back = new TransposedConv1d(options);
        down.Initialize(1);
        float[] w = down.Parameters.First(p => p.Name == "taps.weight").Parameter.Value.Values.ToArray(), v = back.Parameters.First(p => p.Name == "taps.weight").Parameter.Value.Memory.ToArray();
        // W [out, tap · in] and V [tap · out, in]: what convolution reads from i to o, the other writes from o to i.
        for (int o = 0; o < 2; o++)
            for (int j = 0; j < kernel; j++)
                for (int i = 0; i < 2; i++) v[(j * 2 + i) * 2 + o] = w[o * 2 * kernel + j * 2 + i];
        Parameter taps = back.Parameters.First(p => p.Name == "taps.weight").Parameter;
        v.CopyTo(taps.Value.Memory);
        taps.Refresh();
        var workspace = new Workspace();
        var rows = new ConsecutiveRows([9, 7]);
        Tensor a = GradientCheck.Random(3, rows.Rows, 2);
        (Tensor c, ConsecutiveRows shorter) = down.Forward(a, rows, new ForwardContext(workspace));
        Tensor b = GradientCheck.Random(4, shorter.Rows, 2);
        Tensor t = back.Forward(b, shorter, rows, new ForwardContext(workspace));
        double left = 0, right = 0;
        for (int i = 0; i < c.Shape.Count; i++) left += (double)c.Values[i] * b.Values[i];
        for (int i = 0; i < a.Shape.Count; i++) right += (double)a.Values[i] * t.Values[i];
        Assert.Equal(left, right, 1e-4);
    }

    [Fact]
    public void Lengths_that_a_convolution_would_not_make_are_refused()
    {
        var layer = new TransposedConv1d(new ConvolutionOptions(2, 2, 3, Stride: 2).Centred());
        var workspace = new Workspace();
        Assert.Contains("makes sequences of 4 steps", Assert.Throws<ArgumentException>(() => layer.Forward(workspace.Zeros(new(3, 2)), new ConsecutiveRows([3]), new ConsecutiveRows([7]), new ForwardContext(workspace))).Message, StringComparison.Ordinal);
    }
}
