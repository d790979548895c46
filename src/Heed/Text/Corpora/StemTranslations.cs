namespace Heed.Text.Corpora;

/// <summary>
/// How much more often a target stem stands with a source stem than by chance, learnt from pairs by expectation maximization of p(target | source) with the source's stems or none of them behind each
/// target stem (model 1 of Brown et al. 1993), and what that says of a pair.
/// </summary>
internal sealed class StemTranslations
{
    private const int Iterations = 4;
    private const float OfNone = 0.15f;

    private readonly float[] _lifts;        // [source stems, target stems], p(target | source) / p(target)
    private readonly int _targets;

    private StemTranslations(float[] lifts, int targets) => (_lifts, _targets) = (lifts, targets);

    /// <summary>Learns from pairs of stems' numbers.</summary>
    public static StemTranslations Learn(IReadOnlyList<(int[] Source, int[] Target)> pairs, int sources, int targets, CancellationToken cancellation)
    {
        float[] chance = new float[targets];
        double all = 0;
        foreach ((int[] _, int[] target) in pairs)
        {
            foreach (int t in target) chance[t]++;
            all += target.Length;
        }
        for (int t = 0; t < targets; t++) chance[t] = (float)((chance[t] + 0.5) / (all + 0.5 * targets));
        float[] lifts = new float[(long)sources * targets], counts = new float[(long)sources * targets], totals = new float[sources];
        Array.Fill(lifts, 1);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Clear(counts);
            Array.Clear(totals);
            foreach ((int[] source, int[] target) in pairs)
            {
                if (source.Length == 0) continue;
                float share = (1 - OfNone) / source.Length;
                foreach (int t in target)
                {
                    float sum = OfNone;
                    foreach (int s in source) sum += share * lifts[s * targets + t];
                    foreach (int s in source)
                    {
                        float part = share * lifts[s * targets + t] / sum;
                        counts[s * targets + t] += part;
                        totals[s] += part;
                    }
                }
            }
            for (int s = 0; s < sources; s++)
                for (int t = 0; t < targets; t++)
                {
                    // One more stem drawn by chance: what was seen once says little.
                    lifts[s * targets + t] = (counts[s * targets + t] + chance[t]) / ((totals[s] + 1) * chance[t]);
                }
        }
        return new StemTranslations(lifts, targets);
    }

    /// <summary>The mean, over the stems of both sides, of the logarithm of how much likelier the other side makes it; about 0 or less for sentences that have nothing to do with each other. Null where a side has no known stems.</summary>
    public double? Score(int[] source, int[] target)
    {
        if (source.Length == 0 || target.Length == 0) return null;
        double sum = 0;
        Span<float> ofSource = source.Length <= 256 ? stackalloc float[source.Length] : new float[source.Length];
        ofSource.Clear();
        foreach (int t in target)
        {
            float own = 0;
            for (int s = 0; s < source.Length; s++)
            {
                float lift = _lifts[source[s] * _targets + t];
                own += lift;
                ofSource[s] += lift;
            }
            sum += Math.Log(OfNone + (1 - OfNone) * own / source.Length);
        }
        double back = 0;
        foreach (float lift in ofSource) back += Math.Log(OfNone + (1 - OfNone) * lift / target.Length);
        return (sum / target.Length + back / source.Length) / 2;
    }
}
