namespace Heed.Text.Corpora;

/// <summary>How many times longer translations are than their sentences, in characters.</summary>
public sealed class RatioHistogram
{
    // As far below 1 as above it: a factor and its inverse.
    private static readonly double[] Starts = [0, 1 / 6.0, 1 / 4.0, 1 / 3.0, 1 / 2.0, 1 / 1.5, 1 / 1.25, 1 / 1.1, 1.1, 1.25, 1.5, 2, 3, 4, 6];

    private readonly long[] _counts = new long[Starts.Length];
    private double _logarithms;

    /// <summary>The pairs counted.</summary>
    public long Count { get; private set; }

    /// <summary>The geometric mean of the ratios, exp(Σ ln(target / source) / pairs); 0 where there is none.</summary>
    public double Mean => Count == 0 ? 0 : Math.Exp(_logarithms / Count);

    /// <summary>The classes of ratios: from the first value up to and without the second, which the last has not, and how many pairs there are.</summary>
    public IReadOnlyList<(double From, double? To, long Count)> Bins => [.. Starts.Select((start, i) => (start, i + 1 < Starts.Length ? Starts[i + 1] : (double?)null, _counts[i]))];

    internal void Add(string source, string target)
    {
        double ratio = (double)Math.Max(1, target.Length) / Math.Max(1, source.Length);
        int place = Array.BinarySearch(Starts, ratio);
        _counts[place >= 0 ? place : ~place - 1]++;
        _logarithms += Math.Log(ratio);
        Count++;
    }
}
