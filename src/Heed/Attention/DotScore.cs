using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>score(q, k) = q · k. Luong et al. 2015, section 3.1, "dot".</summary>
public sealed class DotScore : DotProductScore
{
    /// <summary>A score for these sizes.</summary>
    /// <exception cref="ArgumentException">Query and key differ in size; the message names both.</exception>
    public DotScore(ScoreSizes sizes)
        : base(sizes) => RequireOneSize(nameof(DotScore), sizes);

    /// <inheritdoc/>
    public override ScoreTraits Traits => new(nameof(DotScore), KeptByRotation: true, LinearInKey: true);

    /// <inheritdoc/>
    public override Tensor Of(Tensor queries, Tensor keys, ForwardContext context)
    {
        (Tensor q, Tensor k) = PerHead(queries, keys, context);
        return q.MatMulTransposed(k, context.Tape);                                               // [batch · heads, queries, keys]
    }
}
