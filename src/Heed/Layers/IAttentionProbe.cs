using Heed.Kernels;
using Heed.Tensors;

namespace Heed.Layers;

/// <summary>An edit that is also shown what weights come from and what is read with them. What it is shown lives as long as the call's workspace scope.</summary>
public interface IAttentionProbe : IAttentionEdit
{
    /// <summary>Comes before <see cref="IAttentionEdit.Edit"/>: what the weights are the softmax of.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="queries">[sentences, queries, heads · query size], as the score's formula reads them.</param>
    /// <param name="scores">[groups, queries, keys], with what positions add, before mask and softmax.</param>
    /// <param name="mask">Which keys may be attended to.</param>
    /// <param name="positions">For each sentence the position of its first query.</param>
    void Score(string layer, Tensor queries, Tensor scores, MaskSpec mask, ReadOnlySpan<int> positions);

    /// <summary>Comes after <see cref="IAttentionEdit.Edit"/>: the contexts [sentences, queries, heads · value size].</summary>
    void Read(string layer, Tensor contexts);
}
