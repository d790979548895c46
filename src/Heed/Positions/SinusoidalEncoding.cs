using Heed.Tensors;

namespace Heed.Positions;

/// <summary>
/// p_{i,2j} = sin(ω_j i), p_{i,2j+1} = cos(ω_j i), ω_j = base^(−2j / size), i and j from 0. Vaswani et al. 2017, section 3.5. Angles are computed in double
/// precision, so that codes are as exact at position 100,000 as at 1.
/// </summary>
public class SinusoidalEncoding : ComputedEncoding
{
    private readonly double[] _frequencies;

    /// <summary>Codes of <paramref name="size"/> numbers, an even count.</summary>
    /// <exception cref="ArgumentException">The size is odd, or the base is not above 1.</exception>
    public SinusoidalEncoding(int size, double wavelengthBase = 10_000)
        : base("sinusoidal", size)
    {
        _frequencies = Wavelengths.Frequencies("sinusoidal", size, wavelengthBase);
    }

    /// <summary>
    /// The matrix M [size, size] that moves every code by <paramref name="distance"/> positions: p_{i+δ} = M p_i for every i, since for each pair
    /// (sin ωᵢ, cos ωᵢ) a rotation by ω δ does. Its blocks ((cos ω_j δ, sin ω_j δ), (−sin ω_j δ, cos ω_j δ)) are the usual rotation's transpose,
    /// because the sine comes first.
    /// </summary>
    public Tensor RelativeShift(int distance)
    {
        float[] shift = new float[Size * Size];
        for (int j = 0; j < _frequencies.Length; j++)
        {
            (int sine, int cosine) = ColumnsOf(j);
            (double sin, double cos) = Math.SinCos(_frequencies[j] * distance);
            shift[sine * Size + sine] = shift[cosine * Size + cosine] = (float)cos;
            shift[sine * Size + cosine] = (float)sin;
            shift[cosine * Size + sine] = (float)-sin;
        }
        return new Tensor(new(Size, Size), shift);
    }

    /// <summary>The columns of the sine and the cosine of ω_j.</summary>
    private protected virtual (int Sine, int Cosine) ColumnsOf(int j) => (2 * j, 2 * j + 1);

    private protected sealed override void Fill(int position, Span<float> code)
    {
        for (int j = 0; j < _frequencies.Length; j++)
        {
            (int sine, int cosine) = ColumnsOf(j);
            (double sin, double cos) = Math.SinCos(_frequencies[j] * position);
            code[sine] = (float)sin;
            code[cosine] = (float)cos;
        }
    }
}
