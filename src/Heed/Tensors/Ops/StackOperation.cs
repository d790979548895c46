namespace Heed.Tensors.Ops;

/// <summary>Tensors joined one below the other.</summary>
public static class StackOperation
{
    /// <summary>All rows of the parts in order: parts [rows_i, size], result [Σ rows_i, size].</summary>
    /// <exception cref="ArgumentException">There is no part, or their rows differ in size.</exception>
    public static Tensor Stack(this IReadOnlyList<Tensor> parts, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0) throw new ArgumentException("Stack: there is nothing to stack.", nameof(parts));
        int size = parts[0].Shape.Last, rows = 0;
        foreach (Tensor part in parts)
        {
            if (part.Shape.Last != size) throw new ArgumentException($"Stack: the rows differ in size, {parts[0].Shape} and {part.Shape}.", nameof(parts));
            rows += part.Shape.Rows;
        }
        Tensor y = parts[0].New(new(rows, size));
        int row = 0;
        foreach (Tensor part in parts)
        {
            int count = part.Shape.Rows;
            y.Backend.Copy(part, y.Rows(row, count));
            tape?.Record(static (t, piece, part) => part.Backend.AddTo(t.GradientOf(piece), t.GradientOf(part)), y.Rows(row, count), part);   // dpart += its rows of dy
            row += count;
        }
        return y;
    }
}
