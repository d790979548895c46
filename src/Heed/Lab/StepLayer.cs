using Heed.Decoding;

namespace Heed.Lab;

/// <summary>A layer of the decoder's attention in one step.</summary>
/// <param name="Name">Its name: <c>attention</c> in a recurrent model, else <c>decoder0.cross</c>, <c>decoder0.self</c>.</param>
/// <param name="Attended">The keys: the source's tokens, or the start symbol and what was said.</param>
/// <param name="Heads">Its heads.</param>
public sealed record StepLayer(string Name, TracedSide Attended, IReadOnlyList<StepAttention> Heads)
{
    /// <summary>Whether it reads the source, and not what was said.</summary>
    public bool ReadsSource => IsOverSource(Name);

    /// <summary>A head's weights of words: the sums over their tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such head.</exception>
    public IReadOnlyList<float> WordWeights(int head)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(head);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(head, Heads.Count);
        float[] weights = new float[Attended.Words.Count];
        for (int key = 0; key < Attended.Pieces.Count; key++) weights[Attended.WordOfPiece[key]] += Heads[head].Weights[key];
        return weights;
    }

    // As models name their layers.
    internal static bool IsOverSource(string layer) => !layer.EndsWith(".self", StringComparison.Ordinal);
}
