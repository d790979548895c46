namespace Heed.Studio.Runs;

/// <summary>The sample translations of one validation.</summary>
/// <param name="Step">The step.</param>
/// <param name="Sentences">The same sentences at every step.</param>
public sealed record RunSamples(long Step, IReadOnlyList<RunSample> Sentences);
