using Heed.Layers;
using Heed.Tensors;

namespace Heed.Positions;

/// <summary>
/// −s_h · |j − i| added to the score in head h. For a power of two of heads s_h = 2^(−8 (h + 1) / heads), h from 0; otherwise those of the power of two below,
/// then every other one of the power above. Nothing is trained. Press et al. 2022, section 3.
/// </summary>
public sealed class AlibiEncoding : PositionEncoding
{
    private readonly float[] _slopes;

    /// <summary>Slopes for this many heads.</summary>
    public AlibiEncoding(int heads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        _slopes = new float[heads];
        int power = 1;
        while (power <= heads / 2) power *= 2;
        for (int h = 0; h < heads; h++)
            _slopes[h] = (float)(h < power ? Math.Pow(2, -8.0 * (h + 1) / power) : Math.Pow(2, -4.0 * (2 * (h - power) + 1) / power));
    }

    /// <summary>The slope of each head.</summary>
    public ReadOnlySpan<float> Slopes => _slopes;

    /// <inheritdoc/>
    public override AttentionBias Bias(Tensor queries, int heads, ForwardContext context) => heads == _slopes.Length
        ? new AttentionBias { Slopes = _slopes }
        : throw new ArgumentException($"alibi: attention has {heads} heads, the encoding was made for {_slopes.Length}.", nameof(heads));
}
