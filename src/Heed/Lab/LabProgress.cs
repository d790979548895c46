namespace Heed.Lab;

/// <summary>How far an experiment has come.</summary>
/// <param name="Done">The fraction that is done, 0 to 1, by the work that it takes as far as that is known.</param>
/// <param name="What">What comes next.</param>
public readonly record struct LabProgress(double Done, string What);
