using System.Diagnostics;

namespace Heed.Benchmarks.Quick;

/// <summary>Times in milliseconds a call.</summary>
internal readonly record struct Timing(double Best, double Median)
{
    /// <summary>10⁹ operations a second at the best time, for so many operations a call.</summary>
    public double GigaPerSecond(double operations) => operations / Best / 1e6;

    /// <summary>The same at the median.</summary>
    public double MedianGigaPerSecond(double operations) => operations / Median / 1e6;
}

/// <summary>
/// Runs candidates in turn, round after round, so that what else happens on the machine meets all of them alike. Each turn begins with a call that is not timed: it brings back what the others pushed
/// out of the caches.
/// </summary>
internal static class Race
{
    /// <summary>Rounds of a comparison that is reported.</summary>
    public const int Rounds = 21;

    public static Timing[] Run(int rounds, double millisecondsATurn, params Action[] candidates)
    {
        int[] calls = new int[candidates.Length];
        var times = new double[candidates.Length][];
        for (int i = 0; i < candidates.Length; i++)
        {
            candidates[i]();
            Time(candidates[i], 2);
            calls[i] = Math.Max(1, (int)(millisecondsATurn / Math.Max(1e-4, Time(candidates[i], 2))));
            times[i] = new double[rounds];
        }
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < candidates.Length; i++)
            {
                candidates[i]();
                times[i][round] = Time(candidates[i], calls[i]);
            }
        return [.. times.Select(t => t.Order().ToArray()).Select(t => new Timing(t[0], t[t.Length / 2]))];
    }

    private static double Time(Action work, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / calls;
    }
}
