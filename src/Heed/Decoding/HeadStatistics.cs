namespace Heed.Decoding;

/// <summary>What one head does: whether it looks at one place or at all, and how far.</summary>
/// <param name="Entropy">The mean over rows of −Σ_j α_ij ln α_ij, in nats: 0 where each row has one weight, ln n where all n are equal. Rows of zeros count nothing.</param>
/// <param name="Distance">The mean over rows of Σ_j α_ij |i − j|, in tokens: short for heads that look at neighbours, long for those that bridge the sentence.</param>
/// <param name="Diagonality">
/// The mean over rows of 1 − Σ_j α_ij |i / (rows − 1) − j / (columns − 1)|: 1 for a straight line from corner to corner, about 2/3 for even weights.
/// </param>
public readonly record struct HeadStatistics(double Entropy, double Distance, double Diagonality)
{
    /// <summary>The statistics of weights [queries, keys].</summary>
    public static HeadStatistics Of(float[,] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        double entropy = 0, distance = 0, off = 0;
        int lastRow = Math.Max(1, weights.GetLength(0) - 1), lastColumn = Math.Max(1, weights.GetLength(1) - 1);
        int rows = 0;
        for (int i = 0; i < weights.GetLength(0); i++)
        {
            bool any = false;
            for (int j = 0; j < weights.GetLength(1); j++)
            {
                double weight = weights[i, j];
                if (weight <= 0) continue;
                any = true;
                entropy -= weight * Math.Log(weight);
                distance += weight * Math.Abs(i - j);
                off += weight * Math.Abs((double)i / lastRow - (double)j / lastColumn);
            }
            if (any) rows++;
        }
        return rows == 0 ? default : new(entropy / rows, distance / rows, 1 - off / rows);
    }

    /// <summary>How much heads agree: the mean over pairs of heads and over rows of Σ_j min(α_ij, β_ij), 1 where all weights are the same, 0 where no two heads look at the same; NaN of a single head.</summary>
    /// <param name="heads">The weights [queries, keys] of each head.</param>
    public static double AgreementOf(IReadOnlyList<float[,]> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        double shared = 0;
        int counted = 0;
        for (int a = 0; a < heads.Count; a++)
            for (int b = a + 1; b < heads.Count; b++)
                for (int i = 0; i < heads[a].GetLength(0); i++, counted++)
                    for (int j = 0; j < heads[a].GetLength(1); j++) shared += Math.Min(heads[a][i, j], heads[b][i, j]);
        return counted == 0 ? double.NaN : shared / counted;
    }
}
