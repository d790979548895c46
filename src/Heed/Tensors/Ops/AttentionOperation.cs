namespace Heed.Tensors.Ops;

/// <summary>Attention in one pass over blocks of keys, without an array of queries × keys. Dao et al. 2022, "FlashAttention".</summary>
public static class AttentionOperation
{
    /// <summary>context_hi = Σ_j softmax_j(score(h, i, j)) v_hj for every head, query and span.</summary>
    /// <param name="operands">What is read.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <returns>The context [query rows, heads · value size], zero where nothing may be attended to, and log Σ_j e^score [query rows, heads].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or a span is not within the rows.</exception>
    public static (Tensor Context, Tensor LogSumExp) Attention(this AttentionOperands operands, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(operands);
        operands.Validate();
        Tensor queries = operands.Queries;
        Tensor context = queries.New(new(queries.Shape.Rows, operands.Heads * operands.ValueSize)), logSumExp = queries.New(new(queries.Shape.Rows, operands.Heads));
        queries.Backend.Attention(operands, context, logSumExp);
        tape?.Record(static (t, o) => Backward(t, o.A, o.B, (AttentionOperands)o.With!), context, logSumExp, with: operands);
        return (context, logSumExp);
    }

    private static void Backward(GradientTape tape, Tensor context, Tensor logSumExp, AttentionOperands operands) =>
        context.Backend.AddAttentionGradient(operands, context, logSumExp, tape.GradientOf(context),
            tape.GradientOf(operands.Queries), tape.GradientOf(operands.Keys), tape.GradientOf(operands.Values),
            operands.KeyBias is { } bias ? tape.GradientOf(bias) : null, operands.ScoreVector is { } vector ? tape.GradientOf(vector) : null,
            operands.Bias?.Table is { } table ? tape.GradientOf(table) : null);
}
