using Heed.Layers;

namespace Heed.Evaluation;

/// <summary>Weights that may align, and how well they do.</summary>
/// <param name="Choice">The weights.</param>
/// <param name="Error">The alignment error rate against gold links, or against the links of the other direction: from 0 to 100, less is better.</param>
public sealed record AlignmentCandidate(AlignmentChoice Choice, double Error);
