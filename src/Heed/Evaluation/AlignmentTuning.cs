using Heed.Decoding;
using Heed.Layers;
using Heed.Models;

namespace Heed.Evaluation;

/// <summary>
/// Finds on development pairs the heads of a model whose mean aligns best: each layer that looks at the source, each of its heads and their mean, at the step that writes a token and at the one that reads it.
/// The best of all comes first; then, as long as it helps, the one that helps most is added.
/// </summary>
public static class AlignmentTuning
{
    private const int MostHeads = 4;

    // What a further head has to gain: less is chance.
    private const double LeastGain = 0.25;

    /// <summary>All that a model may choose from.</summary>
    public static IReadOnlyList<AlignmentHead> Candidates(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        (int layers, int heads) = config.Attending;
        int?[] headsAndMean = heads == 1 ? [null] : [null, .. Enumerable.Range(0, heads).Select(static head => (int?)head)];
        return [.. from layer in Enumerable.Range(0, layers) from head in headsAndMean from step in Enum.GetValues<AlignmentStep>() select new AlignmentHead(layer, head, step)];
    }

    /// <summary>By the alignment error rate against gold links.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <param name="align">Aligns the development pairs by some heads.</param>
    /// <param name="gold">The links (source, target) of the model's direction.</param>
    /// <returns>What is best, and then every head by itself, the best first.</returns>
    public static IReadOnlyList<AlignmentCandidate> ByGold(ModelConfig config, Func<AlignmentHeads, IReadOnlyList<WordAlignment>> align, IReadOnlyList<GoldAlignment> gold)
    {
        ArgumentNullException.ThrowIfNull(align);
        var side = new Side(config, align);
        side.Grow(links => AlignmentErrorRate.Of(links, gold).Value);
        return side.Told(links => AlignmentErrorRate.Of(links, gold).Value);
    }

    /// <summary>
    /// Without gold links by how well two directions agree, 1 − 2|A∩B| / (|A| + |B|): the two heads that agree best come first, and then each direction takes further ones in turn.
    /// </summary>
    /// <param name="forward">The configuration of the model from source to target.</param>
    /// <param name="alignForward">Aligns the pairs with it.</param>
    /// <param name="backward">The configuration of the model from target to source.</param>
    /// <param name="alignBackward">Aligns the pairs with it, its sources being the targets.</param>
    /// <returns>For each direction what is best, and then every head by itself against what is best of the other.</returns>
    public static (IReadOnlyList<AlignmentCandidate> Forward, IReadOnlyList<AlignmentCandidate> Backward) ByAgreement(
        ModelConfig forward, Func<AlignmentHeads, IReadOnlyList<WordAlignment>> alignForward, ModelConfig backward, Func<AlignmentHeads, IReadOnlyList<WordAlignment>> alignBackward)
    {
        ArgumentNullException.ThrowIfNull(alignForward);
        ArgumentNullException.ThrowIfNull(alignBackward);
        Side ours = new(forward, alignForward), theirs = new(backward, alignBackward);
        HashSet<(int Source, int Target)>[][] turned = [.. Enumerable.Range(0, theirs.Count).Select(head => Turned(theirs.LinksOf(head)))];
        (int Ours, int Theirs, double Error) best = (0, 0, double.PositiveInfinity);
        for (int i = 0; i < ours.Count; i++)
        {
            IReadOnlyList<IReadOnlyCollection<(int Source, int Target)>> links = ours.LinksOf(i);
            for (int j = 0; j < theirs.Count; j++)
                if (Disagreement(links, turned[j]) is var error && error < best.Error) best = (i, j, error);
        }
        ours.Add(best.Ours);
        theirs.Add(best.Theirs);
        while (ours.GrowOnce(links => Disagreement(links, Turned(theirs.Links))) | theirs.GrowOnce(links => Disagreement(ours.Links, Turned(links)))) { }
        return (ours.Told(links => Disagreement(links, Turned(theirs.Links))), theirs.Told(links => Disagreement(ours.Links, Turned(links))));
    }

