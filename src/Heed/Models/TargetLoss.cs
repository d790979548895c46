using Heed.Layers;
using Heed.Tensors;

namespace Heed.Models;

/// <summary>How well a model expects targets that are given.</summary>
public static class TargetLoss
{
    /// <summary>Σ −log p(target token | those before it, source) over all targets of a batch, in nats, without label smoothing.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sources">Token sequences that end with the end symbol.</param>
    /// <param name="inputs">The targets, shifted: the start symbol first, the last token left out.</param>
    /// <param name="targets">The targets, the end symbol last; as long as their inputs.</param>
    /// <param name="workspace">Where temporaries live.</param>
    public static double Of(TranslationModel model, IReadOnlyList<int[]> sources, IReadOnlyList<int[]> inputs, IReadOnlyList<int[]> targets, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(workspace);
        using Workspace.Scope scope = workspace.Open();
        var context = new ForwardContext(workspace);
        TeacherForced forced = model.Forward(sources, inputs, 0, context);
        return model.Loss(forced, forced.Rows.Pack(targets), context);
    }
}
