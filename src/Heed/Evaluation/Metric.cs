namespace Heed.Evaluation;

/// <summary>A way to judge translations against references.</summary>
/// <param name="Name">The name that the command line takes.</param>
/// <param name="Summary">What it measures, in one line.</param>
/// <param name="Score">Translations and sets of references (each as long as the translations) to a score; higher is better.</param>
public sealed record Metric(string Name, string Summary, Func<IReadOnlyList<string>, IReadOnlyList<IReadOnlyList<string>>, MetricScore> Score);

