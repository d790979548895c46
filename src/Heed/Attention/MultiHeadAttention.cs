using Heed.Kernels;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>
/// h_i = f(W_i^q q, W_i^k k, W_i^v v), o = W_o [h_1; …; h_h] + b, where f is attention over any score. Self-attention is the case of one sequence in all three places: the same tokens,
/// differently projected. Vaswani et al. 2017, section 3.2.2.
/// </summary>
public sealed class MultiHeadAttention : Module
{
    private readonly MultiHeadOptions _options;
    private readonly Linear _query, _key, _value, _output;
    private readonly PositionEncoding? _positions;

    /// <summary>A layer with these sizes and choices.</summary>
    /// <exception cref="ArgumentException">A size does not fit; a dot product of queries and keys of different sizes is refused with both named.</exception>
    public MultiHeadAttention(MultiHeadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options = options.Complete();
        _query = Add("query", new Linear(options.QuerySize, options.Heads * options.HeadQuerySize, options.Bias));
        _key = Add("key", new Linear(options.KeySize, options.KeyHeads * options.HeadKeySize, options.Bias));
        _value = Add("value", new Linear(options.ValueSize, options.KeyHeads * options.HeadValueSize, options.Bias));
        _output = Add("output", new Linear(options.Heads * options.HeadValueSize, options.OutputSize, options.Bias));
        var sizes = new ScoreSizes(options.HeadQuerySize, options.HeadKeySize, options.InnerSize, options.Heads, options.KeyHeads);
        Score = Add("score", options.CreateScore is { } create ? create(sizes) : AttentionScores.Create(options.Score, sizes));
        if (options.Positions is not { } positions) return;
        if (positions.RefusalFor(Score.Traits) is { } refusal) throw new ArgumentException($"MultiHeadAttention: {refusal}", nameof(options));
        _positions = Add("positions", positions);
    }

    /// <summary>The score of its heads.</summary>
    public AttentionScore Score { get; }

    /// <summary>What the layer was built from, with every size said.</summary>
    public MultiHeadOptions Options => _options;

    /// <summary>Attention of queries [batch, queries, d_q] over keys [batch, keys, d_k] and values [batch, keys, d_v]. Query i and key i stand at position i.</summary>
    /// <returns>The output [batch, queries, p_o], and the weights, to be had on demand.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other or the layer.</exception>
    public MultiHeadResult Forward(Tensor queries, Tensor keys, Tensor values, AttentionMask mask, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(mask);
        if (queries.Shape.Rank != 3 || keys.Shape.Rank != 3 || values.Shape.Rank != 3 || keys.Shape[0] != queries.Shape[0] || values.Shape[0] != queries.Shape[0] || keys.Shape[1] != values.Shape[1])
            throw new ArgumentException($"MultiHeadAttention: queries {queries.Shape}, keys {keys.Shape} and values {values.Shape} are not [batch, queries, {_options.QuerySize}], [batch, keys, {_options.KeySize}] and [batch, keys, {_options.ValueSize}].", nameof(keys));
        int batch = queries.Shape[0], count = queries.Shape[1], most = keys.Shape[1];
        if (mask.KeyLengths is { } given && given.Length != batch) throw new ArgumentException($"MultiHeadAttention: a mask of {given.Length} sentences does not fit a batch of {batch}.", nameof(mask));
        var spans = new AttentionSpan[batch];
        for (int b = 0; b < batch; b++) spans[b] = new AttentionSpan(b * count, count, b * most, Math.Min(most, mask.KeyLengths?[b] ?? most), 0, b);
        HeadMemory memory = Remember(keys.Reshape(batch * most, keys.Shape[2]), values.Reshape(batch * most, values.Shape[2]), Places(batch, most), context);
        MultiHeadResult result = Attend(queries.Reshape(batch * count, queries.Shape[2]), Places(batch, count), memory, spans, mask, context);
        return result with { Output = result.Output.Reshape(batch, count, _options.OutputSize) };
    }

    /// <summary>Self-attention: x [batch, length, size] in all three places.</summary>
    public MultiHeadResult Forward(Tensor x, AttentionMask mask, ForwardContext context) => Forward(x, x, x, mask, context);

    /// <summary>Projects keys [rows, d_k] and values [rows, d_v] once for all queries.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">The values; the same tensor as the keys in self-attention.</param>
    /// <param name="places">Where the keys stand.</param>
    /// <param name="context">The call.</param>
    public HeadMemory Remember(Tensor keys, Tensor values, TokenPlaces places, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Tensor k = _key.Forward(keys, context);                                                               // [key rows, key heads · p_k]
        if (_positions is not null) k = _positions.Rotate(k, _options.KeyHeads, places, context);
        (Tensor prepared, Tensor? bias) = Score.PrepareKeys(k, context);
        return new HeadMemory(k, prepared, bias, _value.Forward(values, context));
    }

    /// <summary>Attention of queries [rows, d_q] over what was remembered.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="places">Where the queries stand.</param>
    /// <param name="memory">Keys and values.</param>
    /// <param name="spans">Which queries attend to which keys.</param>
    /// <param name="mask">Which of those may be attended to; its lengths, if any, are those of the spans already.</param>
    /// <param name="context">The call.</param>
    public MultiHeadResult Attend(Tensor queries, TokenPlaces places, HeadMemory memory, AttentionSpan[] spans, AttentionMask mask, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(context);
        Tensor q = _query.Forward(queries, context);                                                          // [query rows, heads · p_q]
        if (_positions is not null) q = _positions.Rotate(q, _options.Heads, places, context);
        Func<Tensor, AttentionBias?>? biasOf = _positions is null ? null : prepared => _positions.Bias(prepared, _options.Heads, context);
        MultiHeadResult result = SpanAttention.Attend(Score, q, memory, spans, mask, biasOf, _options.Place, context, context.EditOf(_options.Name));
        result.RecordTo(context.Trace, _options.Name);
        return result with { Output = _output.Forward(result.Output, context) };                              // o = W_o [h_1; …; h_h]
    }

    private static TokenPlaces Places(int batch, int length)
    {
        int[] positions = new int[batch * length], lengths = new int[batch * length];
        for (int row = 0; row < positions.Length; row++) positions[row] = row % length;
        Array.Fill(lengths, length);
        return new TokenPlaces(positions, lengths);
    }
}
