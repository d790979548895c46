using Heed.Kernels;
using Heed.Tensors;

namespace Heed.Layers;

/// <summary>The edit of one layer in one call.</summary>
internal sealed class AttentionEditing(IAttentionEdit edit, string layer)
{
    private readonly IAttentionProbe? _probe = edit as IAttentionProbe;

    /// <summary>Shows what the weights [groups, queries, keys] are the softmax of, and has them changed.</summary>
    public void Edit(Tensor queries, Tensor scores, MaskSpec mask, ReadOnlySpan<int> positions, Tensor weights)
    {
        _probe?.Score(layer, queries, scores, mask, positions);
        edit.Edit(layer, weights.Memory, weights.Shape[0], weights.Shape[1], weights.Shape[2]);
    }

    /// <summary>Shows the contexts.</summary>
    public void Read(Tensor contexts) => _probe?.Read(layer, contexts);
}
