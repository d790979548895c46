namespace Heed.Decoding;

/// <summary>How a translation is searched for.</summary>
public sealed record SearchOptions
{
    /// <summary>Hypotheses kept at each step, from 1 (greedy) to 64.</summary>
    public int Beam { get; init; } = 5;

    /// <summary>The exponent of the length that log-probabilities are divided by: 0 prefers short translations, 1 takes the mean.</summary>
    public double LengthExponent { get; init; } = 1;

    /// <summary>The most tokens for a source of n tokens are <see cref="LengthFactor"/> · n + <see cref="LengthExtra"/>.</summary>
    public double LengthFactor { get; init; } = 2;

    /// <summary>Tokens allowed on top of the factor.</summary>
    public int LengthExtra { get; init; } = 20;

    /// <summary>
    /// The most tokens of a source that is translated at once, the end symbol not counted. A longer sentence is cut, and the translation says so; models are
    /// trained on sentences, and forget the beginning of what is much longer.
    /// </summary>
    public int LongestSource { get; init; } = 200;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public SearchOptions Validate()
    {
        if (Beam is < 1 or > 64) throw new ArgumentException($"beam: must be from 1 to 64, it is {Beam}.");
        if (!(LengthExponent >= 0 && LengthExponent <= 10)) throw new ArgumentException($"lengthExponent: must be from 0 to 10, it is {LengthExponent}.");
        if (!(LengthFactor >= 0 && LengthFactor <= 100) || LengthExtra is < 1 or > 100_000) throw new ArgumentException("lengthFactor must be from 0 to 100, lengthExtra from 1 to 100,000.");
        if (LongestSource is < 1 or > 100_000) throw new ArgumentException($"longestSource: must be from 1 to 100,000 tokens, it is {LongestSource}.");
        return this;
    }

    // Depends on the source alone, never on its neighbours in a batch.
    internal int LongestFor(int sourceTokens) => (int)(LengthFactor * sourceTokens) + LengthExtra;
}
