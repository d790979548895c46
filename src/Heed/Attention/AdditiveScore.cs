using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>
/// score(q, k) = w · tanh(W_q q + W_k k), without biases. Queries, keys and values may differ in size. Bahdanau et al. 2015, appendix A.1.2.
/// </summary>
public sealed class AdditiveScore : AttentionScore
{
    private readonly Linear _query, _key;
    private readonly Parameter _score;

    /// <summary>A score over an inner size.</summary>
    /// <param name="querySize">The size of a query.</param>
    /// <param name="keySize">The size of a key.</param>
    /// <param name="size">The inner size: rows of W_q and W_k.</param>
    public AdditiveScore(int querySize, int keySize, int size)
    {
        _query = Add("query", new Linear(querySize, size, bias: false));
        _key = Add("key", new Linear(keySize, size, bias: false));
        _score = Add("score", new(1, size), Initialization.Uniform(MathF.Sqrt(3f / size)));
    }

    /// <inheritdoc/>
    public override Tensor Of(Tensor queries, Tensor keys, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Tensor sums = _query.Forward(queries, context).AddPairs(_key.Forward(keys, context), context.Tape);    // [batch, queries, keys, size]
        Tensor scores = sums.Tanh(context.Tape).Linear(_score.Prepared, null, context.Tape);                   // [batch, queries, keys, 1]
        return scores.Reshape(sums.Shape[0], sums.Shape[1], sums.Shape[2]);
    }

    /// <inheritdoc/>
    public override AttentionMemory Prepare(Tensor keys, Tensor values, AttentionMask mask, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(context);
        AdditiveOperands prepared = _key.Forward(keys, context).PrepareAdditive(values, _score.Value, mask.KeyLengths, context.Tape);
        return new AttentionMemory(prepared, values, mask, [.. Enumerable.Range(0, mask.KeyLengths.Length)]);
    }

    /// <inheritdoc/>
    public override (Tensor Context, Tensor Weights) Attend(Tensor queries, AttentionMemory memory, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(context);
        return _query.Forward(queries, context).AdditiveAttention((AdditiveOperands)memory.Keys, memory.Sentences, context.Tape);
    }
}
