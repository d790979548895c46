namespace Heed.Tensors.Ops;

/// <summary>Tensors joined side by side.</summary>
public static class ConcatOperation
{
    /// <summary>z = [x ; y]: x [rows, n] and y [rows, m] side by side, z [rows, n + m].</summary>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public static Tensor Concat(this Tensor x, Tensor y, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Shape.Rows != y.Shape.Rows) throw new ArgumentException($"Concat: the numbers of rows differ, {x.Shape} and {y.Shape}.", nameof(y));
        Tensor z = x.New(x.Shape.WithLast(x.Shape.Last + y.Shape.Last));
        x.Backend.CopyIntoColumns(x, 0, z);
        x.Backend.CopyIntoColumns(y, x.Shape.Last, z);
        tape?.Record(static (t, z, x, y) =>
        {
            x.Backend.AddFromColumns(t.GradientOf(z), 0, t.GradientOf(x));                     // dx += dz, left
            x.Backend.AddFromColumns(t.GradientOf(z), x.Shape.Last, t.GradientOf(y));          // dy += dz, right
        }, z, x, y);
        return z;
    }
}
