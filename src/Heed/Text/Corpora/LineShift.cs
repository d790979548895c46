namespace Heed.Text.Corpora;

/// <summary>A part of a corpus whose translations stand some lines away from their sentences.</summary>
/// <param name="First">The place of the first pair of the part.</param>
/// <param name="Last">The place of its last pair.</param>
/// <param name="Lines">How many lines further down the translations stand; negative for further up.</param>
internal readonly record struct LineShift(int First, int Last, int Lines);
