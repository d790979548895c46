namespace Heed.Tensors.Ops;

/// <summary>Rows picked from a table: embeddings, and changes of the order of rows.</summary>
public static class GatherOperation
{
    /// <summary>y_i = row indices_i of the table [rows, size]; zeros where the index is −1. y [indices, size].</summary>
    /// <param name="table">The rows to pick from.</param>
    /// <param name="indices">For each row of the result the row of the table, or −1.</param>
    /// <param name="workspace">Where the result is made.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is neither −1 nor a row of the table.</exception>
    public static Tensor Gather(this Tensor table, int[] indices, Workspace workspace, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(workspace);
        foreach (int index in indices)
            if (index < -1 || index >= table.Shape.Rows)
                throw new ArgumentOutOfRangeException(nameof(indices), $"Gather: there is no row {index} in {table.Shape}.");
        Tensor y = workspace.New(new(indices.Length, table.Shape.Last));
        workspace.Backend.Gather(table, indices, y);
        tape?.Record(static (t, o) => o.A.Backend.AddScattered(t.GradientOf(o.A), (int[])o.With!, t.GradientOf(o.B)), y, table, with: indices);   // dtable_i += dy
        return y;
    }
}
