namespace Heed.Studio.Runs;

/// <summary>How fast a run was at a step, as far as somebody watched.</summary>
/// <param name="Step">The step.</param>
/// <param name="TokensPerSecond">Target tokens a second, validations included.</param>
public readonly record struct RunSpeed(long Step, double TokensPerSecond);
