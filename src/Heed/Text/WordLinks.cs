using Link = (int Source, int Target);

namespace Heed.Text;

/// <summary>Brings the links of two directions together.</summary>
internal static class WordLinks
{
    /// <summary>
    /// What both directions have, and then what one has and stands beside a link, diagonally too, for a word that has none yet.
    /// </summary>
    /// <param name="sourceOfTarget">For each target word its source word, −1 for none.</param>
    /// <param name="targetOfSource">For each source word its target word, −1 for none.</param>
    /// <returns>The links, by target and then by source.</returns>
    public static IReadOnlyList<Link> GrowDiagonal(int[] sourceOfTarget, int[] targetOfSource)
    {
        Link[] forward = [.. sourceOfTarget.Select((source, target) => (source, target)).Where(link => link.source >= 0)];
        Link[] backward = [.. targetOfSource.Select((target, source) => (source, target)).Where(link => link.target >= 0)];
        return [.. GrowDiagonal(forward, backward).OrderBy(link => link.Target).ThenBy(link => link.Source)];
    }

    /// <summary>The same for links of any kind, by source and then by target.</summary>
    public static IReadOnlyList<Link> GrowDiagonal(IReadOnlyCollection<Link> forward, IReadOnlyCollection<Link> backward)
    {
        var links = new Linked(forward.Intersect(backward));
        List<Link> candidates = [.. Sorted(forward.Union(backward)).Where(link => !links.Has(link))];
        for (bool grew = true; grew;)
        {
            grew = false;
            foreach (Link link in candidates)
            {
                if (links.Has(link) || (links.HasSource(link) && links.HasTarget(link)) || !links.HasNeighbour(link)) continue;
                links.Add(link);
                grew = true;
            }
        }
        return links.Sorted();
    }

    /// <summary>The links, and then those of the one direction and of the other for two words that have none yet.</summary>
    public static IReadOnlyList<Link> Final(IReadOnlyList<Link> grown, IReadOnlyCollection<Link> forward, IReadOnlyCollection<Link> backward)
    {
        var links = new Linked(grown);
        foreach (Link link in Sorted(forward).Concat(Sorted(backward)))
            if (!links.HasSource(link) && !links.HasTarget(link)) links.Add(link);
        return links.Sorted();
    }

    /// <summary>By source and then by target.</summary>
    public static IReadOnlyList<Link> Sorted(IEnumerable<Link> links) => [.. links.Order()];

    private sealed class Linked
    {
        private readonly HashSet<Link> _links = [];
        private readonly HashSet<int> _sources = [], _targets = [];

        public Linked(IEnumerable<Link> links)
        {
            foreach (Link link in links) Add(link);
        }

        public void Add(Link link)
        {
            _links.Add(link);
            _sources.Add(link.Source);
            _targets.Add(link.Target);
        }

        public bool Has(Link link) => _links.Contains(link);

        public bool HasSource(Link link) => _sources.Contains(link.Source);

        public bool HasTarget(Link link) => _targets.Contains(link.Target);

        public bool HasNeighbour(Link link)
        {
            for (int s = link.Source - 1; s <= link.Source + 1; s++)
                for (int t = link.Target - 1; t <= link.Target + 1; t++)
                    if (_links.Contains((s, t))) return true;
            return false;
        }

        public IReadOnlyList<Link> Sorted() => WordLinks.Sorted(_links);
    }
}
