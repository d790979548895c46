using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Models;

/// <summary>
/// The decoder of Bahdanau et al. 2015 in the lecture's reading: at step t' the query is the top layer's h of the step before, with the embedding of the
/// previous token behind it if that is asked for; [embedding of the previous token ; context] goes through the recurrent layers.
/// </summary>
internal sealed class BahdanauDecoder(ContextReader reader, RecurrentLayers layers, bool asksWithToken = false) : RecurrentDecoder(reader, layers)
{
    public override (Tensor Output, Tensor[] States, Tensor Context, Tensor? Weights) Step(Tensor embedded, Tensor[] states, SourceMemory memory, PackedSequence? rows, int first, ForwardContext context)
    {
        Tensor query = Layers.TopOf(states);                                                      // s_{t'−1}
        if (asksWithToken) query = query.Concat(embedded, context.Tape);
        (Tensor read, Tensor? weights) = Reader.Read(query, memory, context);                     // c_t'
        Tensor input = embedded.Concat(read, context.Tape);                                       // [rows, embedding + context]
        (Tensor output, Tensor[] next) = Layers.Step(input, states, rows, first, context);
        return (output, next, read, weights);
    }
}
