using Heed.Layers;
using Heed.Tensors;

namespace Heed.Positions;

/// <summary>
/// A trained vector a_d for each distance d = j − i clipped to −k … k, added to the key that a query sees: score(q_i, k_j + a_d), so the query decides what
/// a distance is worth. The prepared query's product with a_d is added to the score; all heads share the vectors. Shaw et al. 2018, equations 2 and 4, the
/// keys' side.
/// </summary>
public sealed class ShawEncoding : PositionEncoding
{
    private readonly Linear _keys;
    private readonly int _headSize, _clipDistance;

    /// <summary>2 <paramref name="clipDistance"/> + 1 vectors of <paramref name="headSize"/> numbers.</summary>
    public ShawEncoding(int headSize, int clipDistance = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(headSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(clipDistance, 1);
        _headSize = headSize;
        _clipDistance = clipDistance;
        _keys = Add("keys", new Linear(headSize, 2 * clipDistance + 1, bias: false));
    }

    /// <inheritdoc/>
    public override AttentionBias Bias(Tensor queries, int heads, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(context);
        int rows = queries.Shape.Rows, distances = 2 * _clipDistance + 1;
        if (queries.Shape.Last != heads * _headSize)
            throw new ArgumentException($"shaw: queries {queries.Shape} of {heads} heads do not fit vectors of {_headSize} numbers.", nameof(queries));
        Tensor products = _keys.Forward(queries.Reshape(rows * heads, _headSize), context);       // [rows · heads, distances]
        return new AttentionBias { Table = products.Reshape(rows, heads * distances), Least = -_clipDistance, Distances = distances, IsPerQuery = true };
    }

    /// <inheritdoc/>
    public override string? RefusalFor(ScoreTraits score) => score.LinearInKey
        ? null
        : $"shaw: {score.Name} is not linear in the key, so a vector beside the key is not a term of its own; use dot, scaled-dot or bilinear.";
}
