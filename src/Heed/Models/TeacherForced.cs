using Heed.Layers;
using Heed.Tensors;

namespace Heed.Models;

/// <summary>The hidden states of a target that is given.</summary>
/// <param name="Hidden">[rows, size], before the projection to logits, in the order of <paramref name="Rows"/>.</param>
/// <param name="Rows">Which row is which target position.</param>
public sealed record TeacherForced(Tensor Hidden, SequenceRows Rows)
{
    /// <summary>
    /// Attention weights on the tape, in blocks: each [rows of the block, keys], of consecutive rows of <see cref="Hidden"/> from a first one on, in order. None of a model
    /// without attention, and none where nobody asked for them.
    /// </summary>
    public IReadOnlyList<(int FirstRow, Tensor Weights)> Weights { get; init; } = [];
}
