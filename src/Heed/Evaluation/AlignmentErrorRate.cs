namespace Heed.Evaluation;

/// <summary>The alignment error rate of links between words. Och and Ney 2003, "A systematic comparison of various statistical alignment models".</summary>
public static class AlignmentErrorRate
{
    /// <summary>The scores of a test set: counts of all pairs together. A link that stands twice in a pair counts once.</summary>
    /// <param name="links">The links (source, target) of each pair, from 0.</param>
    /// <param name="gold">The gold links of each pair.</param>
    /// <exception cref="ArgumentException">There are no pairs, or not as many of one as of the other.</exception>
    public static AlignmentScore Of(IReadOnlyList<IReadOnlyCollection<(int Source, int Target)>> links, IReadOnlyList<GoldAlignment> gold)
    {
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(gold);
        if (links.Count != gold.Count || links.Count == 0) throw new ArgumentException($"AlignmentErrorRate: {links.Count:N0} pairs have links and {gold.Count:N0} have gold links; as many are needed, at least one.", nameof(gold));
        long all = 0, sure = 0, sureFound = 0, possibleFound = 0;
        for (int pair = 0; pair < gold.Count; pair++)
        {
            sure += gold[pair].Sure.Count;
            foreach ((int, int) link in links[pair].Distinct())
            {
                all++;
                if (gold[pair].Sure.Contains(link)) sureFound++;
                if (gold[pair].Possible.Contains(link)) possibleFound++;
            }
        }
        return new AlignmentScore(all, sure, sureFound, possibleFound);
    }
}
