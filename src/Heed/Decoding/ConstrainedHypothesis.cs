namespace Heed.Decoding;

/// <summary>A hypothesis of a source that has a constraint.</summary>
/// <param name="Beam">The source's beam.</param>
/// <param name="Node">Its last token in the tree.</param>
/// <param name="Token">Its last token.</param>
/// <param name="LogProbability">Σ log p.</param>
/// <param name="Place">How far it is in the prefix.</param>
/// <param name="Terms">What it has of the terms.</param>
internal readonly record struct ConstrainedHypothesis(ConstrainedBeam Beam, int Node, int Token, double LogProbability, int Place, TermProgress Terms) : ILiveHypothesis<ConstrainedBeam>
{
    /// <summary>What hypotheses of equal length are compared by.</summary>
    public double Value => LogProbability + Terms.Bonus;
}
