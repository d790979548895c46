using Heed.Attention;
using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Tests.Kernels;
using Heed.Tests.Tensors;

namespace Heed.Tests.Attention;

public sealed class LinearAttentionTests
{
    [Fact]
    public void Two_keys_by_hand()
    {
        // φ(1) = 2, φ(0) = 1, φ(−ln 2) = ½: weights 2 · 1 : 2 · ½ over the values 3 and 9.
        Tensor q = new(new(1, 1), [1f]), k = new(new(2, 1), [0f, -MathF.Log(2)]), v = new(new(2, 1), [3f, 9f]);
        Tensor y = q.LinearAttention(k, v, 1, [new AttentionSpan(0, 1, 0, 2)], causal: false, null);
        Assert.Equal(5, y.Values[0], 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_the_weighted_mean_by_its_kernel(bool causal)
    {
        const int n = 9, heads = 2, size = 3, valueSize = 4;
        Tensor q = GradientCheck.Random(1, n, heads * size), k = GradientCheck.Random(2, n, heads * size), v = GradientCheck.Random(3, n, heads * valueSize);
        float[] actual = q.LinearAttention(k, v, heads, [new AttentionSpan(0, 4, 0, 4), new AttentionSpan(4, 5, 4, 5)], causal, null).Values.ToArray();
        for (int i = 0; i < n; i++)
            for (int h = 0; h < heads; h++)
            {
                (int first, int end) = i < 4 ? (0, 4) : (4, 9);
                if (causal) end = i + 1;
                double sum = 0;
                double[] expected = new double[valueSize];
                for (int j = first; j < end; j++)
                {
                    double weight = 0;
                    for (int f = 0; f < size; f++) weight += Feature(q.Values[(i * heads + h) * size + f]) * Feature(k.Values[(j * heads + h) * size + f]);
                    sum += weight;
                    for (int f = 0; f < valueSize; f++) expected[f] += weight * v.Values[(j * heads + h) * valueSize + f];
                }
                for (int f = 0; f < valueSize; f++) Assert.Equal(expected[f] / sum, actual[(i * heads + h) * valueSize + f], 1e-5);
            }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_agree_with_central_differences(bool causal)
    {
        AttentionSpan[] spans = [new AttentionSpan(0, 3, 0, 3), new AttentionSpan(3, 4, 3, 4)];
        GradientCheck.Of((x, tape) => x[0].LinearAttention(x[1], x[2], 2, spans, causal, tape), x => ByFormula(x[0], x[1], x[2], causal), [GradientCheck.Random(1, 7, 6), GradientCheck.Random(2, 7, 6), GradientCheck.Random(3, 7, 8)]);
    }

    // Two heads of 3 numbers and values of 4; sentences of 3 and 4.
    private static double[] ByFormula(double[] q, double[] k, double[] v, bool causal)
    {
        double[] outputs = new double[7 * 8];
        for (int i = 0; i < 7; i++)
            for (int h = 0; h < 2; h++)
            {
                (int first, int end) = i < 3 ? (0, 3) : (3, 7);
                if (causal) end = i + 1;
                double sum = 0;
                for (int j = first; j < end; j++)
                {
                    double weight = 0;
                    for (int f = 0; f < 3; f++) weight += Feature(q[(i * 2 + h) * 3 + f]) * Feature(k[(j * 2 + h) * 3 + f]);
                    sum += weight;
                    for (int f = 0; f < 4; f++) outputs[(i * 2 + h) * 4 + f] += weight * v[(j * 2 + h) * 4 + f];
                }
                for (int f = 0; f < 4; f++) outputs[(i * 2 + h) * 4 + f] /= sum;
            }
        return outputs;
    }

    private static double Feature(double x) => x > 0 ? x + 1 : Math.Exp(x);

    [Fact]
    public void Steps_give_the_bits_of_the_whole_sequence()
    {
        var layer = new LinearAttention(12, 3);
        layer.Initialize(4);
        Tensor x = GradientCheck.Random(5, 11, 12);
        Tensor whole = layer.Forward(x, new ConsecutiveRows([11]), causal: true, new ForwardContext(new Workspace()));
        LinearAttentionState state = layer.NewState();
        for (int t = 0; t < 11; t++) Numbers.AssertSameBits(whole.Rows(t, 1).Values, layer.Step(x.Rows(t, 1), state, new ForwardContext(new Workspace())).Values);
    }

    [Fact]
    public void Nothing_to_attend_to_gives_zeros()
    {
        Tensor y = GradientCheck.Random(1, 2, 4).LinearAttention(GradientCheck.Random(2, 2, 4), GradientCheck.Random(3, 2, 4), 2, [new AttentionSpan(0, 2, 0, 0)], causal: false, null);
        Assert.All(y.Values.ToArray(), value => Assert.Equal(0, value));
        Assert.Throws<ArgumentException>(() => new LinearAttention(10, 3));
    }
}
