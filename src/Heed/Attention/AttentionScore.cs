using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>
/// How well a key answers a query: the one thing that differs between Bahdanau's, Luong's and Vaswani's attention.
/// <see cref="Of"/> is the formula in tensor operations; <see cref="Prepare"/> and <see cref="Attend"/> compute the same without
/// an array of queries × keys × size.
/// </summary>
public abstract class AttentionScore : Module
{
    /// <summary>The scores [batch, queries, keys] of queries [batch, queries, query size] with keys [batch, keys, key size].</summary>
    public abstract Tensor Of(Tensor queries, Tensor keys, ForwardContext context);

    /// <summary>Prepares keys [batch, keys, key size] and values [batch, keys, value size] once for all queries.</summary>
    public abstract AttentionMemory Prepare(Tensor keys, Tensor values, AttentionMask mask, ForwardContext context);

    /// <summary>Attention of queries [rows, query size], each over the sentence the memory's map names.</summary>
    /// <returns>The context [rows, value size] and the weights [rows, keys], whose rows sum to 1, or are zero where nothing may be attended to.</returns>
    public abstract (Tensor Context, Tensor Weights) Attend(Tensor queries, AttentionMemory memory, ForwardContext context);

    /// <summary>
    /// Attention as the textbook writes it: weights = softmax(score(q, k)) over the keys that are there, context = weights · values.
    /// Queries [batch, queries, query size], context [batch, queries, value size], weights [batch, queries, keys].
    /// </summary>
    public (Tensor Context, Tensor Weights) AttendByFormula(Tensor queries, Tensor keys, Tensor values, AttentionMask mask, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(context);
        Tensor scores = Of(queries, keys, context);                                  // [batch, queries, keys]
        int[] lengths = new int[scores.Shape.Rows];
        for (int row = 0; row < lengths.Length; row++) lengths[row] = mask.KeyLengths[row / scores.Shape[1]];
        Tensor weights = scores.Softmax(lengths, context.Tape);                      // a row with nothing to attend to is zero
        return (weights.MatMul(values, context.Tape), weights);                      // [batch, queries, value size]
    }
}
