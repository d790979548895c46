namespace Heed.Tensors.Ops;

/// <summary>The hyperbolic tangent.</summary>
public static class TanhOperation
{
    /// <summary>y = tanh x, element by element.</summary>
    public static Tensor Tanh(this Tensor x, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = x.Like();
        x.Backend.Tanh(x, y);
        tape?.Record(static (t, y, x) => x.Backend.AddTanhGradient(t.GradientOf(y), y, t.GradientOf(x)), y, x);   // dx += dy (1 − y²)
        return y;
    }
}
