namespace Heed.Lab;

/// <summary>Whether two lists of numbers put the same things first. Spearman 1904.</summary>
public static class RankCorrelation
{
    /// <summary>Spearman's ρ: the correlation of ranks, equal numbers sharing the mean of theirs. 1 for the same order, −1 for the opposite; NaN where one list is constant or shorter than 2.</summary>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"RankCorrelation: {x.Length} and {y.Length} numbers were given; as many are needed.", nameof(y));
        double[] a = Ranks(x), b = Ranks(y);
        double mean = (x.Length + 1) / 2.0, both = 0, ofA = 0, ofB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            both += (a[i] - mean) * (b[i] - mean);
            ofA += (a[i] - mean) * (a[i] - mean);
            ofB += (b[i] - mean) * (b[i] - mean);
        }
        return ofA > 0 && ofB > 0 ? both / Math.Sqrt(ofA * ofB) : double.NaN;
    }

    private static double[] Ranks(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        double[] ranks = new double[sorted.Length];
        for (int first = 0, next; first < sorted.Length; first = next)
        {
            for (next = first + 1; next < sorted.Length && sorted[next] == sorted[first]; next++) { }
            for (int i = first; i < next; i++) ranks[order[i]] = (first + 1 + next) / 2.0;
        }
        return ranks;
    }
}
