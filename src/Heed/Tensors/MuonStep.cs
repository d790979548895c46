namespace Heed.Tensors;

/// <summary>The numbers of one step of Muon. Jordan et al. 2024; size of the step and weight decay: Liu et al. 2025.</summary>
/// <param name="LearningRate">The learning rate of this step.</param>
/// <param name="Momentum">The share of the momentum that stays, in [0, 1).</param>
/// <param name="WeightDecay">The share of a weight, times the learning rate, that is taken off at each step; 0 for none.</param>
/// <param name="GradientScale">A factor for the gradient: one over the number of tokens, times the clipping.</param>
public readonly record struct MuonStep(float LearningRate, float Momentum, float WeightDecay, float GradientScale);
