using Heed.Layers;
using Heed.Tensors;

namespace Heed.Models;

/// <summary>The hidden states of a target that is given.</summary>
/// <param name="Hidden">[rows, size], before the projection to logits, in the order of <paramref name="Rows"/>.</param>
/// <param name="Rows">Which row is which target position.</param>
public sealed record TeacherForced(Tensor Hidden, SequenceRows Rows)
{
    /// <summary>
    /// The attention weights that align at the step that writes a token (<see cref="Layers.AlignmentStep"/>), on the tape if there is one, in blocks: each [rows of the block, keys], of consecutive rows of <see cref="Hidden"/> from a first one on, in order. None of a
    /// model without attention, and none where nobody asked for them.
    /// </summary>
    public IReadOnlyList<(int FirstRow, Tensor Weights)> Weights { get; init; } = [];

    /// <summary>The same at the step that reads a token. Where both are there, what aligns is their sum.</summary>
    public IReadOnlyList<(int FirstRow, Tensor Weights)> ReadWeights { get; init; } = [];

    /// <summary>The weights [keys] of a row.</summary>
    internal static ReadOnlySpan<float> Of(IReadOnlyList<(int FirstRow, Tensor Weights)> blocks, int row)
    {
        (int first, int last) = (0, blocks.Count - 1);
        while (first < last)
        {
            int middle = (first + last + 1) / 2;
            if (blocks[middle].FirstRow <= row) first = middle;
            else last = middle - 1;
        }
        (int start, Tensor weights) = blocks[first];
        int keys = weights.Shape.Last;
        return weights.Values.Slice((row - start) * keys, keys);
    }
}
