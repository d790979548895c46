namespace Heed.Decoding;

/// <summary>What the translation of one source must have.</summary>
/// <param name="Prefix">What it begins with.</param>
/// <param name="Terms">Words that it has, up to <see cref="MostTerms"/>.</param>
internal sealed record TargetConstraint(TargetPrefix? Prefix, IReadOnlyList<RequiredTerm> Terms)
{
    /// <summary>The most terms of a source.</summary>
    public const int MostTerms = 64;

    /// <summary>The tokens that a shortlist must have for it.</summary>
    public IEnumerable<int> Needed => (Prefix?.Needed ?? []).Concat(Terms.SelectMany(static term => term.Spellings).SelectMany(static spelling => spelling.Tokens));

    /// <summary>The most tokens of a translation: terms may be longer than what the model would say, and a prefix leaves room behind it.</summary>
    public int Longest(SearchOptions options, int sourceTokens) =>
        Math.Max(options.LongestFor(sourceTokens), Prefix is null ? 0 : Prefix.End + options.LengthExtra) + Terms.Sum(static term => term.Weight);
}
