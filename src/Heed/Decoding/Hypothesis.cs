namespace Heed.Decoding;

/// <summary>What a search found for one source.</summary>
/// <param name="Tokens">The tokens, the end symbol included if it was reached.</param>
/// <param name="LogProbability">Σ log p of the tokens, natural logarithm.</param>
/// <param name="Score">The log-probability divided by the length penalty, plus the coverage penalty: what hypotheses are ranked by.</param>
/// <param name="Finished">Whether the end symbol was reached before the longest allowed length.</param>
/// <param name="Weights">For each token the weights over the source's tokens [tokens × source tokens], row by row; empty for a model without attention.</param>
public sealed record Hypothesis(int[] Tokens, double LogProbability, double Score, bool Finished, float[] Weights)
{
    /// <summary>The tokens of the text: all but the end symbol.</summary>
    internal int[] TextTokens => Finished ? Tokens[..^1] : Tokens;

    /// <summary>The numbers of terms that it should have and has not.</summary>
    internal IReadOnlyList<int> Lacking { get; init; } = [];
}
