namespace Heed.Tensors.Ops;

/// <summary>The rectifier.</summary>
public static class ReluOperation
{
    /// <summary>y = max(x, 0), element by element.</summary>
    public static Tensor Relu(this Tensor x, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = x.Like();
        x.Backend.Relu(x, y);
        tape?.Record(static (t, y, x) => x.Backend.AddReluGradient(t.GradientOf(y), y, t.GradientOf(x)), y, x);   // dx += dy where y is above 0
        return y;
    }
}
