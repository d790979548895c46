using Heed.Kernels;

namespace Heed.Text.Corpora;

/// <summary>
/// Finds parts of a corpus where a line too many or too few on one side has shifted all pairs that follow: stretches in which the sentences go better with the translations some lines away,
/// the one with the largest gain first (the largest sum of consecutive numbers, Bentley 1984).
/// </summary>
internal sealed class LineShifts
{
    private const int Shortest = 32, Near = 3, Farthest = 10, FarthestAtAll = 4, PairsTried = 3000, StemsTried = 1000, MostParts = 20;
    private const double Sound = 0.02, NearlyAll = 0.6;

    // What a pair must gain to count, and a part in all: neighbours in a sorted corpus say much the same.
    private const float Margin = 0.3f, LeastGain = 20;

    // Of a large corpus every second pair is looked at, every third, …, and all of them around where a part begins.
    private const int MostLookedAt = 40_000;

    private readonly PairAlignment _alignment;
    private readonly (int Half, int[] Source, int[] Target)[] _pairs;

    private LineShifts(IReadOnlyList<SentencePair> pairs, PairAlignment alignment, Workers workers)
    {
        _alignment = alignment;
        _pairs = new (int, int[], int[])[pairs.Count];
        workers.For(pairs.Count, i => _pairs[i] = alignment.Numbered(pairs[i]));
    }

    /// <summary>The shifted parts, of at least 32 pairs each, in their order.</summary>
    public static IReadOnlyList<LineShift> Find(IReadOnlyList<SentencePair> pairs, PairAlignment alignment, Workers workers, CancellationToken cancellation)
    {
        if (pairs.Count < 2 * Shortest) return [];
        // What was learnt from pairs that are mostly wrong tells nothing: then it is learnt from those some lines apart, if that says more.
        if (alignment.Misaligned > NearlyAll)
        {
            if (LearnShifted(pairs, workers, cancellation) is not PairAlignment shifted) return [];
            alignment = shifted;
        }
        return new LineShifts(pairs, alignment, workers).Find(alignment.Misaligned > Sound ? Farthest : Near, workers, cancellation);
    }

    private List<LineShift> Find(int farthest, Workers workers, CancellationToken cancellation)
    {
        int[] lines = [.. Enumerable.Range(1, farthest).SelectMany(static distance => (int[])[distance, -distance])];
        int stride = 1 + _pairs.Length / MostLookedAt;
        float[][] gains = new float[lines.Length][];
        workers.For(lines.Length, k =>
        {
            cancellation.ThrowIfCancellationRequested();
            float[] gain = gains[k] = new float[(_pairs.Length + stride - 1) / stride];
            for (int i = 0; i < gain.Length; i++) gain[i] = Gain(i * stride, lines[k]);
        });
        var found = new List<LineShift>();
        Split(0, gains[0].Length - 1, lines, gains, found);
        return [.. found.OrderBy(static shift => shift.First).Select(shift => Exactly(shift, stride))];
    }

    private LineShift Exactly(LineShift coarse, int stride)
    {
        int first = coarse.First * stride, last = Math.Min(_pairs.Length - 1, coarse.Last * stride + stride - 1);
        if (stride == 1) return coarse;
        float sum = 0, most = 0;
        int beginning = first;
        for (int i = first; i >= Math.Max(0, first - 2 * stride); i--)
            if ((sum += Gain(i, coarse.Lines)) > most) (beginning, most) = (i, sum);
        return coarse with { First = beginning, Last = last };
    }

    private static void Split(int first, int last, int[] lines, float[][] gains, List<LineShift> found)
    {
        if (last - first + 1 < Shortest || found.Count == MostParts) return;
        (int first, int last, float Gain, int Lines) best = (0, -1, LeastGain, 0);
        for (int k = 0; k < lines.Length; k++)
            if (Largest(gains[k], first, last) is var part && part.Gain > best.Gain) best = (part.First, part.Last, part.Gain, lines[k]);
        if (best.last - best.first + 1 < Shortest) return;
        found.Add(new LineShift(best.first, best.last, best.Lines));
        Split(first, best.first - 1, lines, gains, found);
        Split(best.last + 1, last, lines, gains, found);
    }

    private static (int First, int Last, float Gain) Largest(float[] gains, int first, int last)
    {
        (int First, int Last, float Gain) best = (first, first, 0);
        float sum = 0;
        for (int i = first, start = first; i <= last; i++)
        {
            if (sum <= 0) (sum, start) = (0, i);
            sum += gains[i];
            if (sum > best.Gain) best = (start, i, sum);
        }
        return best;
    }

    private float Gain(int i, int lines)
    {
        float own = Score(i, 0), shifted = Score(i, lines);
        return float.IsFinite(own) && float.IsFinite(shifted) ? shifted - own - Margin : 0;
    }

    private float Score(int i, int lines)
    {
        int other = i + lines;
        return other < 0 || other >= _pairs.Length ? float.NaN : (float?)_alignment.Score(_pairs[i].Half, _pairs[i].Source, _pairs[other].Target) ?? float.NaN;
    }

    private static PairAlignment? LearnShifted(IReadOnlyList<SentencePair> pairs, Workers workers, CancellationToken cancellation)
    {
        int count = Math.Min(pairs.Count, PairsTried), first = (pairs.Count - count) / 2;
        PairAlignment? best = null;
        for (int distance = 1; distance <= FarthestAtAll; distance++)
            foreach (int lines in (int[])[distance, -distance])
            {
                SentencePair[] shifted = [.. Enumerable.Range(first, count).Where(i => i + lines >= 0 && i + lines < pairs.Count).Select(i => new SentencePair(pairs[i].Source, pairs[i + lines].Target))];
                PairAlignment tried = PairAlignment.Learn(shifted, StemsTried, workers, cancellation);
                if (tried.Misaligned < (best?.Misaligned ?? NearlyAll)) best = tried;
            }
        return best;
    }
}
