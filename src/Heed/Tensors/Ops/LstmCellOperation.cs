namespace Heed.Tensors.Ops;

/// <summary>One step of long short-term memory. Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000.</summary>
public static class LstmCellOperation
{
    /// <summary>i, f, o = σ(x_* + h_*), g = tanh(x_g + h_g), c = f c' + i g, h = o tanh c.</summary>
    /// <param name="xGates">W_i x + b_i, [rows, 4 · size]: i, f, g, o side by side.</param>
    /// <param name="hGates">W_h h' + b_h, [rows, 4 · size].</param>
    /// <param name="previousCell">c', [rows, size].</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <returns>h and c, both [rows, size].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static (Tensor H, Tensor Cell) LstmCell(this Tensor xGates, Tensor hGates, Tensor previousCell, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(xGates);
        ArgumentNullException.ThrowIfNull(hGates);
        ArgumentNullException.ThrowIfNull(previousCell);
        if (xGates.Shape != hGates.Shape || xGates.Shape.Last != 4 * previousCell.Shape.Last || xGates.Shape.Rows != previousCell.Shape.Rows)
            throw new ArgumentException($"LstmCell: gates {xGates.Shape} and {hGates.Shape} do not fit a cell {previousCell.Shape}.", nameof(xGates));
        Tensor h = xGates.New(previousCell.Shape), cell = xGates.New(previousCell.Shape), gates = xGates.Like();
        xGates.Backend.LstmCell(xGates, hGates, previousCell, gates, cell, h);
        tape?.Record(static (t, o) => Backward(t, o.A, o.B, o.C, o.D, (Saved)o.With!), h, cell, xGates, hGates, new Saved(gates, previousCell));
        return (h, cell);
    }

    private static void Backward(GradientTape tape, Tensor h, Tensor cell, Tensor xGates, Tensor hGates, Saved saved)
    {
        // Made before the scope: a gradient outlives it.
        Tensor dh = tape.GradientOf(h), dCell = tape.GradientOf(cell), dPreviousCell = tape.GradientOf(saved.PreviousCell), dxGates = tape.GradientOf(xGates), dhGates = tape.GradientOf(hGates);
        using Workspace.Scope scope = tape.Workspace.Open();
        Tensor dGates = tape.Workspace.New(saved.Gates.Shape);
        h.Backend.LstmCellGradient(dh, dCell, saved.Gates, cell, saved.PreviousCell, dGates, dPreviousCell);
        h.Backend.AddTo(dGates, dxGates);
        h.Backend.AddTo(dGates, dhGates);
    }

    private sealed record Saved(Tensor Gates, Tensor PreviousCell);
}
