namespace Heed.Lab;

/// <summary>A token that may come next.</summary>
/// <param name="Id">Its number in the vocabulary.</param>
/// <param name="Piece">The token in byte symbols (Ġ for a space), or <c>&lt;/s&gt;</c>.</param>
/// <param name="Text">The text it stands for; empty for the end symbol, U+FFFD for bytes that are a part of a character.</param>
/// <param name="LogProbability">Its log-probability, natural logarithm.</param>
/// <param name="Usual">The log-probability that it has when nothing is changed; the same where nothing is.</param>
public readonly record struct TokenChoice(int Id, string Piece, string Text, double LogProbability, double Usual)
{
    /// <summary>Its probability, from 0 to 1.</summary>
    public double Probability => Math.Exp(LogProbability);

    /// <summary>The probability that it has when nothing is changed.</summary>
    public double UsualProbability => Math.Exp(Usual);
}
