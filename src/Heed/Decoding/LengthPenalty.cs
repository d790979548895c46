namespace Heed.Decoding;

/// <summary>
/// What a log-probability is divided by, so that translations of different lengths can be compared: a longer one has more factors below 1. A is
/// <see cref="SearchOptions.LengthExponent"/>, |Y| the number of target tokens, the end symbol included.
/// </summary>
public enum LengthPenalty
{
    /// <summary>lp(Y) = |Y|^A: with A = 1 the mean of the tokens' log-probabilities, with A = 0 their sum.</summary>
    Power,

    /// <summary>lp(Y) = (5 + |Y|)^A / (5 + 1)^A: gentler on short translations. Wu et al. 2016, equation 14.</summary>
    Gnmt,
}
