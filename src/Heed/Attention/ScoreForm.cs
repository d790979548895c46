namespace Heed.Attention;

/// <summary>What a score comes to once queries and keys are prepared: how the fused kernel computes it.</summary>
public enum ScoreForm
{
    /// <summary>By the formula, block by block; what a score is that says nothing.</summary>
    Composed,

    /// <summary>A dot product of prepared queries and keys, and a number for each key.</summary>
    Dot,

    /// <summary>w · tanh(q + k) of prepared queries and keys.</summary>
    Additive,
}
