namespace Heed.Decoding;

/// <summary>What a search has for a source after a step.</summary>
/// <param name="Source">Which of the sources, from 0.</param>
/// <param name="Best">
/// The best hypothesis so far, by the score it has as it stands: one that goes on or one that has ended. A later one need not begin with it, since a beam may change its mind. Of several samples, the first.
/// </param>
public readonly record struct SearchProgress(int Source, Hypothesis Best);
