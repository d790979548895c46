namespace Heed.Tensors.Ops;

/// <summary>Additive attention without the array of queries × keys × size. Bahdanau et al. 2015, appendix A.1.2.</summary>
public static class AdditiveAttentionOperation
{
    /// <summary>
    /// Prepares projected keys once for all queries, as e^{2k}, since tanh(q + k) = 1 − 2 / (1 + e^{2q} e^{2k}).
    /// </summary>
    /// <param name="keys">W_k k, [batch, keys, size].</param>
    /// <param name="values">[batch, keys, value size].</param>
    /// <param name="score">w [size].</param>
    /// <param name="lengths">How many keys each sentence has.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static AdditiveOperands PrepareAdditive(this Tensor keys, Tensor values, Tensor score, int[] lengths, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(lengths);
        int batch = keys.Shape[0];
        if (values.Shape[0] != batch || values.Shape[1] != keys.Shape[1] || score.Shape.Count != keys.Shape[2] || lengths.Length != batch)
            throw new ArgumentException($"PrepareAdditive: keys {keys.Shape}, values {values.Shape}, score {score.Shape} and {lengths.Length} lengths do not fit.", nameof(keys));
        foreach (int length in lengths)
            if (length < 0 || length > keys.Shape[1]) throw new ArgumentException($"PrepareAdditive: a length of {length} is not within {keys.Shape[1]} keys.", nameof(lengths));
        (Tensor panels, Tensor? strips, Tensor largest) = keys.Backend.PrepareAdditiveKeys(keys, lengths, forGradient: tape is not null);
        if (strips is not null) tape?.Record(static (t, o) => o.B.Backend.AddAdditiveKeysGradient(t.GradientOf(o.A), (int[])o.With!, t.GradientOf(o.B)), strips, keys, with: lengths);
        return new AdditiveOperands(keys, panels, strips, largest, score, values, lengths);
    }

    /// <summary>
    /// weights = softmax over the sentence's keys of w · tanh(q + k); context = Σ weights · values.
    /// </summary>
    /// <param name="queries">W_q q, [rows, size].</param>
    /// <param name="memory">What was prepared of the source.</param>
    /// <param name="sentences">For each query the sentence whose keys it attends to; several may name one.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <returns>The context [rows, value size] and the weights [rows, keys], zero beyond a sentence's length.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or a sentence is not there.</exception>
    public static (Tensor Context, Tensor Weights) AdditiveAttention(this Tensor queries, in AdditiveOperands memory, int[] sentences, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(sentences);
        if (queries.Shape.Last != memory.Score.Shape.Count || sentences.Length != queries.Shape.Rows)
            throw new ArgumentException($"AdditiveAttention: queries {queries.Shape} do not fit a score of {memory.Score.Shape.Count} and {sentences.Length} sentences.", nameof(queries));
        foreach (int sentence in sentences)
            if ((uint)sentence >= (uint)memory.Lengths.Length) throw new ArgumentException($"AdditiveAttention: there is no sentence {sentence} among {memory.Lengths.Length}.", nameof(sentences));
        Tensor context = queries.New(new(queries.Shape.Rows, memory.Values.Shape.Last)), weights = queries.New(new(queries.Shape.Rows, memory.Values.Shape[1]));
        queries.Backend.AdditiveAttention(queries, memory, sentences, weights, context);
        tape?.Record(static (t, o) =>
        {
            var (memory, sentences) = ((AdditiveOperands, int[]))o.With!;
            o.C.Backend.AddAdditiveAttentionGradient(t.GradientOf(o.A), t.GradientOf(o.B), o.C, memory, sentences, o.B,
                t.GradientOf(o.C), t.GradientOf(memory.Strips!), t.GradientOf(memory.Score), t.GradientOf(memory.Values));
        }, context, weights, queries, null, (memory, sentences));
        return (context, weights);
    }
}
