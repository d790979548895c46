namespace Heed.Tensors.Ops;

/// <summary>The logistic function.</summary>
public static class SigmoidOperation
{
    /// <summary>y = 1 / (1 + e⁻ˣ), element by element.</summary>
    public static Tensor Sigmoid(this Tensor x, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = x.Like();
        x.Backend.Sigmoid(x, y);
        tape?.Record(static (t, y, x) => x.Backend.AddSigmoidGradient(t.GradientOf(y), y, t.GradientOf(x)), y, x);   // dx += dy y (1 − y)
        return y;
    }
}
