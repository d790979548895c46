using Heed.Tensors;

namespace Heed.Layers;

/// <summary>What belongs to one call of a model: where temporaries live, the tape if derivatives are wanted, and dropout while training.</summary>
/// <param name="Workspace">Where temporaries live.</param>
/// <param name="Tape">The tape, if derivatives are wanted.</param>
/// <param name="Dropout">The dropout of this step; none outside training.</param>
public sealed record ForwardContext(Workspace Workspace, GradientTape? Tape = null, DropoutSettings? Dropout = null);
