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
        if (sources.Count == 0) return [];
        using Workspace.Scope whole = workspace.Open();
        return Find(model, sources, options, workspace, progress, cancellation);
    }

    /// <summary>The hypotheses for each of one or more sources, by options that fit the model.</summary>
    protected abstract Hypothesis[][] Find(TranslationModel model, IReadOnlyList<int[]> sources, SearchOptions options, Workspace workspace, IProgress<SearchProgress>? progress, CancellationToken cancellation);
}
