namespace Heed.Decoding;

/// <summary>What terms have of a step that aligns a token.</summary>
internal sealed class StepWorth(TermWorth[] terms)
{
    /// <summary>What a term has of it.</summary>
    public TermWorth this[int term] => terms[term];

    /// <summary>What it costs if the token is no term's: at least 0.</summary>
    public double Read { get; } = terms.Sum(static worth => worth.Read);
}

/// <summary>What a term has of a step that aligns a token.</summary>
/// <param name="Place">What it is worth that the term begins with the token: at most 0.</param>
/// <param name="Read">What it costs that the token reads the term's source, unless it is the term's own: at least 0.</param>
internal readonly record struct TermWorth(double Place, double Read);
