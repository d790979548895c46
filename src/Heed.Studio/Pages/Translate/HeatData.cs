namespace Heed.Studio.Pages.Translate;

/// <summary>What a heat map shows.</summary>
/// <param name="Columns">What is attended to.</param>
/// <param name="Rows">What asks.</param>
/// <param name="Weights">[rows, columns], row by row.</param>
public sealed record HeatData(IReadOnlyList<string> Columns, IReadOnlyList<string> Rows, ReadOnlyMemory<float> Weights);