    private static HashSet<(int Source, int Target)>[] Turned(IReadOnlyList<IReadOnlyCollection<(int Source, int Target)>> links) => [.. links.Select(static pair => pair.Select(static link => (link.Target, link.Source)).ToHashSet())];

    private static double Disagreement(IReadOnlyList<IReadOnlyCollection<(int Source, int Target)>> ours, HashSet<(int Source, int Target)>[] theirs)
    {
        long both = 0, all = 0;
        for (int pair = 0; pair < theirs.Length; pair++)
        {
            all += ours[pair].Count + theirs[pair].Count;
            both += ours[pair].Count(theirs[pair].Contains);
        }
        return all == 0 ? 0 : 100 * (1 - 2.0 * both / all);
    }

    // The heads of one model, those that were chosen so far, and what they link.
    private sealed class Side
    {
        private readonly AlignmentHead[] _heads;
        private readonly IReadOnlyList<WordAlignment>[] _alignments;
        private readonly List<int> _chosen = [];
        private IReadOnlyList<WordAlignment> _mean = [];

        public Side(ModelConfig config, Func<AlignmentHeads, IReadOnlyList<WordAlignment>> align)
        {
            _heads = [.. Candidates(config)];
            _alignments = [.. _heads.Select(head => align(new AlignmentHeads(head)))];
        }

        public int Count => _heads.Length;

        public IReadOnlyList<IReadOnlyCollection<(int Source, int Target)>> Links => LinksOf(_mean);

        public IReadOnlyList<IReadOnlyCollection<(int Source, int Target)>> LinksOf(int head) => LinksOf(_alignments[head]);

        public void Add(int head)
        {
            _mean = With(head);
            _chosen.Add(head);
        }

        public void Grow(Func<IReadOnlyList<IReadOnlyCollection<(int Source, int Target)>>, double> error)
        {
            while (GrowOnce(error)) { }
        }

        public bool GrowOnce(Func<IReadOnlyList<IReadOnlyCollection<(int Source, int Target)>>, double> error)
        {
            if (_chosen.Count == Math.Min(MostHeads, Count)) return false;
            double before = _chosen.Count == 0 ? double.PositiveInfinity : error(Links);
            (int best, double after) = Enumerable.Range(0, Count).Where(head => !_chosen.Contains(head)).Select(head => (head, error(LinksOf(With(head))))).MinBy(static candidate => candidate.Item2);
            if (after > before - LeastGain) return false;
            Add(best);
            return true;
        }

        public IReadOnlyList<AlignmentCandidate> Told(Func<IReadOnlyList<IReadOnlyCollection<(int Source, int Target)>>, double> error) =>
        [
            new(new AlignmentHeads(_chosen.Select(head => _heads[head])), error(Links)),
            .. Enumerable.Range(0, Count).Select(head => new AlignmentCandidate(new AlignmentHeads(_heads[head]), error(LinksOf(head)))).OrderBy(static candidate => candidate.Error),
        ];

        // The mean of what was chosen and one more.
        private IReadOnlyList<WordAlignment> With(int head) => _chosen.Count == 0 ? _alignments[head] : [.. _mean.Zip(_alignments[head], (mean, more) => mean with { Weights = Mean(mean.Weights, more.Weights, _chosen.Count) })];

        private static float[,] Mean(float[,] mean, float[,] more, int of)
        {
            float[,] next = new float[mean.GetLength(0), mean.GetLength(1)];
            for (int t = 0; t < next.GetLength(0); t++)
                for (int s = 0; s < next.GetLength(1); s++) next[t, s] = (mean[t, s] * of + more[t, s]) / (of + 1);
            return next;
        }

        private static IReadOnlyList<IReadOnlyCollection<(int Source, int Target)>> LinksOf(IReadOnlyList<WordAlignment> alignments) => [.. alignments.Select(static pair => pair.Links)];
    }
}
