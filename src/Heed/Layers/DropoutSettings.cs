namespace Heed.Layers;

/// <summary>The dropout of one training step.</summary>
/// <param name="Rate">The share of features that are set to zero, in [0, 1).</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Step">The optimizer step.</param>
/// <param name="SameAtAllTimes">Whether a sentence keeps the same features at all its steps: variational dropout, Gal and Ghahramani 2016.</param>
public sealed record DropoutSettings(float Rate, ulong Seed, uint Step, bool SameAtAllTimes = false)
{
    /// <summary>The share of a Transformer's attention weights that are set to zero, in [0, 1); that of features unless another is given.</summary>
    public float AttentionRate { get; init; } = Rate;

    /// <summary>The share of the inner features of feed-forward layers that are set to zero, in [0, 1); that of other features unless another is given.</summary>
    public float InnerRate { get; init; } = Rate;

    /// <summary>The share of features that are set to zero, in [0, 1), in what a recurrent encoder says of each token, before attention reads it.</summary>
    public float ContextRate { get; init; }

    /// <summary>The share of tokens, in [0, 1), that a model reads as <c>&lt;unk&gt;</c>.</summary>
    public float TokenRate { get; init; }
}
