namespace Heed.Tensors.Ops;

/// <summary>The product of two tensors, element by element.</summary>
public static class MultiplyOperation
{
    /// <summary>z = x · y, element by element, of the same shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Multiply(this Tensor x, Tensor y, GradientTape? tape)
    {
        Tensor z = AddOperation.Same(x, y, "Multiply");
        x.Backend.Multiply(x, y, z);
        tape?.Record(static (t, z, x, y) =>
        {
            x.Backend.AddProduct(t.GradientOf(z), y, t.GradientOf(x));    // dx += dz y
            x.Backend.AddProduct(t.GradientOf(z), x, t.GradientOf(y));    // dy += dz x
        }, z, x, y);
        return z;
    }
}
