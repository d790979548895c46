namespace Heed.Positions;

/// <summary>The frequencies of sinusoidal and rotary encodings.</summary>
internal static class Wavelengths
{
    /// <summary>ω_j = base^(−2j / size) in radians per position, j from 0 to size / 2 − 1.</summary>
    public static double[] Frequencies(string encoding, int size, double wavelengthBase)
    {
        if (size < 2 || size % 2 != 0) throw new ArgumentException($"{encoding}: numbers come in pairs, so the size must be even, not {size}.", nameof(size));
        if (!(wavelengthBase > 1 && double.IsFinite(wavelengthBase))) throw new ArgumentException($"{encoding}: the base must be above 1, it is {wavelengthBase}.", nameof(wavelengthBase));
        double[] frequencies = new double[size / 2];
        for (int j = 0; j < frequencies.Length; j++) frequencies[j] = Math.Pow(wavelengthBase, -2.0 * j / size);
        return frequencies;
    }
}
