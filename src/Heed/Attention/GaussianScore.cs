using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>
/// score(q, k) = −|q − k|² / 2σ²: its softmax is kernel regression with a Gaussian kernel. Nadaraya 1964; Watson 1964. Since −|q|² / 2σ² is the same for all keys, the weights
/// are those of q · k / σ² − |k|² / 2σ², which the fused kernel computes.
/// </summary>
public sealed class GaussianScore : DotProductScore
{
    private readonly float _inverse;

    /// <summary>A score for these sizes.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="width">σ, above 0; by default the fourth root of the size, which scales as √p scales dot products.</param>
    /// <exception cref="ArgumentException">Query and key differ in size; the message names both.</exception>
    public GaussianScore(ScoreSizes sizes, float? width = null)
        : base(sizes)
    {
        RequireOneSize(nameof(GaussianScore), sizes);
        float sigma = width ?? MathF.Sqrt(MathF.Sqrt(sizes.Query));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sigma, nameof(width));
        _inverse = 1 / (sigma * sigma);
    }

    /// <inheritdoc/>
    public override ScoreTraits Traits => new(nameof(GaussianScore), KeptByRotation: true, LinearInKey: false);

    /// <inheritdoc/>
    public override Tensor Of(Tensor queries, Tensor keys, ForwardContext context)
    {
        (Tensor q, Tensor k) = PerHead(queries, keys, context);
        Tensor differences = q.AddPairs(k.Scale(-1, context.Tape), context.Tape);                 // [batch · heads, queries, keys, size]
        return differences.SquaredNorm(context.Tape).Scale(-_inverse / 2, context.Tape).Reshape(differences.Shape[0], differences.Shape[1], differences.Shape[2]);
    }

    /// <inheritdoc/>
    public override Tensor PrepareQueries(Tensor queries, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return queries.Scale(_inverse, context.Tape);
    }

    /// <inheritdoc/>
    public override (Tensor Keys, Tensor? Bias) PrepareKeys(Tensor keys, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(context);
        Tensor bias = HeadRows(keys, Sizes.HeadsOfKeys).SquaredNorm(context.Tape).Scale(-_inverse / 2, context.Tape);
        return (keys, bias.Reshape(keys.Shape.Rows, Sizes.HeadsOfKeys));
    }
}
