namespace Heed.Tensors.Ops;

/// <summary>The squared length of vectors.</summary>
public static class SquaredNormOperation
{
    /// <summary>y = Σ_i x_i² over the innermost size. x [..., size], y [..., 1].</summary>
    public static Tensor SquaredNorm(this Tensor x, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = x.New(x.Shape.WithLast(1));
        x.Backend.SquaredNorm(x, y);
        tape?.Record(static (t, y, x) => x.Backend.AddSquaredNormGradient(t.GradientOf(y), x, t.GradientOf(x)), y, x);   // dx += 2 dy x
        return y;
    }
}
