using Heed.Text;

namespace Heed.Decoding;

/// <summary>Brings together how a translator and one in the other direction align the same pair.</summary>
public static class TwoWayAlignment
{
    /// <summary>The way that measures best: the mean of both directions' shares, the best word of each word by it in both directions, and <c>grow-diagonal</c> of these.</summary>
    public const string Mean = "mean";

    /// <summary><see cref="Mean"/>, and the ways of <see cref="Symmetrisations"/>, which join the links that each direction finds by itself.</summary>
    public static IReadOnlyList<string> Names { get; } = [Mean, .. Symmetrisations.Names];

    /// <summary>The links (source, target), from 0, by source and then by target.</summary>
    /// <param name="forward">By a translator from the source to the target.</param>
    /// <param name="backward">Of the same texts by a translator from the target to the source.</param>
    /// <param name="way">A name of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such way, or the two are not of one pair.</exception>
    public static IReadOnlyList<(int Source, int Target)> Links(WordAlignment forward, WordAlignment backward, string way = Mean)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        if (forward.Source.Words.Count != backward.Target.Words.Count || forward.Target.Words.Count != backward.Source.Words.Count)
            throw new ArgumentException($"TwoWayAlignment: {forward.Source.Words.Count} and {forward.Target.Words.Count} words in one direction, {backward.Target.Words.Count} and {backward.Source.Words.Count} in the other; both must be of one pair.", nameof(backward));
        return way == Mean
            ? OfMean(forward.Shares(), backward.Shares())
            : Symmetrisations.Named(way).Join(forward.Links, [.. backward.Links.Select(static link => (link.Target, link.Source))]);
    }

    // [target, source] and [source, target].
    private static IReadOnlyList<(int Source, int Target)> OfMean(float[,] forward, float[,] backward)
    {
        int targets = forward.GetLength(0), sources = backward.GetLength(0);
        float[,] byTarget = new float[targets, sources], bySource = new float[sources, targets];
        for (int t = 0; t < targets; t++)
            for (int s = 0; s < sources; s++) byTarget[t, s] = bySource[s, t] = (forward[t, s] + backward[s, t]) / 2;
        return Text.WordLinks.GrowDiagonal(
            [.. Enumerable.Range(0, targets).Select(t => (WordAlignment.Best(byTarget, t), t))],
            (IReadOnlyCollection<(int, int)>)[.. Enumerable.Range(0, sources).Select(s => (s, WordAlignment.Best(bySource, s)))]);
    }
}
