namespace Heed.Tensors.Ops;

/// <summary>The matrix product of two computed tensors, batch by batch.</summary>
public static class MatMulOperation
{
    /// <summary>c = a b for each of the outermost parts. a [batch, m, k], b [batch, k, n], c [batch, m, n].</summary>
    /// <exception cref="ArgumentException">The batches or the inner sizes differ.</exception>
    public static Tensor MatMul(this Tensor a, Tensor b, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape.Rank != 3 || b.Shape.Rank != 3 || a.Shape[0] != b.Shape[0])
            throw new ArgumentException($"MatMul: the batches differ, {a.Shape} × {b.Shape}.", nameof(b));
        if (a.Shape[2] != b.Shape[1])
            throw new ArgumentException($"MatMul: inner sizes differ, {a.Shape} × {b.Shape}: {a.Shape[2]} ≠ {b.Shape[1]}.", nameof(b));
        Tensor c = a.New(new(a.Shape[0], a.Shape[1], b.Shape[2]));
        a.Backend.BatchMatMul(a, false, b, false, false, c);
        tape?.Record(static (t, c, a, b) =>
        {
            a.Backend.BatchMatMul(t.GradientOf(c), false, b, true, true, t.GradientOf(a));    // da += dc bᵀ
            a.Backend.BatchMatMul(a, true, t.GradientOf(c), false, true, t.GradientOf(b));    // db += aᵀ dc
        }, c, a, b);
        return c;
    }

    /// <summary>c = a bᵀ for each of the outermost parts. a [batch, m, k], b [batch, n, k], c [batch, m, n].</summary>
    /// <exception cref="ArgumentException">The batches or the inner sizes differ.</exception>
    public static Tensor MatMulTransposed(this Tensor a, Tensor b, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape.Rank != 3 || b.Shape.Rank != 3 || a.Shape[0] != b.Shape[0])
            throw new ArgumentException($"MatMulTransposed: the batches differ, {a.Shape} × {b.Shape}.", nameof(b));
        if (a.Shape[2] != b.Shape[2])
            throw new ArgumentException($"MatMulTransposed: inner sizes differ, {a.Shape} × {b.Shape} transposed: {a.Shape[2]} ≠ {b.Shape[2]}.", nameof(b));
        Tensor c = a.New(new(a.Shape[0], a.Shape[1], b.Shape[1]));
        a.Backend.BatchMatMul(a, false, b, true, false, c);
        tape?.Record(static (t, c, a, b) =>
        {
            a.Backend.BatchMatMul(t.GradientOf(c), false, b, false, true, t.GradientOf(a));   // da += dc b
            a.Backend.BatchMatMul(t.GradientOf(c), true, a, false, true, t.GradientOf(b));    // db += dcᵀ a
        }, c, a, b);
        return c;
    }
}
