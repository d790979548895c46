using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>score(q, k) = k · (W q), W [key size, query size] for each head. Luong et al. 2015, section 3.1, "general".</summary>
public sealed class BilinearScore : DotProductScore
{
    private readonly HeadWeight _weight;

    /// <summary>A score for these sizes; query and key may differ.</summary>
    public BilinearScore(ScoreSizes sizes)
        : base(sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        _weight = Add("weight", new HeadWeight(sizes.Query, sizes.Key, sizes.Heads));
    }

    /// <inheritdoc/>
    public override ScoreTraits Traits => new(nameof(BilinearScore), KeptByRotation: false, LinearInKey: true);

    /// <inheritdoc/>
    public override Tensor Of(Tensor queries, Tensor keys, ForwardContext context)
    {
        (Tensor q, Tensor k) = PerHead(_weight.Forward(queries, context), keys, context);
        return q.MatMulTransposed(k, context.Tape);                                               // [batch · heads, queries, keys]
    }

    /// <inheritdoc/>
    public override Tensor PrepareQueries(Tensor queries, ForwardContext context) => _weight.Forward(queries, context);
}
