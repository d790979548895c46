using Heed.Kernels;

namespace Heed.Evaluation;

/// <summary>
/// How far a score might have come out otherwise with other test sentences: as many lines as the test set has are drawn from it
/// with replacement, the corpus score of what was drawn is computed from its summed counts, and this is repeated. The 95 %
/// interval is what remains of the scores without the highest and the lowest 2.5 % (the percentile interval of Efron 1979; for
/// translation Koehn 2004, "Statistical significance tests for machine translation evaluation").
/// </summary>
/// <remarks>
/// A system may have several runs, one for each seed it was trained with. Its score is the mean of their corpus scores, on the
/// test set and on every resample, and all runs (of both systems, in a comparison) are scored on the same drawn lines. So the
/// interval tells how much the choice of sentences matters to the mean of these runs; how much the seed of the training matters is
/// seen from <see cref="ScoreInterval.Scores"/>. Line j of resample i is a function of the seed, i, j and the number of lines
/// alone.
/// </remarks>
public static class Bootstrap
{
    private const double LeftOutAtEachEnd = 0.025;
    private const int MostResamples = 1_000_000;

    /// <summary>The score of a system's runs on some lines, with its interval.</summary>
    /// <param name="runs">What a metric counted in each run.</param>
    /// <param name="lines">The lines that make up the test set; all if null.</param>
    /// <param name="options">Number of resamples, seed and threads.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">No runs, no lines, runs of different lengths, or resamples outside 1 to 1,000,000.</exception>
    public static ScoreInterval Interval(IReadOnlyList<LineCounts> runs, IReadOnlyList<int>? lines = null, BootstrapOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        int[] places = Places(runs, runs, lines);
        return Interval(runs, places, Resample([runs], places, options ?? new BootstrapOptions(), cancellation)[0]);
    }

    /// <summary>Two systems on some lines: both scores, and their difference on the same resamples, with intervals.</summary>
    /// <param name="first">What a metric counted in each run of the one system.</param>
    /// <param name="second">What the same metric counted in each run of the other; they may be more or fewer.</param>
    /// <param name="lines">The lines that make up the test set; all if null.</param>
    /// <param name="options">Number of resamples, seed and threads.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">No runs, no lines, runs of different lengths, or resamples outside 1 to 1,000,000.</exception>
    public static ScoreDifference Compare(IReadOnlyList<LineCounts> first, IReadOnlyList<LineCounts> second, IReadOnlyList<int>? lines = null, BootstrapOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        int[] places = Places(first, second, lines);
        double[][] scores = Resample([first, second], places, options ?? new BootstrapOptions(), cancellation);
        double[] differences = [.. scores[0].Zip(scores[1], static (one, other) => one - other)];
        double better = (double)differences.Count(static difference => difference > 0) / differences.Length;
        ScoreInterval one = Interval(first, places, scores[0]), other = Interval(second, places, scores[1]);
        (double low, double high) = Middle(differences);
        return new ScoreDifference(one, other, one.Score - other.Score, low, high, better);
    }

    /// <summary>The lines of a resample, one after another in no order.</summary>
    internal static void Draw(ulong seed, int resample, ReadOnlySpan<int> from, Span<int> drawn)
    {
        for (int i = 0; i < drawn.Length; i++) drawn[i] = from[(int)Philox.Below((uint)from.Length, seed, (ulong)resample, (ulong)i)];
    }

    private static int[] Places(IReadOnlyList<LineCounts> first, IReadOnlyList<LineCounts> second, IReadOnlyList<int>? lines)
    {
        if (first.Count == 0 || second.Count == 0) throw new ArgumentException("Bootstrap: a system has no run; give at least one.");
        int count = first[0].Count;
        if (first.Concat(second).FirstOrDefault(run => run.Count != count) is { } odd)
        {
            throw new ArgumentException($"Bootstrap: one run has {count} lines, another {odd.Count}; line i of one must belong to line i of the other.");
        }
        int[] places = lines is null ? [.. Enumerable.Range(0, count)] : [.. lines];
        if (places.Length == 0) throw new ArgumentException("Bootstrap: there is no line to draw.");
        if (places.Any(place => place < 0 || place >= count)) throw new ArgumentException($"Bootstrap: a line is outside 0 to {count - 1}.", nameof(lines));
        return places;
    }

    // The score of each system on each resample: [systems][resamples].
    private static double[][] Resample(IReadOnlyList<LineCounts>[] systems, int[] places, BootstrapOptions options, CancellationToken cancellation)
    {
        if (options.Resamples is < 1 or > MostResamples) throw new ArgumentException($"Bootstrap: {options.Resamples} resamples; 1 to {MostResamples:N0} can be drawn.");
        double[][] scores = [.. systems.Select(_ => new double[options.Resamples])];
        options.Workers.For(options.Resamples, resample =>
        {
            cancellation.ThrowIfCancellationRequested();
            int[] drawn = new int[places.Length];
            Draw(options.Seed, resample, places, drawn);
            for (int system = 0; system < systems.Length; system++) scores[system][resample] = systems[system].Average(run => run.Score(drawn));
        });
        return scores;
    }

    private static ScoreInterval Interval(IReadOnlyList<LineCounts> runs, int[] places, double[] resampled)
    {
        double[] scores = [.. runs.Select(run => run.Score(places))];
        (double low, double high) = Middle(resampled);
        return new ScoreInterval(scores.Average(), low, high, scores);
    }

    private static (double Low, double High) Middle(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int leftOut = (int)(LeftOutAtEachEnd * sorted.Length);
        return (sorted[leftOut], sorted[^(leftOut + 1)]);
    }
}
