namespace Heed.Tensors.Ops;

/// <summary>The softmax over the innermost size.</summary>
public static class SoftmaxOperation
{
    /// <summary>
    /// y_ij = e^{x_ij} / Σ_j e^{x_ij} over the first lengths_i numbers of a row, zero beyond them; a row of length 0 is all zero.
    /// </summary>
    /// <param name="x">The logits [..., size].</param>
    /// <param name="lengths">For each row how many numbers take part; none for all.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <exception cref="ArgumentException">There are not as many lengths as rows.</exception>
    public static Tensor Softmax(this Tensor x, int[]? lengths, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (lengths is not null && lengths.Length != x.Shape.Rows)
            throw new ArgumentException($"Softmax: {lengths.Length} lengths were given for the {x.Shape.Rows} rows of {x.Shape}.", nameof(lengths));
        Tensor y = x.Like();
        x.Backend.Softmax(x, lengths, y);
        tape?.Record(static (t, o) => o.B.Backend.AddSoftmaxGradient(t.GradientOf(o.A), o.A, (int[]?)o.With, t.GradientOf(o.B)), y, x, with: lengths);   // dx += y (dy − Σ dy y)
        return y;
    }
}
