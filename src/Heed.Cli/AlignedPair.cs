using Heed.Decoding;

namespace Heed.Cli;

/// <summary>A pair of a file and how its words belong together; neither alignment where it cannot be used.</summary>
internal sealed record AlignedPair(PairOfFile Pair, WordAlignment? Forward, WordAlignment? Backward)
{
    /// <summary>The links by one direction, or by both.</summary>
    public IReadOnlyList<(int Source, int Target)> Links(string way) => Forward is null ? [] : Backward is null ? Forward.Links : TwoWayAlignment.Links(Forward, Backward, way);

    /// <summary>The links of the other direction, as (source, target).</summary>
    public IReadOnlyList<(int Source, int Target)> BackwardLinks() => Backward is null ? [] : [.. Backward.Links.Select(static link => (link.Target, link.Source))];
}
