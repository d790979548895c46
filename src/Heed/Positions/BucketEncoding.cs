using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Positions;

/// <summary>
/// A trained number for each head and bucket of distances d = j − i, added to the score. Of the buckets of one direction the first half holds one distance
/// each, the rest grow as the logarithm up to the far distance; all beyond it share the last. Raffel et al. 2020, section 2.1.
/// </summary>
public sealed class BucketEncoding : PositionEncoding
{
    private const int FarthestDistance = 1 << 16;

    private readonly Parameter _weight;
    private readonly int _heads, _least, _distances;
    private readonly int[] _places;

    /// <summary>Buckets for both directions, or, where queries see no later keys, all for what lies before.</summary>
    /// <exception cref="ArgumentException">There are too few buckets, or the far distance lies within those of one distance each or above 65,536.</exception>
    public BucketEncoding(int heads, bool causal = false, int buckets = 32, int farDistance = 128)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(farDistance, FarthestDistance);
        int each = causal ? buckets : buckets / 2;
        if (each < 2 || !causal && buckets % 2 != 0 || farDistance <= each / 2)
            throw new ArgumentException($"t5: {buckets} buckets with a far distance of {farDistance} leave no room; take at least {(causal ? 2 : 4)}, an even number, and a far distance above {Math.Max(1, each / 2)}.", nameof(buckets));
        _heads = heads;
        _least = -farDistance;
        _distances = farDistance + 1 + (causal ? 0 : farDistance);
        _places = new int[heads * _distances];
        for (int h = 0; h < heads; h++)
            for (int d = 0; d < _distances; d++) _places[h * _distances + d] = BucketOf(_least + d, causal, buckets, farDistance) * heads + h;
        _weight = Add("weight", new(buckets, heads), Initialization.Normal(0.1f), isTable: true);
    }

    /// <inheritdoc/>
    public override AttentionBias Bias(Tensor queries, int heads, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (heads != _heads) throw new ArgumentException($"t5: attention has {heads} heads, the encoding was made for {_heads}.", nameof(heads));
        Tensor numbers = _weight.Value.Reshape(_weight.Shape.Count, 1).Gather(_places, context.Workspace, context.Tape);       // [heads · distances, 1]
        return new AttentionBias { Table = numbers.Reshape(_heads, _distances), Least = _least, Distances = _distances };
    }

    /// <summary>The bucket of distance j − i: later keys have the upper half, unless <paramref name="causal"/>.</summary>
    internal static int BucketOf(int distance, bool causal, int buckets, int farDistance)
    {
        int first = 0, each = buckets;
        if (!causal)
        {
            each = buckets / 2;
            if (distance > 0) first = each;
        }
        int far = causal ? Math.Max(-distance, 0) : Math.Abs(distance), single = each / 2;
        if (far < single) return first + far;
        double logarithm = Math.Log((double)far / single) / Math.Log((double)farDistance / single);       // 0 to 1
        const double Rounding = 1e-9;                                                                     // a distance at the edge of a bucket begins it
        return first + Math.Min(each - 1, single + (int)(logarithm * (each - single) + Rounding));
    }
}
