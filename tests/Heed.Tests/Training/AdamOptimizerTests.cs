using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Training;

namespace Heed.Tests.Training;

public sealed class AdamOptimizerTests
{
    private readonly ParameterStorage _storage;
    private readonly ShardedGradient _gradient;

    public AdamOptimizerTests()
    {
        TranslationModel model = TranslationModels.Create(new ModelConfig { From = "aa", To = "bb", Vocabulary = 260, EmbeddingSize = 4, EncoderSize = 4, DecoderSize = 8, AttentionSize = 4 });
        _storage = new ParameterStorage(model);
        _gradient = new ShardedGradient(model, _storage, 1, Workers.One);
        (_gradient.Sum.Memory[0], _gradient.Sum.Memory[1], _gradient.Sum.Memory[2]) = (3, -4, 12);           // norm 13
    }

    [Theory]
    [InlineData(0, 0.5)]                        // no limit: the mean over two tokens
    [InlineData(7, 0.5)]                        // 13 / 2 is within the limit
    [InlineData(1, 1.0 / 13)]                   // 13 / 2 becomes 1
    [InlineData(3.25, 0.25)]                    // and here half as long
    public void The_mean_gradient_is_scaled_down_to_the_largest_norm(float clipNorm, double scale)
    {
        var optimizer = new AdamOptimizer(_storage);
        double norm = optimizer.Step(_gradient.Sum, 169, tokens: 2, step: 1, learningRate: 0.01f, clipNorm, Workers.One);
        Assert.Equal(6.5, norm, 12);
        float[] gradient = [3, -4, 12, 0];
        for (int i = 0; i < gradient.Length; i++)
        {
            double g = gradient[i] * scale;
            Assert.Equal(0.1 * g, optimizer.Mean.Values[i], 1e-6);
            Assert.Equal(0.02 * g * g, optimizer.Variance.Values[i], 1e-6);
            Assert.Equal(-0.01 * Math.Sign(g), _storage.Values.Values[i], 1e-6);                             // the first step is as long as the learning rate
        }
    }

    [Fact]
    public void A_second_step_leans_on_the_first()
    {
        var optimizer = new AdamOptimizer(_storage);
        optimizer.Step(_gradient.Sum, 169, 1, 1, 0.01f, 0, Workers.One);
        _gradient.Sum.Memory[0] = -3;
        optimizer.Step(_gradient.Sum, 169, 1, 2, 0.01f, 0, Workers.One);
        // m = 0.9 · 0.3 − 0.1 · 3 = −0.03, v = 0.98 · 0.18 + 0.02 · 9 = 0.3564; without bias −0.03 / 0.19 and 0.3564 / 0.0396 = 9.
        Assert.Equal(-0.03, optimizer.Mean.Values[0], 1e-6);
        Assert.Equal(0.3564, optimizer.Variance.Values[0], 1e-6);
        Assert.Equal(-0.01 + 0.01 * 0.03 / 0.19 / 3, _storage.Values.Values[0], 1e-6);
    }
}
