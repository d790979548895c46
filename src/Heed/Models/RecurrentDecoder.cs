using Heed.Layers;
using Heed.Tensors;

namespace Heed.Models;

/// <summary>A recurrent decoder: layers of states, and a reader of the source; the order of the two is what decoders differ in.</summary>
internal abstract class RecurrentDecoder : Module
{
    private protected RecurrentDecoder(ContextReader reader, RecurrentLayers layers)
    {
        Reader = Add("attention", reader);
        Layers = Add("layers", layers);
    }

    private protected ContextReader Reader { get; }

    private protected RecurrentLayers Layers { get; }

    /// <summary>One step for all rows.</summary>
    /// <param name="embedded">The embeddings of the previous tokens [rows, embedding size].</param>
    /// <param name="states">s_{t'−1}: the states [rows, size], layer by layer.</param>
    /// <param name="memory">What can be read of the sources.</param>
    /// <param name="rows">The targets the rows belong to, for dropout.</param>
    /// <param name="first">The row of <paramref name="rows"/> that comes first.</param>
    /// <param name="context">The call.</param>
    public abstract (Tensor Output, Tensor[] States, Tensor Context, Tensor? Weights) Step(Tensor embedded, Tensor[] states, SourceMemory memory, PackedSequence? rows, int first, ForwardContext context);
}
