namespace Heed.Decoding;

/// <summary>
/// How the next token is drawn instead of searched for: p'(token) ∝ p(token)^(1/T) among the <see cref="TopK"/> most probable tokens, and of those among the fewest
/// whose probabilities p' add up to <see cref="TopP"/>.
/// </summary>
public sealed record Sampling
{
    /// <summary>T, from 0.01 to 100: below 1 the probable tokens become more probable, above 1 all become more alike.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>How many of the most probable tokens may come next (Fan et al. 2018); 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>The probability, above 0 and at most 1, that the fewest tokens must reach together (nucleus sampling, Holtzman et al. 2020); 1 for all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>
    /// The same seed draws the same samples. What is drawn is a function of the seed, the sentence's tokens, the sample's number and the step: neither of the sentence's
    /// neighbours nor of threads, and the same sentence twice gives the same samples.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    internal void Validate()
    {
        if (!(Temperature >= 0.01 && Temperature <= 100)) throw new ArgumentException($"temperature: must be from 0.01 to 100, it is {Temperature}; the most probable token at each step is a beam of 1.");
        if (TopK < 0) throw new ArgumentException($"topK: must be at least 1, or 0 for all tokens, it is {TopK}.");
        if (!(TopP > 0 && TopP <= 1)) throw new ArgumentException($"topP: must be above 0 and at most 1, it is {TopP}.");
    }
}
