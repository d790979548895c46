namespace Heed.Tensors.Ops;

/// <summary>The sum of two tensors.</summary>
public static class AddOperation
{
    /// <summary>z = x + y, of the same shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Add(this Tensor x, Tensor y, GradientTape? tape)
    {
        Tensor z = Same(x, y, "Add");
        x.Backend.Add(x, y, z);
        tape?.Record(static (t, z, x, y) =>
        {
            x.Backend.AddTo(t.GradientOf(z), t.GradientOf(x));            // dx += dz
            x.Backend.AddTo(t.GradientOf(z), t.GradientOf(y));            // dy += dz
        }, z, x, y);
        return z;
    }

    internal static Tensor Same(Tensor x, Tensor y, string operation)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Shape != y.Shape) throw new ArgumentException($"{operation}: the shapes differ, {x.Shape} and {y.Shape}.", nameof(y));
        return x.Like();
    }
}
