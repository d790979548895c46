namespace Heed.Text.Corpora;

/// <summary>A kind of corpus.</summary>
/// <param name="Name">What stands before the colon in a corpus's name.</param>
/// <param name="Description">One line for a reader.</param>
/// <param name="Example">A whole name.</param>
/// <param name="Parse">Makes a corpus of what stands after the colon.</param>
public sealed record CorpusFormat(string Name, string Description, string Example, Func<string, CorpusSpec> Parse);
