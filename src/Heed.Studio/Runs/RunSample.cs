namespace Heed.Studio.Runs;

/// <summary>A development sentence and what a model made of it.</summary>
/// <param name="Source">The sentence.</param>
/// <param name="Reference">The translation it should have.</param>
/// <param name="Translation">The translation it got.</param>
public sealed record RunSample(string Source, string Reference, string Translation);
