namespace Heed.Evaluation;

/// <summary>The links that people found between the words of a pair, from 0. A link may point past the end of a sentence; it counts like any other.</summary>
/// <param name="Sure">Those everybody is sure of.</param>
/// <param name="Possible">Those that are possible, the sure ones among them.</param>
public sealed record GoldAlignment(IReadOnlySet<(int Source, int Target)> Sure, IReadOnlySet<(int Source, int Target)> Possible);
