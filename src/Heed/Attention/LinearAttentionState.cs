using Heed.Tensors;

namespace Heed.Attention;

/// <summary>What a sequence has shown to linear attention so far: sums of a fixed size, whatever the length. It belongs to one call.</summary>
public sealed class LinearAttentionState
{
    internal LinearAttentionState(Tensor sums) => Sums = sums;

    /// <summary>Σ φ(k) vᵀ and Σ φ(k) of each head.</summary>
    internal Tensor Sums { get; }
}
