namespace Heed.Lab;

/// <summary>What a model does in a step.</summary>
/// <param name="LogProbability">Σ log p of the tokens said before, natural logarithm.</param>
/// <param name="Next">The tokens most likely to come next, the most likely first; none where the translation has ended.</param>
/// <param name="Layers">The decoder's layers of attention in the order they attend; none for a model without attention, or where the translation has ended.</param>
public sealed record StepOutcome(double LogProbability, IReadOnlyList<TokenChoice> Next, IReadOnlyList<StepLayer> Layers)
{
    /// <summary>The layer of this name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those there are.</exception>
    public StepLayer Find(string layer) => Layers.FirstOrDefault(of => of.Name == layer)
        ?? throw new ArgumentException($"Step: there is no layer '{layer}'; there are {string.Join(", ", Layers.Select(of => of.Name))}.", nameof(layer));
}
