namespace Heed.Tensors;

/// <summary>The numbers of one step of Adam. Kingma and Ba 2015; decoupled weight decay: Loshchilov and Hutter 2019.</summary>
/// <param name="Number">The step's number, from 1.</param>
/// <param name="LearningRate">The learning rate of this step.</param>
/// <param name="Beta1">The decay of the mean, in [0, 1).</param>
/// <param name="Beta2">The decay of the squared mean, in [0, 1).</param>
/// <param name="Epsilon">Added to the root of the squared mean.</param>
/// <param name="WeightDecay">The share of a weight, times the learning rate, that is taken off at each step; 0 for none.</param>
/// <param name="GradientScale">A factor for the gradient: one over the number of tokens, times the clipping.</param>
public readonly record struct AdamStep(long Number, float LearningRate, float Beta1, float Beta2, float Epsilon, float WeightDecay, float GradientScale);
