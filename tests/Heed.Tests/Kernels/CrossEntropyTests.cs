using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class CrossEntropyTests
{
    [Fact]
    public void An_example_by_hand()
    {
        // p = (1, 2, 1) / 4; −log p = (2, 1, 2) log 2.
        float[] logits = [0, MathF.Log(2), 0];
        Numbers.AssertNear(Math.Log(2), CrossEntropy.Loss(logits, 1, 0), 1e-6);
        Numbers.AssertNear(Math.Log(2) * (0.9 + 0.1 * 5 / 3), CrossEntropy.Loss(logits, 1, 0.1f), 1e-6);
        Numbers.AssertNear(Math.Log(2), CrossEntropy.Row(logits, 1, 0, 8), 1e-6);
        Numbers.AssertNear([2, -4, 2], logits, 1e-6);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(1f)]
    public void Loss_and_gradient_agree_with_double_precision(float smoothing)
    {
        foreach (int n in (int[])[1, 2, 3, 15, 16, 17, 33, 65, 1000])
        {
            int target = n / 2;
            float[] logits = Numbers.Uniform(n, 1, -8, 8), gradient = [.. logits];
            double expected = Twin(Numbers.Doubles(logits), target, smoothing);
            Numbers.AssertNear(expected, CrossEntropy.Loss(logits, target, smoothing), 1e-6);
            float loss = CrossEntropy.Row(gradient, target, smoothing, 0.25f);
            Assert.Equal(loss, CrossEntropy.Loss(logits, target, smoothing));
            double[] differences = Numbers.Gradient(v => 0.25 * Twin(v, target, smoothing), Numbers.Doubles(logits));
            Numbers.AssertNear(differences, gradient, 1e-6);
        }
    }

    [Fact]
    public void Large_logits_lose_nothing()
    {
        float[] logits = [10000, 10001, -10000];
        Numbers.AssertNear(Math.Log(1 + Math.Exp(-1)), CrossEntropy.Loss(logits, 1, 0), 1e-6);
        Numbers.AssertNear(Math.Log(1 + Math.Exp(1)), CrossEntropy.Loss(logits, 0, 0), 1e-6);
        Numbers.AssertNear(20001 + Math.Log(1 + Math.Exp(-1)), CrossEntropy.Row(logits, 2, 0, 1), 1e-6);
        Numbers.AssertNear([0.26894142, 0.73105858, -1], logits, 1e-6);
    }

    [Fact]
    public void A_gradient_sums_to_zero()
    {
        float[] logits = Numbers.Uniform(8000, 2, -5, 5);
        CrossEntropy.Row(logits, 4000, 0.1f, 1);
        Assert.Equal(0, logits.Sum(v => (double)v), 1e-5);
    }

    [Fact]
    public void A_logit_that_is_not_a_number_shows_in_the_loss()
    {
        Assert.True(float.IsNaN(CrossEntropy.Loss([1, float.NaN, 2], 0, 0)));
        Assert.True(float.IsNaN(CrossEntropy.Row([1, float.NaN, 2], 0, 0.1f, 1)));
    }

    private static double Twin(double[] x, int target, float smoothing)
    {
        double max = x.Max(), log = max + Math.Log(x.Sum(v => Math.Exp(v - max)));
        return (1.0 - smoothing) * (log - x[target]) + smoothing * (log - x.Average());
    }
}
