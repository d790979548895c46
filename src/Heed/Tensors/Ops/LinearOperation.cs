namespace Heed.Tensors.Ops;

/// <summary>The product with a weight.</summary>
public static class LinearOperation
{
    /// <summary>y = x Wᵀ + b. x [..., inputs], W [outputs, inputs], b [outputs] or none, y [..., outputs].</summary>
    /// <exception cref="ArgumentException">The innermost size of x is not the weight's number of inputs, or b's size not its number of outputs.</exception>
    public static Tensor Linear(this Tensor x, PreparedWeight weight, Tensor? bias, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        if (x.Shape.Last != weight.Inputs)
            throw new ArgumentException($"Linear: inner sizes differ, {x.Shape} × {weight.Value.Shape} transposed: {x.Shape.Last} ≠ {weight.Inputs}.", nameof(x));
        if (bias is not null && bias.Shape.Count != weight.Outputs)
            throw new ArgumentException($"Linear: the bias {bias.Shape} does not fit {weight.Outputs} outputs.", nameof(bias));
        Tensor y = x.New(x.Shape.WithLast(weight.Outputs));
        x.Backend.Linear(x, weight, bias, y);
        tape?.Record(static (t, o) => Backward(t, o.A, o.B, o.MaybeC, (PreparedWeight)o.With!), y, x, bias, null, weight);
        return y;
    }

    private static void Backward(GradientTape tape, Tensor y, Tensor x, Tensor? bias, PreparedWeight weight)
    {
        Tensor dy = tape.GradientOf(y);
        x.Backend.AddInputGradient(dy, weight, tape.GradientOf(x));                       // dx += dy W
        tape.AddWeightProduct(weight.Value, x, dy);                                       // dW += dyᵀ x
        if (bias is not null) x.Backend.AddRowsTo(dy, tape.GradientOf(bias));             // db += Σ dy
    }
}
