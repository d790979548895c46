namespace Heed.Evaluation;

/// <summary>What a <see cref="Metric"/> says of a test set.</summary>
/// <param name="Value">0 to 100, higher is better.</param>
/// <param name="Text">The line that scorers print.</param>
/// <param name="Signature">The settings and the version, for comparing like with like.</param>
public sealed record MetricScore(double Value, string Text, string Signature);
