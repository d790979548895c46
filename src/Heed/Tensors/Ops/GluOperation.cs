namespace Heed.Tensors.Ops;

/// <summary>The gated linear unit. Dauphin et al. 2017.</summary>
public static class GluOperation
{
    /// <summary>y = a · σ(b), element by element, of rows x = [a ; b]. x [..., 2 n], y [..., n].</summary>
    /// <exception cref="ArgumentException">The innermost size is odd.</exception>
    public static Tensor Glu(this Tensor x, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Last % 2 != 0) throw new ArgumentException($"Glu: rows of {x.Shape} have no two halves.", nameof(x));
        Tensor y = x.New(x.Shape.WithLast(x.Shape.Last / 2));
        x.Backend.Glu(x, y);
        tape?.Record(static (t, y, x) => x.Backend.AddGluGradient(t.GradientOf(y), x, t.GradientOf(x)), y, x);   // da += dy σ(b), db += dy a σ(b) (1 − σ(b))
        return y;
    }
}
