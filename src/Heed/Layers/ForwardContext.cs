using Heed.Tensors;

namespace Heed.Layers;

/// <summary>What belongs to one call of a model: where temporaries live, the tape if derivatives are wanted, and dropout while training.</summary>
/// <param name="Workspace">Where temporaries live.</param>
/// <param name="Tape">The tape, if derivatives are wanted.</param>
/// <param name="Dropout">The dropout of this step; none outside training.</param>
public sealed record ForwardContext(Workspace Workspace, GradientTape? Tape = null, DropoutSettings? Dropout = null)
{
    /// <summary>Whether attention is computed as the textbook writes it, with all its weights in memory, instead of streaming over blocks of keys. Both give the same.</summary>
    public bool ByFormula { get; init; }

    /// <summary>Whether a model keeps the weights that align source and target: on the tape if there is one, so that training can say what they should be.</summary>
    public bool KeepsWeights { get; init; }

    /// <summary>Which weights those are; none for what the model's configuration says.</summary>
    public AlignmentHeads? Aligning { get; init; }

    /// <summary>Who is told of each layer of attention what its weights can be had from; nobody if none.</summary>
    public IAttentionTrace? Trace { get; init; }

    /// <summary>Who changes the weights of attention; nobody if none.</summary>
    public IAttentionEdit? Edit { get; init; }

    /// <summary>What changes the weights of this layer; none for as they are.</summary>
    /// <exception cref="InvalidOperationException">Derivatives are wanted, which changed weights do not have.</exception>
    internal AttentionEditing? EditOf(string layer)
    {
        if (Edit?.Edits(layer) is not true) return null;
        if (Tape is not null) throw new InvalidOperationException($"ForwardContext: the weights of {layer} cannot be changed while a tape records.");
        return new AttentionEditing(Edit, layer);
    }
}
