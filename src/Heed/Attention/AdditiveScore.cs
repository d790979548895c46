using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>
/// score(q, k) = w · tanh(W_q q + W_k k), without biases. Queries, keys and values may differ in size. Bahdanau et al. 2015, appendix A.1.2.
/// </summary>
public sealed class AdditiveScore : AttentionScore
{
    private readonly HeadWeight _query, _key;
    private readonly Parameter _score;

    /// <summary>A score over an inner size.</summary>
    /// <param name="sizes">The sizes; the inner one is that of W_q's and W_k's rows in each head.</param>
    /// <exception cref="ArgumentException">There is no inner size.</exception>
    public AdditiveScore(ScoreSizes sizes)
        : base(sizes)
    {
        if (sizes.Inner < 1) throw new ArgumentException("AdditiveScore: the inner size must be at least 1.", nameof(sizes));
        _query = Add("query", new HeadWeight(sizes.Query, sizes.Inner, sizes.Heads));
        _key = Add("key", new HeadWeight(sizes.Key, sizes.Inner, sizes.HeadsOfKeys));
        _score = Add("score", new(sizes.Heads, sizes.Inner), Initialization.Uniform(MathF.Sqrt(3f / sizes.Inner)));
    }

    /// <summary>A score of one head.</summary>
    /// <param name="querySize">The size of a query.</param>
    /// <param name="keySize">The size of a key.</param>
    /// <param name="size">The inner size: rows of W_q and W_k.</param>
    public AdditiveScore(int querySize, int keySize, int size)
        : this(new ScoreSizes(querySize, keySize, size))
    {
    }

    /// <inheritdoc/>
    public override ScoreForm Form => ScoreForm.Additive;

    /// <inheritdoc/>
    public override Tensor ScoreVector => _score.Value;

    /// <inheritdoc/>
    public override Tensor Of(Tensor queries, Tensor keys, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(context);
        (int heads, int keyHeads) = (Sizes.Heads, Sizes.HeadsOfKeys);
        Tensor q = _query.Forward(queries, context).SplitHeads(heads, context.Tape);                                  // [batch · heads, queries, inner]
        Tensor k = _key.Forward(keys, context).SplitHeads(keyHeads, context.Tape).RepeatHeads(keyHeads, heads, context.Tape);
        Tensor tanh = q.AddPairs(k, context.Tape).Tanh(context.Tape);                                                 // [batch · heads, queries, keys, inner]
        int groups = tanh.Shape[0], pairs = tanh.Shape[1] * tanh.Shape[2];
        int[] headOf = [.. Enumerable.Range(0, groups).Select(group => group % heads)];
        Tensor w = _score.Value.Gather(headOf, context.Workspace, context.Tape).Reshape(groups, Sizes.Inner, 1);
        return tanh.Reshape(groups, pairs, Sizes.Inner).MatMul(w, context.Tape).Reshape(groups, tanh.Shape[1], tanh.Shape[2]);
    }

    /// <inheritdoc/>
    public override Tensor PrepareQueries(Tensor queries, ForwardContext context) => _query.Forward(queries, context);

    /// <inheritdoc/>
    public override (Tensor Keys, Tensor? Bias) PrepareKeys(Tensor keys, ForwardContext context) => (_key.Forward(keys, context), null);

    /// <inheritdoc/>
    public override AttentionMemory Prepare(Tensor keys, Tensor values, AttentionMask mask, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(context);
        int[] lengths = RowLengths(keys, mask);
        AdditiveOperands prepared = _key.Forward(keys, context).PrepareAdditive(values, _score.Value, lengths, context.Tape);
        return new AttentionMemory(prepared, values, lengths, [.. Enumerable.Range(0, lengths.Length)]);
    }

    /// <inheritdoc/>
    public override (Tensor Context, Tensor Weights) Attend(Tensor queries, AttentionMemory memory, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(context);
        return _query.Forward(queries, context).AdditiveAttention((AdditiveOperands)memory.Keys, memory.Sentences, context.Tape);
    }
}
