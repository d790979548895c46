using Heed.Decoding;

namespace Heed.Studio.Api;

/// <summary>Numbers as JSON can have them.</summary>
internal static class Numbers
{
    private const int Decimals = 6;

    /// <summary>The number; none for what is not finite.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>The attention, a row for each target word.</summary>
    public static IReadOnlyList<float[]> Rows(Translation translation) => Rows(translation.Attention, translation.SourceWords.Count);

    /// <summary>Weights row by row, rounded.</summary>
    public static IReadOnlyList<float[]> Rows(ReadOnlySpan<float> weights, int columns)
    {
        float[][] rows = new float[columns == 0 ? 0 : weights.Length / columns][];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = weights.Slice(row * columns, columns).ToArray();
            for (int i = 0; i < columns; i++) rows[row][i] = MathF.Round(rows[row][i], Decimals);
        }
        return rows;
    }
}
