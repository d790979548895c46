using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Training;

/// <summary>
/// Muon (Jordan et al. 2024) for the matrices of layers, Adam (Kingma and Ba 2015) for all else: embeddings and other tables, biases, norms. A matrix moves along its momentum with all singular values made about equal, so that rare
/// directions are learnt as fast as frequent ones. One learning rate serves both (Liu et al. 2025).
/// </summary>
public sealed class MuonOptimizer(ParameterStorage storage, float weightDecay = 0) : Optimizer(storage, weightDecay)
{
    private const float Momentum = 0.95f;

    // The longest first, so that no thread waits long for another.
    private readonly Parameter[] _parameters = [.. storage.Parameters.Select(static entry => entry.Parameter).OrderByDescending(Work)];

    private static bool IsMatrix(Parameter parameter) => parameter is { IsTable: false, Shape.Rank: 2 } && parameter.Shape[0] > 1 && parameter.Shape[1] > 1;

    private static long Work(Parameter parameter) => IsMatrix(parameter) ? (long)parameter.Shape.Count * Math.Min(parameter.Shape[0], parameter.Shape[1]) : parameter.Shape.Count;

    private protected override void Apply(Tensor gradient, AdamStep numbers, Workers workers)
    {
        var muon = new MuonStep(numbers.LearningRate, Momentum, numbers.WeightDecay, numbers.GradientScale);
        workers.For(_parameters.Length, i =>
        {
            Tensor value = _parameters[i].Value;
            Tensor own = Storage.PartOf(gradient, value)!, mean = Storage.PartOf(Mean, value)!;
            if (IsMatrix(_parameters[i])) value.Backend.Muon(value, own, mean, muon);
            else value.Backend.Adam(value, own, mean, Storage.PartOf(Variance, value)!, numbers);
        });
    }
}
