namespace Heed.Layers;

/// <summary>
/// May change the weights of attention in a call, before values are added by them: to ask what would have been said had the model looked elsewhere. Layers that are changed compute by the formula, without derivatives.
/// </summary>
public interface IAttentionEdit
{
    /// <summary>Whether the weights of this layer are to be changed. Layers are named as in a trace: <c>encoder0.self</c>, <c>decoder1.cross</c>; <c>attention</c> in a recurrent model.</summary>
    bool Edits(string layer);

    /// <summary>Changes the weights of a layer. A recurrent model calls it once for each step.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="weights">[groups, queries, keys], groups being sentences times heads, the heads of a sentence together. Keys that may not be attended to have weight 0.</param>
    /// <param name="groups">Sentences times heads.</param>
    /// <param name="queries">Queries of the longest sentence.</param>
    /// <param name="keys">Keys of the longest sentence.</param>
    void Edit(string layer, Span<float> weights, int groups, int queries, int keys);
}
