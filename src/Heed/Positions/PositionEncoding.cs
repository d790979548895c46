using Heed.Layers;
using Heed.Tensors;

namespace Heed.Positions;

/// <summary>
/// How a model is told where a token stands. An encoding has three places to act, each of which does nothing unless it is overridden: it may add to the
/// embeddings, turn queries and keys, or add to the scores.
/// </summary>
public abstract class PositionEncoding : Module
{
    /// <summary>How many positions there are codes for; none where there is no end.</summary>
    public virtual int? MostPositions => null;

    /// <summary>Whether the code of a token depends on the length of its sentence, which is not known while decoding step by step.</summary>
    public virtual bool NeedsLength => false;

    /// <summary>x + P for tokens at the given places. x [rows, size]; the result has the same shape.</summary>
    /// <exception cref="ArgumentException">A position is beyond what the encoding has, or it needs a length that is not known.</exception>
    public virtual Tensor Add(Tensor x, TokenPlaces places, ForwardContext context) => x;

    /// <summary>Queries or keys turned by an angle that depends on the place. x [rows, heads · size]; the result has the same shape.</summary>
    /// <exception cref="ArgumentException">The heads are not of the size that the encoding was made for, or a position is negative.</exception>
    public virtual Tensor Rotate(Tensor x, int heads, TokenPlaces places, ForwardContext context) => x;

    /// <summary>What is added to the scores of prepared queries [rows, heads · size]; none for nothing.</summary>
    /// <exception cref="ArgumentException">The heads are not those that the encoding was made for.</exception>
    public virtual AttentionBias? Bias(Tensor queries, int heads, ForwardContext context) => null;

    /// <summary>P [length, size], the codes that <see cref="Add"/> adds in a sentence of this length; none for an encoding that acts elsewhere.</summary>
    /// <exception cref="ArgumentException">There are not that many positions.</exception>
    public virtual Tensor? Table(int length) => null;

    /// <summary>Why this encoding means nothing with a score; none where the two go together.</summary>
    public virtual string? RefusalFor(ScoreTraits score) => null;
}
