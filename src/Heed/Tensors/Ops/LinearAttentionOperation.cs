using Heed.Kernels;

namespace Heed.Tensors.Ops;

/// <summary>Attention whose cost grows with the length and not its square. Katharopoulos et al. 2020.</summary>
public static class LinearAttentionOperation
{
    /// <summary>
    /// o_i = φ(q_i) Σ_j φ(k_j) v_jᵀ / Σ_j φ(q_i) · φ(k_j), φ(x) = elu(x) + 1, over all keys of a span, or over those up to the query's own position.
    /// </summary>
    /// <param name="queries">[query rows, heads · size].</param>
    /// <param name="keys">[key rows, heads · size].</param>
    /// <param name="values">[key rows, heads · value size].</param>
    /// <param name="heads">The heads.</param>
    /// <param name="spans">Which rows belong together.</param>
    /// <param name="causal">Whether a query sees only keys up to its own position.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <returns>[query rows, heads · value size]; zeros where there are no keys.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a span is not within the rows.</exception>
    public static Tensor LinearAttention(this Tensor queries, Tensor keys, Tensor values, int heads, AttentionSpan[] spans, bool causal, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(spans);
        new AttentionOperands(queries, keys, values, heads, heads, spans, MaskSpec.All).Validate();
        Tensor output = queries.New(new(queries.Shape.Rows, values.Shape.Last)), sums = queries.New(new(queries.Shape.Rows, heads));
        queries.Backend.LinearAttention(queries, keys, values, heads, spans, causal, output, sums);
        tape?.Record(static (t, o) =>
        {
            var (keys, values, heads, spans, causal) = ((Tensor, Tensor, int, AttentionSpan[], bool))o.With!;
            o.C.Backend.AddLinearAttentionGradient(t.GradientOf(o.A), o.A, o.B, o.C, keys, values, heads, spans, causal, t.GradientOf(o.C), t.GradientOf(keys), t.GradientOf(values));
        }, output, sums, queries, null, (keys, values, heads, spans, causal));
        return output;
    }
}
