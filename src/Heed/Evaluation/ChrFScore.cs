namespace Heed.Evaluation;

/// <summary>A chrF score and what it was computed from.</summary>
/// <param name="Value">The score, 0 to 100.</param>
/// <param name="Precision">Mean precision over the orders that both sides have, 0 to 1.</param>
/// <param name="Recall">Mean recall over the same orders, 0 to 1.</param>
/// <param name="WordOrder">0 for chrF2, 2 for chrF2++.</param>
/// <param name="Signature">The settings and the version, for comparing like with like.</param>
public sealed record ChrFScore(double Value, double Precision, double Recall, int WordOrder, string Signature)
{
    /// <summary>The line that scorers print: <c>chrF2 = 51.95</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"chrF2{new string('+', WordOrder)} = {Value:F2}");
}
