namespace Heed.Tensors.Ops;

/// <summary>Vectors brought to length one.</summary>
public static class NormalizeOperation
{
    /// <summary>y = x / |x| for each row of the innermost size; a row of zeros stays zero, with zero gradient.</summary>
    public static Tensor Normalize(this Tensor x, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = x.Like(), inverse = x.New(new(x.Shape.Rows));
        x.Backend.Normalize(x, y, inverse);
        tape?.Record(static (t, o) => o.A.Backend.AddNormalizeGradient(t.GradientOf(o.A), o.A, o.C, t.GradientOf(o.B)), y, x, inverse);   // dx += (dy − y (dy · y)) / |x|
        return y;
    }
}
