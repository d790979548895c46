namespace Heed.Tensors.Ops;

/// <summary>The Gaussian error linear unit, exact. Hendrycks and Gimpel 2016.</summary>
public static class GeluOperation
{
    /// <summary>y = x Φ(x), Φ the distribution function of the normal distribution, element by element.</summary>
    public static Tensor Gelu(this Tensor x, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = x.Like();
        x.Backend.Gelu(x, y);
        tape?.Record(static (t, y, x) => x.Backend.AddGeluGradient(t.GradientOf(y), x, t.GradientOf(x)), y, x);   // dx += dy (Φ(x) + x φ(x))
        return y;
    }
}
