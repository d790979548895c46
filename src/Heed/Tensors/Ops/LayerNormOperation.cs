namespace Heed.Tensors.Ops;

/// <summary>Normalisation of each row. Ba et al. 2016.</summary>
public static class LayerNormOperation
{
    /// <summary>y = (x − mean) / √(variance + ε) · weight + bias over the innermost size; the variance divides by the size.</summary>
    /// <exception cref="ArgumentException">The sizes of weight or bias are not that of the rows.</exception>
    public static Tensor LayerNorm(this Tensor x, Tensor weight, Tensor bias, float epsilon, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        if (weight.Shape.Count != x.Shape.Last || bias.Shape.Count != x.Shape.Last)
            throw new ArgumentException($"LayerNorm: weight {weight.Shape} and bias {bias.Shape} do not fit rows of {x.Shape.Last}.", nameof(weight));
        Tensor y = x.Like(), statistics = x.New(new(2, x.Shape.Rows));
        x.Backend.LayerNorm(x, weight, bias, epsilon, y, statistics.Rows(0, 1), statistics.Rows(1, 1));
        tape?.Record(static (t, o) =>
        {
            var (weight, bias, statistics) = ((Tensor, Tensor, Tensor))o.With!;
            o.B.Backend.AddLayerNormGradient(t.GradientOf(o.A), o.B, weight, statistics.Rows(0, 1), statistics.Rows(1, 1), t.GradientOf(o.B), t.GradientOf(weight), t.GradientOf(bias));
        }, y, x, with: (weight, bias, statistics));
        return y;
    }
}
