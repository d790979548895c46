using Heed.Attention;
using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Models;

/// <summary>Gathers in a pass the weights of the heads that align: 1/n of each of n heads, added for each step.</summary>
internal sealed class AlignedWeights(AlignmentHeads heads, ForwardContext context)
{
    private readonly Tensor?[] _sums = new Tensor?[2];

    /// <summary>Whether weights of a layer are among them.</summary>
    public bool Wants(int layer) => context.KeepsWeights && heads.Any(head => head.Layer == layer);

    /// <summary>Takes those of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="attention">What it gave.</param>
    /// <param name="keys">The tokens of the longest source.</param>
    public void Take(int layer, MultiHeadResult attention, int keys)
    {
        foreach (AlignmentHead head in heads.Where(head => head.Layer == layer))
        {
            Tensor own = Share(attention.Aligning(head.Head, keys, context));
            ref Tensor? sum = ref _sums[(int)head.Step];
            sum = sum is null ? own : sum.Add(own, context.Tape);
        }
    }

    /// <summary>The weights at a step, as one block; none where no head has it.</summary>
    public IReadOnlyList<(int FirstRow, Tensor Weights)> Of(AlignmentStep step) => _sums[(int)step] is { } sum ? [(0, sum)] : [];

    private Tensor Share(Tensor weights) => heads.Count == 1 ? weights : weights.Scale(1f / heads.Count, context.Tape);
}
