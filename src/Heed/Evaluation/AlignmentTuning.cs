using Heed.Decoding;
using Heed.Layers;
using Heed.Models;

namespace Heed.Evaluation;

/// <summary>Finds on development pairs which of a model's weights align best: each layer that looks at the source, each of its heads and their mean, at the step that writes a token and at the one that reads it.</summary>
public static class AlignmentTuning
{
    /// <summary>All that a model may choose from.</summary>
    public static IReadOnlyList<AlignmentChoice> Candidates(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        (int layers, int heads) = config.Attending;
        int?[] headsAndMean = heads == 1 ? [null] : [null, .. Enumerable.Range(0, heads).Select(static head => (int?)head)];
        return [.. from layer in Enumerable.Range(0, layers) from head in headsAndMean from step in Enum.GetValues<AlignmentStep>() select new AlignmentChoice(layer, head, step)];
    }

    /// <summary>By the alignment error rate against gold links, the best first.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <param name="align">Aligns the development pairs with a choice of weights.</param>
    /// <param name="gold">The links (source, target) of the model's direction.</param>
    public static IReadOnlyList<AlignmentCandidate> ByGold(ModelConfig config, Func<AlignmentChoice, IReadOnlyList<WordAlignment>> align, IReadOnlyList<GoldAlignment> gold)
    {
        ArgumentNullException.ThrowIfNull(align);
        return [.. Candidates(config).Select(choice => new AlignmentCandidate(choice, AlignmentErrorRate.Of([.. align(choice).Select(static pair => pair.Links)], gold).Value)).OrderBy(static candidate => candidate.Error)];
    }

    /// <summary>
    /// Without gold links by how well two directions agree: for each choice of either, the error of its links as against those of the best choice of the other, 1 − 2|A∩B| / (|A| + |B|). The best first.
    /// </summary>
    /// <param name="forward">The configuration of the model from source to target.</param>
    /// <param name="alignForward">Aligns the pairs with it.</param>
    /// <param name="backward">The configuration of the model from target to source.</param>
    /// <param name="alignBackward">Aligns the pairs with it, its sources being the targets.</param>
    public static (IReadOnlyList<AlignmentCandidate> Forward, IReadOnlyList<AlignmentCandidate> Backward) ByAgreement(
        ModelConfig forward, Func<AlignmentChoice, IReadOnlyList<WordAlignment>> alignForward, ModelConfig backward, Func<AlignmentChoice, IReadOnlyList<WordAlignment>> alignBackward)
    {
        ArgumentNullException.ThrowIfNull(alignForward);
        ArgumentNullException.ThrowIfNull(alignBackward);
        (AlignmentChoice Choice, HashSet<(int, int)>[] Links)[] ours = [.. Candidates(forward).Select(choice => (choice, Sets(alignForward(choice), isBackward: false)))];
        (AlignmentChoice Choice, HashSet<(int, int)>[] Links)[] theirs = [.. Candidates(backward).Select(choice => (choice, Sets(alignBackward(choice), isBackward: true)))];
        double[,] errors = new double[ours.Length, theirs.Length];
        for (int i = 0; i < ours.Length; i++)
            for (int j = 0; j < theirs.Length; j++) errors[i, j] = Disagreement(ours[i].Links, theirs[j].Links);
        return ([.. ours.Select((of, i) => new AlignmentCandidate(of.Choice, Enumerable.Range(0, theirs.Length).Min(j => errors[i, j]))).OrderBy(static candidate => candidate.Error)],
            [.. theirs.Select((of, j) => new AlignmentCandidate(of.Choice, Enumerable.Range(0, ours.Length).Min(i => errors[i, j]))).OrderBy(static candidate => candidate.Error)]);
    }

    private static HashSet<(int, int)>[] Sets(IReadOnlyList<WordAlignment> alignments, bool isBackward) =>
        [.. alignments.Select(pair => pair.Links.Select(link => isBackward ? (link.Target, link.Source) : link).ToHashSet())];

    private static double Disagreement(HashSet<(int, int)>[] ours, HashSet<(int, int)>[] theirs)
    {
        long both = 0, all = 0;
        for (int pair = 0; pair < ours.Length; pair++)
        {
            all += ours[pair].Count + theirs[pair].Count;
            both += ours[pair].Count(theirs[pair].Contains);
        }
        return all == 0 ? 0 : 100 * (1 - 2.0 * both / all);
    }
}
