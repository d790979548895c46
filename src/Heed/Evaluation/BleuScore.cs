namespace Heed.Evaluation;

/// <summary>A BLEU score and everything it was computed from.</summary>
/// <param name="Value">The score, 0 to 100.</param>
/// <param name="Counts">Matched runs of 1, 2, 3 and 4 words, clipped by the references.</param>
/// <param name="Totals">All runs of 1, 2, 3 and 4 words in the translations.</param>
/// <param name="Precisions">100 · count / total for each order, smoothed where nothing matched.</param>
/// <param name="BrevityPenalty">1 if the translations are at least as long as the references, exp(1 − reference / system) otherwise.</param>
/// <param name="SystemLength">Words in the translations.</param>
/// <param name="ReferenceLength">Words in the references: for each line the length closest to the translation's.</param>
/// <param name="Signature">The settings and the version, for comparing like with like.</param>
public sealed record BleuScore(
    double Value,
    IReadOnlyList<long> Counts,
    IReadOnlyList<long> Totals,
    IReadOnlyList<double> Precisions,
    double BrevityPenalty,
    long SystemLength,
    long ReferenceLength,
    string Signature)
{
    /// <summary>The line that scorers print: <c>BLEU = 22.67 56.2/28.7/16.9/10.3 (BP = 0.985 ratio = 0.985 hyp_len = 60395 ref_len = 61287)</c>.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"BLEU = {Value:F2} {string.Join("/", Precisions.Select(p => FormattableString.Invariant($"{p:F1}")))} (BP = {BrevityPenalty:F3} ratio = {(ReferenceLength == 0 ? 0 : (double)SystemLength / ReferenceLength):F3} hyp_len = {SystemLength} ref_len = {ReferenceLength})");
}
