namespace Heed.Tensors.Ops;

/// <summary>The product with a weight of its own for each head.</summary>
public static class HeadLinearOperation
{
    /// <summary>y[r, h · outputs + o] = Σ_i W[h · outputs + o, i] x[r, h · inputs + i]. x [..., heads · inputs], W [heads · outputs, inputs], y [..., heads · outputs].</summary>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor HeadLinear(this Tensor x, Tensor weight, int heads, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape.Rank != 2 || weight.Shape[0] % heads != 0 || x.Shape.Last != heads * weight.Shape[1])
            throw new ArgumentException($"HeadLinear: {x.Shape} does not fit a weight {weight.Shape} of {heads} heads.", nameof(x));
        Tensor y = x.New(x.Shape.WithLast(weight.Shape[0]));
        x.Backend.HeadLinear(x, weight, heads, y);
        tape?.Record(static (t, o) => o.A.Backend.AddHeadLinearGradient(t.GradientOf(o.A), o.B, o.C, (int)o.With!, t.GradientOf(o.B), t.GradientOf(o.C)), y, x, weight, with: heads);
        return y;
    }
}
