using Heed.Models;
using Heed.Tensors;

namespace Heed.Decoding;

/// <summary>A way to find targets. It sees of a model only its start, its steps and the selection of rows.</summary>
public abstract class Search
{
    /// <summary>
    /// The hypotheses for each source, at least one and at most <see cref="SearchOptions.NBest"/>, the best first. A source's result does not depend on the others.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="sources">Token sequences that end with the end symbol.</param>
    /// <param name="options">The beam, the penalties and the lengths.</param>
    /// <param name="workspace">Where temporaries live.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <param name="progress">Told after each step the best that there is for each source that the step was for; without it nothing is put together.</param>
    /// <exception cref="ArgumentException">An option is out of range, or needs an attention that the model does not have.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Hypothesis[][] Run(TranslationModel model, IReadOnlyList<int[]> sources, SearchOptions options, Workspace workspace, CancellationToken cancellation, IProgress<SearchProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workspace);
        options.ValidateFor(model.Config);
        return Run(new SearchCall(model, sources, options, workspace) { Progress = progress, Cancellation = cancellation });
    }

    /// <summary>The same where the translations of some sources must have something. Neither they nor the others depend on each other.</summary>
    internal Hypothesis[][] Run(SearchCall call)
    {
        if (call.Sources.Count == 0) return [];
        using Workspace.Scope whole = call.Workspace.Open();
        if (call.Constraints is not { } constraints || constraints.All(static constraint => constraint is null)) return Find(call with { Constraints = null });
        int[] all = [.. Enumerable.Range(0, constraints.Count)], apart = [.. all.Where(i => constraints[i] is { } constraint && NeedsBeams(constraint, call.Options))], others = [.. all.Except(apart)];
        var found = new Hypothesis[all.Length][];
        if (apart.Length > 0) Put(ConstrainedSearch.Find(call.For(apart)), apart);
        if (others.Length > 0)
        {
            SearchCall rest = call.For(others);
            Put(Find(rest with { Beginnings = PrefixSpelling.Of(rest) }), others);
        }
        return found;

        void Put(Hypothesis[][] of, int[] sources)
        {
            for (int i = 0; i < sources.Length; i++) found[sources[i]] = of[i];
        }
    }

    // A prefix alone is only the beginning of what is greedy or drawn.
    private static bool NeedsBeams(TargetConstraint constraint, SearchOptions options) => constraint.Terms.Count > 0 || options.Sampling is null && options.Beam > 1;

    /// <summary>The hypotheses for each of one or more sources, by options that fit the model.</summary>
    private protected abstract Hypothesis[][] Find(SearchCall call);
}
