namespace Heed.Studio.Pages.Runs;

/// <summary>A curve over steps.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Colour">Which colour, from 0.</param>
/// <param name="Points">Steps, which rise, and values.</param>
public sealed record Curve(string Name, int Colour, IReadOnlyList<(long Step, double Value)> Points)
{
    /// <summary>A running mean that forgets: m ← s m + (1 − s) x, divided by 1 − sⁿ so that the beginning is not drawn to zero.</summary>
    /// <param name="points">What to smooth.</param>
    /// <param name="smoothing">s, from 0 (as it is) to below 1.</param>
    public static IReadOnlyList<(long Step, double Value)> Smooth(IReadOnlyList<(long Step, double Value)> points, double smoothing)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (smoothing <= 0) return points;
        var smooth = new (long Step, double Value)[points.Count];
        double mean = 0, weight = 0;
        for (int i = 0; i < smooth.Length; i++)
        {
            mean = smoothing * mean + (1 - smoothing) * points[i].Value;
            weight = smoothing * weight + (1 - smoothing);
            smooth[i] = (points[i].Step, mean / weight);
        }
        return smooth;
    }

    /// <summary>Every n-th point so that at most so many are left, the last among them.</summary>
    public static IReadOnlyList<(long Step, double Value)> Thin(IReadOnlyList<(long Step, double Value)> points, int most)
    {
        ArgumentNullException.ThrowIfNull(points);
        int stride = (points.Count + most - 1) / most;
        return stride <= 1 ? points : [.. Enumerable.Range(0, points.Count).Where(i => (points.Count - 1 - i) % stride == 0).Select(i => points[i])];
    }

    /// <summary>The point nearest to a step; null of an empty curve.</summary>
    public (long Step, double Value)? At(long step) => Points.Count == 0 ? null : Points.MinBy(point => Math.Abs(point.Step - step));
}
