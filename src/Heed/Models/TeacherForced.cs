using Heed.Layers;
using Heed.Tensors;

namespace Heed.Models;

/// <summary>The hidden states of a target that is given.</summary>
/// <param name="Hidden">[rows, size], before the projection to logits, in the order of <paramref name="Rows"/>.</param>
/// <param name="Rows">Which row is which target position.</param>
public sealed record TeacherForced(Tensor Hidden, PackedSequence Rows)
{
    /// <summary>The attention weights [rows of the step, keys] of each target position; none of a model without attention.</summary>
    public IReadOnlyList<Tensor> Weights { get; init; } = [];
}
