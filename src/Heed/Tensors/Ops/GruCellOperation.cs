namespace Heed.Tensors.Ops;

/// <summary>One step of gated recurrent units. Cho et al. 2014, with the gates as in cuDNN and PyTorch.</summary>
public static class GruCellOperation
{
    /// <summary>r = σ(x_r + h_r), z = σ(x_z + h_z), n = tanh(x_n + r h_n), h = (1 − z) n + z h'.</summary>
    /// <param name="xGates">W_i x + b_i, [rows, 3 · size]: r, z, n side by side.</param>
    /// <param name="hGates">W_h h' + b_h, [rows, 3 · size].</param>
    /// <param name="previous">h', [rows, size].</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <returns>h [rows, size].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor GruCell(this Tensor xGates, Tensor hGates, Tensor previous, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(xGates);
        ArgumentNullException.ThrowIfNull(hGates);
        ArgumentNullException.ThrowIfNull(previous);
        if (xGates.Shape != hGates.Shape || xGates.Shape.Last != 3 * previous.Shape.Last || xGates.Shape.Rows != previous.Shape.Rows)
            throw new ArgumentException($"GruCell: gates {xGates.Shape} and {hGates.Shape} do not fit a state {previous.Shape}.", nameof(xGates));
        Tensor h = xGates.New(previous.Shape), gates = xGates.Like();
        xGates.Backend.GruCell(xGates, hGates, previous, gates, h);
        tape?.Record(static (t, o) => Backward(t, o.A, o.B, o.C, o.D, (Tensor)o.With!), h, xGates, hGates, previous, gates);
        return h;
    }

    private static void Backward(GradientTape tape, Tensor h, Tensor xGates, Tensor hGates, Tensor previous, Tensor gates)
    {
        (Tensor Gradient, bool) dxGates = tape.Overwritable(xGates), dhGates = tape.Overwritable(hGates);
        h.Backend.GruCellGradient(tape.GradientOf(h), gates, hGates, previous, dxGates.Gradient, dhGates.Gradient, tape.GradientOf(previous));
        tape.AddOverwritten(dxGates, xGates);
        tape.AddOverwritten(dhGates, hGates);
    }
}
