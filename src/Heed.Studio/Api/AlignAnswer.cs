namespace Heed.Studio.Api;

/// <summary>Links, in the order of the pairs.</summary>
internal sealed record AlignAnswer(string Model, IReadOnlyList<AlignmentAnswer> Alignments);
