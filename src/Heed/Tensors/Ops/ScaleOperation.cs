namespace Heed.Tensors.Ops;

/// <summary>The product with a number.</summary>
public static class ScaleOperation
{
    /// <summary>y = factor · x.</summary>
    public static Tensor Scale(this Tensor x, float factor, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = x.Like();
        x.Backend.Scale(x, factor, y);
        tape?.Record(static (t, o) => o.B.Backend.AddScaled(t.GradientOf(o.A), (float)o.With!, t.GradientOf(o.B)), y, x, with: factor);   // dx += factor dy
        return y;
    }
}
