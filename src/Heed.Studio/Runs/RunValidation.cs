namespace Heed.Studio.Runs;

/// <summary>What a model was worth at a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Perplexity">The perplexity on the development pairs.</param>
/// <param name="Bleu">BLEU of their translations, in percent.</param>
public readonly record struct RunValidation(long Step, double Perplexity, double Bleu);
