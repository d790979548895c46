namespace Heed.Tensors.Ops;

/// <summary>The sigmoid linear unit. Elfwing et al. 2018; Ramachandran et al. 2017, "swish".</summary>
public static class SiluOperation
{
    /// <summary>y = x / (1 + e⁻ˣ), element by element.</summary>
    public static Tensor Silu(this Tensor x, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = x.Like();
        x.Backend.Silu(x, y);
        tape?.Record(static (t, y, x) => x.Backend.AddSiluGradient(t.GradientOf(y), x, t.GradientOf(x)), y, x);   // dx += dy σ(x) (1 + x (1 − σ(x)))
        return y;
    }
}
