using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Positions;

/// <summary>
/// Each pair (x_2j, x_2j+1) of a query or key at position i turned by the angle ω_j i, ω_j = base^(−2j / size), j from 0: the product of a query and a key then
/// depends on how far they are apart, not on where they stand. Su et al. 2021, equations 15 and 34. Angles are computed in double precision.
/// </summary>
public sealed class RotaryEncoding : PositionEncoding
{
    private readonly double[] _frequencies;
    private readonly PositionTable _turns;
    private readonly int _headSize;

    /// <summary>Turns heads of <paramref name="headSize"/> numbers, an even count.</summary>
    /// <exception cref="ArgumentException">The size is odd, or the base is not above 1.</exception>
    public RotaryEncoding(int headSize, double wavelengthBase = 10_000)
    {
        _headSize = headSize;
        _frequencies = Wavelengths.Frequencies("rotary", headSize, wavelengthBase);
        _turns = new PositionTable(headSize, Fill);
    }

    /// <inheritdoc/>
    public override Tensor Rotate(Tensor x, int heads, TokenPlaces places, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        if (x.Shape.Last != heads * _headSize) throw new ArgumentException($"rotary: {x.Shape} of {heads} heads are not heads of {_headSize} numbers.", nameof(x));
        foreach (int position in places.Positions)
            if (position < 0) throw new ArgumentException($"rotary: a position is negative: {position}.", nameof(places));
        return x.Rotate(places.Positions, _turns.For(places.Positions), context.Tape);
    }

    /// <inheritdoc/>
    public override string? RefusalFor(ScoreTraits score) => score.KeptByRotation
        ? null
        : $"rotary: {score.Name} changes where query and key are turned alike, so it would depend on where they stand; use dot, scaled-dot, cosine or gaussian.";

    private void Fill(int position, Span<float> turns)
    {
        for (int j = 0; j < _frequencies.Length; j++)
        {
            (double sin, double cos) = Math.SinCos(_frequencies[j] * position);
            turns[2 * j] = (float)cos;
            turns[2 * j + 1] = (float)sin;
        }
    }
}
