using Heed.Layers;
using Heed.Tensors;

namespace Heed.Training;

/// <summary>Adam (Kingma and Ba 2015) over all parameters, with the gradient's norm limited and weights decayed apart from it (Loshchilov and Hutter 2019).</summary>
public sealed class AdamOptimizer(ParameterStorage storage, float weightDecay = 0)
{
    /// <summary>The running mean of the gradient.</summary>
    public Tensor Mean { get; } = storage.NewZeros();

    /// <summary>The running mean of its square.</summary>
    public Tensor Variance { get; } = storage.NewZeros();

    /// <summary>Changes the parameters by one step along the mean gradient of a batch.</summary>
    /// <param name="gradient">The gradient of the summed loss.</param>
    /// <param name="squaredNorm">Its sum of squares.</param>
    /// <param name="tokens">Target tokens of the batch.</param>
    /// <param name="step">The step's number, from 1.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="clipNorm">The largest norm of the mean gradient; 0 for no limit.</param>
    /// <returns>The norm of the mean gradient before it was limited.</returns>
    internal double Step(ShardedGradient gradient, double squaredNorm, long tokens, long step, float learningRate, float clipNorm)
    {
        (double norm, AdamStep numbers) = Numbers(squaredNorm, tokens, step, learningRate, clipNorm);
        gradient.ForPieces((offset, count) =>
        {
            var shape = new Shape(count);
            storage.Values.Backend.Adam(storage.Values.Part(offset, shape), gradient.Sum.Part(offset, shape), Mean.Part(offset, shape), Variance.Part(offset, shape), numbers);
        });
        storage.Refresh();
        return norm;
    }

    /// <summary>The same for a gradient that one tape gathered, which is set back to zero for the next batch.</summary>
    /// <param name="gradient">The gradient of the summed loss, in the layout of the storage.</param>
    /// <param name="tokens">Targets of the batch.</param>
    /// <param name="step">The step's number, from 1.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="clipNorm">The largest norm of the mean gradient; 0 for no limit.</param>
    /// <returns>The norm of the mean gradient before it was limited.</returns>
    public double Step(Tensor gradient, long tokens, long step, float learningRate, float clipNorm = 0)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        Backend backend = storage.Values.Backend;
        (double norm, AdamStep numbers) = Numbers(backend.SquareSum(gradient), tokens, step, learningRate, clipNorm);
        backend.Adam(storage.Values, gradient, Mean, Variance, numbers);
        backend.Scale(gradient, 0, gradient);
        storage.Refresh();
        return norm;
    }

    private (double Norm, AdamStep Numbers) Numbers(double squaredNorm, long tokens, long step, float learningRate, float clipNorm)
    {
        double norm = Math.Sqrt(squaredNorm) / tokens, scale = 1.0 / tokens * (clipNorm > 0 && norm > clipNorm ? clipNorm / norm : 1);
        return (norm, new AdamStep(step, learningRate, Beta1: 0.9f, Beta2: 0.98f, Epsilon: 1e-9f, weightDecay, (float)scale));
    }
}
