namespace Heed.Studio.Runs;

/// <summary>A step of a training, or the mean of several that follow each other.</summary>
/// <param name="Step">The step; of several the last.</param>
/// <param name="Loss">The loss in nats a target token.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="GradientNorm">The norm of the gradient.</param>
public readonly record struct RunPoint(long Step, double Loss, double LearningRate, double GradientNorm);
