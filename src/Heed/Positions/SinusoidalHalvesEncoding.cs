namespace Heed.Positions;

/// <summary>
/// p_{i,j} = sin(ω_j i), p_{i,size/2+j} = cos(ω_j i): the numbers of <see cref="SinusoidalEncoding"/>, the sines in the first half of the columns and the
/// cosines in the second, as Marian has them.
/// </summary>
public sealed class SinusoidalHalvesEncoding(int size, double wavelengthBase = 10_000) : SinusoidalEncoding(size, wavelengthBase)
{
    private protected override (int Sine, int Cosine) ColumnsOf(int j) => (j, Size / 2 + j);
}
