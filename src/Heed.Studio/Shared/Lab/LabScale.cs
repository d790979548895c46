namespace Heed.Studio.Shared.Lab;

/// <summary>An axis: from which number to which it goes, where its marks are, and where between 0 and 1 a number lies.</summary>
/// <param name="Low">The number at 0.</param>
/// <param name="High">The number at 1.</param>
/// <param name="Marks">Numbers that are written, in rising order.</param>
/// <param name="IsLogarithmic">Whether equal ratios are equally far apart.</param>
internal sealed record LabScale(double Low, double High, IReadOnlyList<double> Marks, bool IsLogarithmic)
{
    private static readonly double[] Mantissas = [1, 2, 5];

    /// <summary>An axis for these numbers, whose marks are 1, 2 or 5 times a power of ten apart, or powers of ten.</summary>
    /// <param name="values">What has to fit; only what is finite, and positive on a logarithmic axis, counts.</param>
    /// <param name="isLogarithmic">Whether it is logarithmic.</param>
    /// <param name="isExact">Whether it ends at the numbers themselves, not at marks beyond them.</param>
    /// <param name="marks">About how many marks.</param>
    public static LabScale Of(IEnumerable<double> values, bool isLogarithmic = false, bool isExact = false, int marks = 5)
    {
        double[] all = [.. values.Where(value => double.IsFinite(value) && (!isLogarithmic || value > 0))];
        if (all.Length == 0) all = isLogarithmic ? [1, 10] : [0, 1];
        double low = all.Min(), high = all.Max();
        return isLogarithmic ? Logarithmic(low, high, isExact, marks) : Linear(low, high, isExact, marks);
    }

    /// <summary>Where a number lies: 0 at the low end, 1 at the high end.</summary>
    public double Of(double value) => IsLogarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    private static LabScale Linear(double low, double high, bool isExact, int marks)
    {
        if (high - low < 1e-12 * Math.Max(1, Math.Abs(high))) (low, high) = (Math.Min(low, 0), Math.Max(high, low == 0 ? 1 : 0));
        double step = Step((high - low) / marks);
        double first = isExact ? Math.Ceiling(low / step - 1e-9) : Math.Floor(low / step + 1e-9), last = isExact ? Math.Floor(high / step + 1e-9) : Math.Ceiling(high / step - 1e-9);
        double[] all = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
        return isExact ? new LabScale(low, high, all, false) : new LabScale(all[0], all[^1], all, false);
    }

    private static LabScale Logarithmic(double low, double high, bool isExact, int marks)
    {
        int first = (int)Math.Floor(Math.Log10(low) + 1e-9), last = Math.Max(first + 1, (int)Math.Ceiling(Math.Log10(high) - 1e-9)), every = Math.Max(1, (last - first + marks - 1) / marks);
        IEnumerable<double> all = Enumerable.Range(first, last - first + 1).Where(power => (power - first) % every == 0).Select(power => Math.Pow(10, power));
        // Less than two decades have marks at 1, 2 and 5.
        if (isExact && high < 100 * low) all = Enumerable.Range(first, last - first + 1).SelectMany(static power => Mantissas.Select(part => part * Math.Pow(10, power)));
        if (!isExact || high <= low) return new LabScale(Math.Pow(10, first), Math.Pow(10, last), [.. all], true);
        return new LabScale(low, high, [.. all.Where(mark => mark >= low * 0.999 && mark <= high * 1.001)], true);
    }

    private static double Step(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * (least <= power ? 1 : least <= 2 * power ? 2 : least <= 5 * power ? 5 : 10);
    }
}
