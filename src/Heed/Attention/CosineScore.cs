using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>
/// score(q, k) = cos(q, k) / τ = (q / |q|) · (k / |k|) / τ, the angle alone; with the temperature τ the weights get as sharp as e^{2/τ} : 1. Graves et al. 2014, equation 5.
/// A vector of zeros has the score 0 with every other.
/// </summary>
public sealed class CosineScore : DotProductScore
{
    private readonly float _sharpness;

    /// <summary>A score for these sizes.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="temperature">τ, above 0.</param>
    /// <exception cref="ArgumentException">Query and key differ in size; the message names both.</exception>
    public CosineScore(ScoreSizes sizes, float temperature = 0.1f)
        : base(sizes)
    {
        RequireOneSize(nameof(CosineScore), sizes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        _sharpness = 1 / temperature;
    }

    /// <inheritdoc/>
    public override ScoreTraits Traits => new(nameof(CosineScore), KeptByRotation: true, LinearInKey: false);

    /// <inheritdoc/>
    public override Tensor Of(Tensor queries, Tensor keys, ForwardContext context)
    {
        (Tensor q, Tensor k) = PerHead(queries, keys, context);
        return q.Normalize(context.Tape).MatMulTransposed(k.Normalize(context.Tape), context.Tape).Scale(_sharpness, context.Tape);   // [batch · heads, queries, keys]
    }

    /// <inheritdoc/>
    public override Tensor PrepareQueries(Tensor queries, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(context);
        return HeadRows(queries, Sizes.Heads).Normalize(context.Tape).Scale(_sharpness, context.Tape).Reshape(queries.Shape.Rows, queries.Shape.Last);
    }

    /// <inheritdoc/>
    public override (Tensor Keys, Tensor? Bias) PrepareKeys(Tensor keys, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(context);
        return (HeadRows(keys, Sizes.HeadsOfKeys).Normalize(context.Tape).Reshape(keys.Shape.Rows, keys.Shape.Last), null);
    }
}
