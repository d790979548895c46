namespace Heed.Decoding;

/// <summary>What there is of a translation while it is made.</summary>
/// <param name="Text">
/// The translations of the sentences that are done, and the best that there is of the next one. A character whose bytes are not all there yet is left out. A beam may change its mind: a later text need not begin
/// with this one.
/// </param>
/// <param name="Done">How many sentences are done.</param>
/// <param name="Sentences">How many there are: sentences of the text, and stretches of those that are too long.</param>
public sealed record LiveTranslation(string Text, int Done, int Sentences);
