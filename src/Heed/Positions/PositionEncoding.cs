using Heed.Layers;
using Heed.Tensors;

namespace Heed.Positions;

/// <summary>
/// How a model is told where a token stands. An encoding has three places to act, each of which does nothing unless it is overridden: it may add to the
/// embeddings, turn queries and keys, or add to the scores.
/// </summary>
public abstract class PositionEncoding : Module
{
    /// <summary>x + P for tokens at the given places. x [rows, size]; the result has the same shape.</summary>
    /// <exception cref="ArgumentException">A position is beyond what the encoding has, or it needs a length that is not known.</exception>
    public virtual Tensor Add(Tensor x, TokenPlaces places, ForwardContext context) => x;

    /// <summary>Queries or keys turned by an angle that depends on the place. x [rows, heads · size]; the result has the same shape.</summary>
    public virtual Tensor Rotate(Tensor x, int heads, TokenPlaces places, ForwardContext context) => x;

    /// <summary>What is added to the scores of prepared queries [rows, heads · size]; none for nothing.</summary>
    public virtual AttentionBias? Bias(Tensor queries, int heads, ForwardContext context) => null;
}
