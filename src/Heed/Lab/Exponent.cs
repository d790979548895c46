namespace Heed.Lab;

/// <summary>A slope of logarithms with the interval that holds it with a probability of 95 %, as least squares tell it. NaN where there are too few points.</summary>
public readonly record struct Exponent(double Value, double Low, double High)
{
    // Student's t for 97.5 %, by degrees of freedom from 1 on; beyond them as for the last.
    private static readonly double[] Quantile = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

    /// <summary>The slope of log y over log x; points that are not positive are left out.</summary>
    public static Exponent Fit(IEnumerable<(double X, double Y)> points)
    {
        (double X, double Y)[] logs = [.. points.Where(point => point.Y > 0).Select(point => (Math.Log(point.X), Math.Log(point.Y)))];
        if (logs.Length < 2) return new Exponent(double.NaN, double.NaN, double.NaN);
        double x = logs.Average(point => point.X), y = logs.Average(point => point.Y), squares = logs.Sum(point => (point.X - x) * (point.X - x));
        double slope = logs.Sum(point => (point.X - x) * (point.Y - y)) / squares;
        if (logs.Length == 2) return new Exponent(slope, double.NaN, double.NaN);
        double rest = logs.Sum(point => Math.Pow(point.Y - y - slope * (point.X - x), 2)), error = Math.Sqrt(Math.Max(0, rest) / (logs.Length - 2) / squares);
        double t = Quantile[Math.Min(logs.Length - 2, Quantile.Length) - 1];
        return new Exponent(slope, slope - t * error, slope + t * error);
    }
}
