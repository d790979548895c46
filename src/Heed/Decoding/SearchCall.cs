using Heed.Models;
using Heed.Tensors;

namespace Heed.Decoding;

/// <summary>What one run of a search is given.</summary>
/// <param name="Model">The model.</param>
/// <param name="Sources">Token sequences that end with the end symbol.</param>
/// <param name="Options">How to search.</param>
/// <param name="Workspace">Where temporaries live.</param>
internal sealed record SearchCall(TranslationModel Model, IReadOnlyList<int[]> Sources, SearchOptions Options, Workspace Workspace)
{
    /// <summary>What the translation of each source must have, where there is anything.</summary>
    public IReadOnlyList<TargetConstraint?>? Constraints { get; init; }

    /// <summary>Which target tokens there are; needed where a source has a constraint.</summary>
    public Text.TargetPieces? Pieces { get; init; }

    /// <summary>For each source the tokens that its translations begin with, one sequence for each translation, where any are given.</summary>
    public IReadOnlyList<int[][]?>? Beginnings { get; init; }

    /// <summary>Told after each step.</summary>
    public IProgress<SearchProgress>? Progress { get; init; }

    /// <summary>Stops between two steps.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The tokens that a translation of a source begins with; none where the search is free from the first token on.</summary>
    public ReadOnlySpan<int> BeginningOf(int source, int number) => Beginnings?[source] is { } of ? of[number] : default;

    /// <summary>The most tokens of a translation of a source.</summary>
    public int LongestFor(int source) => Constraints?[source] is { } constraint ? constraint.Longest(Options, Sources[source].Length) : Options.LongestFor(Sources[source].Length);

    /// <summary>For each source the tokens of the shortlist and of what its translation must have; none without a shortlist.</summary>
    public int[][]? Shortlist() => Options.Shortlist is { } shortlist ? [.. Sources.Select((source, i) => Constraints?[i] is { } constraint
        ? [.. shortlist.For(source).Union(constraint.Needed).Order()]
        : shortlist.For(source))] : null;

    /// <summary>The same for some of the sources.</summary>
    public SearchCall For(int[] sources) => this with
    {
        Sources = [.. sources.Select(i => Sources[i])],
        Constraints = Constraints is null ? null : [.. sources.Select(i => Constraints[i])],
        Beginnings = Beginnings is null ? null : [.. sources.Select(i => Beginnings[i])],
        Progress = Progress is null ? null : new Renumbered(Progress, sources),
    };

    private sealed class Renumbered(IProgress<SearchProgress> progress, int[] sources) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value) => progress.Report(value with { Source = sources[value.Source] });
    }
}
