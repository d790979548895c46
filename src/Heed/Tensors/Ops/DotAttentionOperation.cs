namespace Heed.Tensors.Ops;

/// <summary>Attention by dot products of queries that come one by one, as in a recurrent decoder, with the weights kept. Luong et al. 2015.</summary>
public static class DotAttentionOperation
{
    /// <summary>weights = softmax over the sentence's keys of q · k + b; context = Σ weights · values.</summary>
    /// <param name="queries">Prepared queries [rows, size].</param>
    /// <param name="memory">The source side.</param>
    /// <param name="sentences">For each query the sentence whose keys it attends to; several may name one.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <returns>The context [rows, value size] and the weights [rows, keys], zero beyond a sentence's length.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or a sentence is not there.</exception>
    public static (Tensor Context, Tensor Weights) DotAttention(this Tensor queries, DotOperands memory, int[] sentences, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(sentences);
        if (queries.Shape.Last != memory.Keys.Shape.Last || sentences.Length != queries.Shape.Rows)
            throw new ArgumentException($"DotAttention: queries {queries.Shape} do not fit keys {memory.Keys.Shape} and {sentences.Length} sentences.", nameof(queries));
        foreach (int sentence in sentences)
            if ((uint)sentence >= (uint)memory.Lengths.Length) throw new ArgumentException($"DotAttention: there is no sentence {sentence} among {memory.Lengths.Length}.", nameof(sentences));
        Tensor context = queries.New(new(queries.Shape.Rows, memory.Values.Shape.Last)), weights = queries.New(new(queries.Shape.Rows, memory.Values.Shape[1]));
        queries.Backend.DotAttention(queries, memory, sentences, weights, context);
        tape?.Record(static (t, o) =>
        {
            var (memory, sentences) = ((DotOperands, int[]))o.With!;
            o.C.Backend.AddDotAttentionGradient(t.GradientOf(o.A), t.GradientOf(o.B), o.C, memory, sentences, o.B,
                t.GradientOf(o.C), t.GradientOf(memory.Keys), memory.Bias is { } bias ? t.GradientOf(bias) : null, t.GradientOf(memory.Values));
        }, context, weights, queries, null, (memory, sentences));
        return (context, weights);
    }
}
