using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>
/// score(q, k) = q · k / √p, p the size of a query in one head: of independent numbers of variance 1 the dot product has variance p, and large scores leave softmax no gradient.
/// Vaswani et al. 2017, equation 1.
/// </summary>
public sealed class ScaledDotScore : DotProductScore
{
    private readonly float _scale;

    /// <summary>A score for these sizes.</summary>
    /// <exception cref="ArgumentException">Query and key differ in size; the message names both.</exception>
    public ScaledDotScore(ScoreSizes sizes)
        : base(sizes)
    {
        RequireOneSize(nameof(ScaledDotScore), sizes);
        _scale = 1 / MathF.Sqrt(sizes.Query);
    }

    /// <inheritdoc/>
    public override ScoreTraits Traits => new(nameof(ScaledDotScore), KeptByRotation: true, LinearInKey: true);

    /// <inheritdoc/>
    public override Tensor Of(Tensor queries, Tensor keys, ForwardContext context)
    {
        (Tensor q, Tensor k) = PerHead(queries, keys, context);
        return q.MatMulTransposed(k, context.Tape).Scale(_scale, context.Tape);                   // [batch · heads, queries, keys]
    }

    /// <inheritdoc/>
    public override Tensor PrepareQueries(Tensor queries, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return queries.Scale(_scale, context.Tape);
    }
}
