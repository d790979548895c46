using Heed.Layers;

namespace Heed.Training;

/// <summary>The optimizers.</summary>
public static class Optimizers
{
    /// <summary>Every optimizer: its name, what it does, and how it is made for parameters and a weight decay.</summary>
    public static IReadOnlyList<(string Name, string Description, Func<ParameterStorage, float, Optimizer> Create)> All { get; } =
    [
        ("adam", "each weight by the mean of its gradient over its root mean square (Kingma and Ba 2015)", static (storage, decay) => new AdamOptimizer(storage, decay)),
        ("muon", "matrices of layers along their momentum, made orthogonal (Jordan et al. 2024), all else by Adam", static (storage, decay) => new MuonOptimizer(storage, decay)),
    ];

    /// <summary>The optimizer that a run asks for.</summary>
    internal static Optimizer Create(TrainingOptions options, ParameterStorage storage) => All.First(optimizer => optimizer.Name == options.Optimizer).Create(storage, options.WeightDecay);
}
