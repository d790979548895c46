using Heed.Models;
using Heed.Tensors;

namespace Heed.Decoding;

/// <summary>A way to find a probable target. It sees of a model only its start, its steps and the selection of rows.</summary>
public abstract class Search
{
    /// <summary>The best hypothesis for each source. A source's result does not depend on the others.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sources">Token sequences that end with the end symbol.</param>
    /// <param name="options">The beam and the lengths.</param>
    /// <param name="workspace">Where temporaries live.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    public abstract Hypothesis[] Run(TranslationModel model, IReadOnlyList<int[]> sources, SearchOptions options, Workspace workspace, CancellationToken cancellation);
}
