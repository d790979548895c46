using Heed.Layers;

namespace Heed.Evaluation;

/// <summary>Heads that may align, and how well they do.</summary>
/// <param name="Heads">The heads.</param>
/// <param name="Error">The alignment error rate against gold links, or against the links of the other direction: from 0 to 100, less is better.</param>
public sealed record AlignmentCandidate(AlignmentHeads Heads, double Error);
