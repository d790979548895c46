namespace Heed.Decoding;

/// <summary>The searches there are.</summary>
public static class Searches
{
    /// <summary>Every search with its name and what it does.</summary>
    public static IReadOnlyList<(string Name, string Description, Search Search)> All { get; } =
    [
        ("greedy", "takes the most probable token at each step", new GreedySearch()),
        ("beam", "keeps the most probable hypotheses at each step", new BeamSearch()),
        ("sample", "draws each token by chance", new SampleSearch()),
    ];

    /// <summary>The search for these options: samples where they ask for them, greedy for a beam of 1.</summary>
    public static Search For(SearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return All.First(search => search.Name == (options.Sampling is not null ? "sample" : options.Beam == 1 ? "greedy" : "beam")).Search;
    }
}
