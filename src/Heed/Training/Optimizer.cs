using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Training;

/// <summary>Changes all parameters of a model along a gradient whose norm is limited.</summary>
public abstract class Optimizer
{
    private readonly float _weightDecay;

    private protected Optimizer(ParameterStorage storage, float weightDecay)
    {
        ArgumentNullException.ThrowIfNull(storage);
        Storage = storage;
        _weightDecay = weightDecay;
        Mean = storage.NewZeros();
        Variance = storage.NewZeros();
    }

    /// <summary>The running mean of the gradient, or its momentum.</summary>
    public Tensor Mean { get; }

    /// <summary>The running mean of its square; zero where an optimizer needs none.</summary>
    public Tensor Variance { get; }

    private protected ParameterStorage Storage { get; }

    /// <summary>Changes the parameters by one step along the mean gradient of a batch.</summary>
    /// <param name="gradient">The gradient of the summed loss, in the layout of the storage.</param>
    /// <param name="squaredNorm">Its sum of squares.</param>
    /// <param name="tokens">Target tokens of the batch.</param>
    /// <param name="step">The step's number, from 1.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="clipNorm">The largest norm of the mean gradient; 0 for no limit.</param>
    /// <param name="workers">The threads; the result does not depend on them.</param>
    /// <returns>The norm of the mean gradient before it was limited.</returns>
    internal double Step(Tensor gradient, double squaredNorm, long tokens, long step, float learningRate, float clipNorm, Workers workers)
    {
        double norm = Math.Sqrt(squaredNorm) / tokens, scale = 1.0 / tokens * (clipNorm > 0 && norm > clipNorm ? clipNorm / norm : 1);
        Apply(gradient, new AdamStep(step, learningRate, Beta1: 0.9f, Beta2: 0.98f, Epsilon: 1e-9f, _weightDecay, (float)scale), workers);
        Storage.Refresh(workers);
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
        Backend backend = Storage.Values.Backend;
        double norm = Step(gradient, backend.SquareSum(gradient), tokens, step, learningRate, clipNorm, Workers.One);
        backend.Scale(gradient, 0, gradient);
        return norm;
    }

    private protected abstract void Apply(Tensor gradient, AdamStep numbers, Workers workers);
}
