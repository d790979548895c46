namespace Heed.Decoding;

/// <summary>What one head does: whether it looks at one place or at all, and how far.</summary>
/// <param name="Entropy">The mean over rows of −Σ_j α_ij ln α_ij, in nats: 0 where each row has one weight, ln n where all n are equal. Rows of zeros count nothing.</param>
/// <param name="Distance">The mean over rows of Σ_j α_ij |i − j|, in tokens: short for heads that look at neighbours, long for those that bridge the sentence.</param>
public readonly record struct HeadStatistics(double Entropy, double Distance)
{
    /// <summary>The statistics of weights [queries, keys].</summary>
    public static HeadStatistics Of(float[,] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        double entropy = 0, distance = 0;
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
            }
            if (any) rows++;
        }
        return rows == 0 ? default : new(entropy / rows, distance / rows);
    }
}
