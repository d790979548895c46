using Heed.Kernels;

namespace Heed.Text.Corpora;

/// <summary>
/// Tells pairs whose sides belong together from sentences that have nothing to do with each other, with no more than the pairs themselves: by the words that go together in other pairs, and by
/// comparison with the same sentences joined at random. Pairs are scored by what was learnt from another half of the corpus, so that a wrong pair does not speak for itself.
/// </summary>
public sealed class PairAlignment
{
    private const int MostStems = 3000, MostLearnt = 200_000, LeastStems = 3, LeastJudged = 100;
    private const double ShareLost = 0.01;

    private readonly Stems _sources, _targets;
    private readonly StemTranslations[] _halves;
    private readonly double[] _strangers;        // scores of sentences joined at random, in rising order

    private PairAlignment(Stems sources, Stems targets, StemTranslations[] halves, double[] strangers)
    {
        (_sources, _targets, _halves, _strangers) = (sources, targets, halves, strangers);
        Median = strangers.Length == 0 ? double.NegativeInfinity : strangers[strangers.Length / 2];
    }

    /// <summary>The pairs that score less than half of the sentences joined at random, as a share of what it would be if all were joined at random: about the share of pairs that are misaligned.</summary>
    public double Misaligned { get; private init; }

    /// <summary>The score below which a pair is left out: no more than about one right pair in a hundred has less.</summary>
    public double Least { get; private init; }

    /// <summary>What half of the sentences joined at random score less than.</summary>
    public double Median { get; }

    /// <summary>Learns from pairs, at most 200,000 of them, evenly spread.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="workers">The threads to use; the result does not depend on them.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PairAlignment Learn(IEnumerable<SentencePair> pairs, Workers? workers = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return Learn(pairs, MostStems, workers ?? Workers.All, cancellation);
    }

    internal static PairAlignment Learn(IEnumerable<SentencePair> pairs, int mostStems, Workers workers, CancellationToken cancellation)
    {
        List<SentencePair> learnt = Spread(pairs);
        var stems = new Stems[2];
        workers.For(2, side => stems[side] = Stems.Of(learnt.Select(pair => side == 0 ? pair.Source : pair.Target), mostStems));
        var numbered = new (int[] Source, int[] Target)[learnt.Count];
        byte[] half = new byte[learnt.Count];
        workers.For(learnt.Count, i =>
        {
            numbered[i] = (stems[0].Numbered(learnt[i].Source), stems[1].Numbered(learnt[i].Target));
            half[i] = (byte)Half(learnt[i]);
        });
        cancellation.ThrowIfCancellationRequested();
        var halves = new StemTranslations[2];
        workers.For(2, h => halves[h] = StemTranslations.Learn([.. numbered.Where((_, i) => half[i] != h)], stems[0].Count, stems[1].Count, cancellation));

        // A single word may be translated as nowhere else.
        (int Half, int[] Source, int[] Target)[] judged = [.. numbered.Select((pair, i) => ((int)half[i], pair.Source, pair.Target)).Where(static pair => pair.Source.Length >= LeastStems && pair.Target.Length >= LeastStems)];
        double[] own = new double[judged.Length], strange = new double[judged.Length];
        workers.For(judged.Length, i =>
        {
            // A prime's multiples go through the corpus in leaps, so that neighbours, which may say the same, do not meet.
            int other = (int)((i + judged.Length / 2 + i * 7919L) % judged.Length);
            (int half, int[] source, int[] target) = judged[i];
            own[i] = halves[half].Score(source, target) ?? double.NaN;
            strange[i] = other == i ? double.NaN : halves[half].Score(source, judged[other].Target) ?? double.NaN;
        });
        double[] scores = [.. own.Where(double.IsFinite).Order()], strangers = [.. strange.Where(double.IsFinite).Order()];
        var result = new PairAlignment(stems[0], stems[1], halves, strangers);
        if (scores.Length < LeastJudged || strangers.Length == 0) return result;
        double misaligned = Math.Min(1, ShareBelow(scores, result.Median) / Math.Max(ShareBelow(strangers, result.Median), 1e-9));
        return new PairAlignment(stems[0], stems[1], halves, strangers) { Misaligned = misaligned, Least = LeastOf(scores, strangers, misaligned) };
    }

    /// <summary>How well the sides of a pair go together: about 0 or less for strangers. Null where no word of it is known.</summary>
    public double? Score(in SentencePair pair) => _halves[Half(pair)].Score(_sources.Numbered(pair.Source), _targets.Numbered(pair.Target));

    /// <summary>How far each pair's score is above <see cref="Least"/>, for <see cref="CorpusRules.Score"/> with a least score of 0; pairs of which nothing is known pass.</summary>
    public IReadOnlyList<double> Above(IReadOnlyList<SentencePair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return [.. pairs.Select(pair => Score(pair) is double score ? score - Least : 0)];
    }

    /// <summary>Whether a pair is long enough to be judged, and scores less than half of the sentences joined at random.</summary>
    internal bool IsStrange(in SentencePair pair)
    {
        (int half, int[] source, int[] target) = Numbered(pair);
        return source.Length >= LeastStems && target.Length >= LeastStems && Score(half, source, target) < Median;
    }

    /// <summary>A pair in numbers of stems, to be scored more than once.</summary>
    internal (int Half, int[] Source, int[] Target) Numbered(in SentencePair pair) => (Half(pair), _sources.Numbered(pair.Source), _targets.Numbered(pair.Target));

    /// <summary>As <see cref="Score(in SentencePair)"/>, for a source with any target.</summary>
    internal double? Score(int half, int[] source, int[] target) => _halves[half].Score(source, target);

    // Every pair, every second, every fourth, …, without holding more.
    private static List<SentencePair> Spread(IEnumerable<SentencePair> pairs)
    {
        var spread = new List<SentencePair>();
        int stride = 1, next = 0;
        foreach (SentencePair pair in pairs)
        {
            if (next++ % stride != 0) continue;
            spread.Add(pair);
            if (spread.Count <= MostLearnt) continue;
            stride *= 2;
            spread = [.. spread.Where(static (_, i) => i % 2 == 0)];
        }
        return spread;
    }

    private static double LeastOf(double[] scores, double[] strangers, double misaligned)
    {
        double least = strangers[strangers.Length / 2];
        foreach (double quantile in (ReadOnlySpan<double>)[0.75, 0.9, 0.95, 0.99])
        {
            double at = strangers[(int)(quantile * (strangers.Length - 1))];
            if (ShareBelow(scores, at) - misaligned * quantile <= ShareLost * (1 - misaligned)) least = Math.Max(least, at);
        }
        return least;
    }

    private static double ShareBelow(double[] rising, double value)
    {
        int at = Array.BinarySearch(rising, value);
        if (at < 0) at = ~at;
        while (at > 0 && rising[at - 1] >= value) at--;
        return (double)at / rising.Length;
    }

    // By the text, not by the place: what stands twice stands in one half.
    private static int Half(in SentencePair pair)
    {
        uint hash = 2166136261;
        foreach (char c in pair.Source) hash = (hash ^ c) * 16777619;
        return (int)(hash >> 15) & 1;
    }
}
