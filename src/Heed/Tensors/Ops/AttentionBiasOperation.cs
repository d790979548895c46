namespace Heed.Tensors.Ops;

/// <summary>Scores with what positions add to them.</summary>
public static class AttentionBiasOperation
{
    /// <summary>y[b · heads + h, i, j] = x[b · heads + h, i, j] + bias(h, i, j). x [batch · heads, queries, keys].</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="bias">What is added. A table per query has a row for each query of [batch, queries].</param>
    /// <param name="heads">How many heads each sentence has.</param>
    /// <param name="positions">For each sentence the position of its first query.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    public static Tensor AddBias(this Tensor scores, AttentionBias bias, int heads, int[] positions, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentNullException.ThrowIfNull(positions);
        Tensor y = scores.Like();
        scores.Backend.AddAttentionBias(scores, bias, heads, positions, y);
        tape?.Record(static (t, o) =>
        {
            var (bias, heads, positions) = ((AttentionBias, int, int[]))o.With!;
            o.A.Backend.AddTo(t.GradientOf(o.A), t.GradientOf(o.B));
            if (bias.Table is { } table) o.A.Backend.AddAttentionBiasGradient(t.GradientOf(o.A), bias, heads, positions, t.GradientOf(table));
        }, y, scores, with: (bias, heads, positions));
        return y;
    }
}
