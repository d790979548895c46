using Heed.Layers;
using Heed.Tensors;

namespace Heed.Models;

/// <summary>
/// The decoder with the order of Luong et al. 2015, section 3: the embedding of the previous token alone goes through the recurrent layers, and the new state s_t' is the query. The context
/// reaches the output layer and not the next state; without input feeding.
/// </summary>
internal sealed class LuongDecoder(ContextReader reader, RecurrentLayers layers) : RecurrentDecoder(reader, layers)
{
    public override (Tensor Output, Tensor[] States, Tensor Context, Tensor? Weights) Step(Tensor embedded, Tensor[] states, SourceMemory memory, PackedSequence? rows, int first, ForwardContext context)
    {
        (Tensor output, Tensor[] next) = Layers.Step(embedded, states, rows, first, context);     // s_t'
        (Tensor read, Tensor? weights) = Reader.Read(output, memory, context);                    // c_t'
        return (output, next, read, weights);
    }
}
