namespace Heed.Decoding;

/// <summary>
/// What hypotheses are compared by: s(Y) = log p(Y) / lp(Y) + cp(Y), with the length penalty and the coverage penalty of the options. Wu et al. 2016, equation 14.
/// </summary>
internal static class Ranking
{
    /// <summary>s(Y) of the hypothesis that ends with a token of the tree, of its log-probability and number of tokens.</summary>
    public static double Score(SearchOptions options, TokenTree tree, int node, double logProbability, int length, int sourceTokens)
    {
        double coverage = 0;
        if (options.CoverageWeight > 0)
        {
            Span<float> sums = sourceTokens <= 512 ? stackalloc float[512] : new float[sourceTokens];
            tree.SumWeights(node, sums[..sourceTokens]);
            coverage = Coverage(options, sums[..sourceTokens]);
        }
        return Score(options, logProbability, length, coverage);
    }

    /// <summary>s(Y) of a log-probability, a number of tokens and the coverage penalty.</summary>
    public static double Score(SearchOptions options, double logProbability, int length, double coverage) => logProbability / Divisor(options, length) + coverage;

    /// <summary>
    /// The most that a hypothesis of this log-probability can come to with up to <paramref name="longest"/> tokens: neither log p nor cp grows, and of equal
    /// log-probabilities the longest has the highest score.
    /// </summary>
    public static double Bound(SearchOptions options, double logProbability, int longest) => Score(options, logProbability, longest, 0);

    /// <summary>β Σ_i log min(Σ_j α_ji, 1) of the sums over target tokens, one for each source token.</summary>
    public static double Coverage(SearchOptions options, ReadOnlySpan<float> sums)
    {
        double penalty = 0;
        foreach (float sum in sums) penalty += Math.Log(Math.Clamp(sum, SearchOptions.SmallestCoverage, 1));
        return options.CoverageWeight * penalty;
    }

    /// <summary>The coverage penalty that a score was made with.</summary>
    public static double CoverageOf(SearchOptions options, double score, double logProbability, int length) =>
        options.CoverageWeight > 0 ? score - logProbability / Divisor(options, length) : 0;

    private static double Divisor(SearchOptions options, int length) => Math.Pow(options.LengthPenalty == LengthPenalty.Gnmt ? (5.0 + length) / 6 : length, options.LengthExponent);
}
