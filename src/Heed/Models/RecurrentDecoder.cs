using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Models;

/// <summary>
/// The decoder of Bahdanau et al. 2015 in the lecture's reading: at step t' the query is the top layer's h of the step before, with the embedding of the
/// previous token behind it if that is asked for; [embedding of the previous token ; context] goes through the recurrent layers.
/// </summary>
internal sealed class RecurrentDecoder : Module
{
    private readonly ContextReader _reader;
    private readonly RecurrentLayers _layers;
    private readonly bool _asksWithToken;

    public RecurrentDecoder(ContextReader reader, RecurrentLayers layers, bool asksWithToken = false)
    {
        _asksWithToken = asksWithToken;
        _reader = Add("attention", reader);
        _layers = Add("layers", layers);
    }

    /// <summary>One step for all rows.</summary>
    /// <param name="embedded">The embeddings of the previous tokens [rows, embedding size].</param>
    /// <param name="states">s_{t'−1}: the states [rows, size], layer by layer.</param>
    /// <param name="memory">What can be read of the sources.</param>
    /// <param name="rows">The targets the rows belong to, for dropout.</param>
    /// <param name="first">The row of <paramref name="rows"/> that comes first.</param>
    /// <param name="context">The call.</param>
    public (Tensor Output, Tensor[] States, Tensor Context, Tensor? Weights) Step(Tensor embedded, Tensor[] states, SourceMemory memory, PackedSequence? rows, int first, ForwardContext context)
    {
        Tensor query = _layers.TopOf(states);                                                     // s_{t'−1}
        if (_asksWithToken) query = query.Concat(embedded, context.Tape);
        (Tensor read, Tensor? weights) = _reader.Read(query, memory, context);                    // c_t'
        Tensor input = embedded.Concat(read, context.Tape);                                       // [rows, embedding + context]
        (Tensor output, Tensor[] next) = _layers.Step(input, states, rows, first, context);
        return (output, next, read, weights);
    }
}
