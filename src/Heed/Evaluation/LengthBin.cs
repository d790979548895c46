namespace Heed.Evaluation;

/// <summary>The lines of a test set whose source sentences have about the same length.</summary>
/// <param name="From">The fewest words of a sentence.</param>
/// <param name="To">The most words of a sentence; null where there is no limit.</param>
/// <param name="Lines">The places of the lines, counted from 0, in their order.</param>
public sealed record LengthBin(int From, int? To, IReadOnlyList<int> Lines)
{
    private const int MostBins = 1000;

    /// <summary>The name that tables show: <c>≤5</c>, <c>6–10</c>, <c>31+</c>.</summary>
    public string Label => To is int to
        ? From == 0 ? $"≤{to}" : From == to ? $"{to}" : $"{From}–{to}"
        : $"{From}+";

    /// <summary>Sorts lines into bins by their words: what white space separates, as <c>wc -w</c> counts them, punctuation included where it stands alone.</summary>
    /// <param name="sources">The source sentences.</param>
    /// <param name="edges">The most words of each bin but the last, rising: 5, 10 makes ≤5, 6–10 and 11+.</param>
    /// <returns>One bin more than there are edges; some may have no lines.</returns>
    /// <exception cref="ArgumentException">The edges do not rise from at least 1, or are not from 1 to 1,000.</exception>
    public static IReadOnlyList<LengthBin> Of(IReadOnlyList<string> sources, IReadOnlyList<int> edges)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(edges);
        if (edges.Count is < 1 or > MostBins) throw new ArgumentException($"Lengths: {edges.Count} edges; give 1 to {MostBins:N0}.", nameof(edges));
        for (int i = 0; i < edges.Count; i++)
        {
            if (edges[i] < 1 || (i > 0 && edges[i] <= edges[i - 1]))
            {
                throw new ArgumentException($"Lengths: the edges must rise from at least 1, such as 5,10,15; they are {string.Join(",", edges)}.", nameof(edges));
            }
        }
        List<int>[] lines = [.. Enumerable.Range(0, edges.Count + 1).Select(_ => new List<int>())];
        for (int line = 0; line < sources.Count; line++)
        {
            int words = ScorerText.Words(sources[line]).Count;
            int bin = 0;
            while (bin < edges.Count && words > edges[bin]) bin++;
            lines[bin].Add(line);
        }
        return [.. lines.Select((own, bin) => new LengthBin(bin == 0 ? 0 : edges[bin - 1] + 1, bin < edges.Count ? edges[bin] : null, own))];
    }
}
