namespace Heed.Tensors.Ops;

/// <summary>Gated recurrent units over whole sequences packed by length: no row is spent on padding.</summary>
public static class GruSequenceOperation
{
    /// <summary>
    /// h_t = GRU(x_t, h_{t−1}) for every sequence, from the first step to its last or, reversed, from its last to the first. The state before is zero.
    /// </summary>
    /// <param name="xGates">W_i x + b_i for all rows, [rows, 3 · size]: step by step, in each step the sequences that are long enough, longest first.</param>
    /// <param name="weight">W_h [3 · size, size].</param>
    /// <param name="bias">b_h [3 · size].</param>
    /// <param name="batchSizes">How many sequences reach each step; never more than in the step before.</param>
    /// <param name="reverse">Whether to run from each sequence's end.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <returns>The states [rows, size], in the order of the rows.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor GruSequence(this Tensor xGates, PreparedWeight weight, Tensor bias, int[] batchSizes, bool reverse, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(xGates);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(batchSizes);
        int size = weight.Inputs, rows = xGates.Shape.Rows;
        if (xGates.Shape.Last != weight.Outputs || weight.Outputs != 3 * size || batchSizes.Sum() != rows)
            throw new ArgumentException($"GruSequence: gates {xGates.Shape} do not fit a weight {weight.Value.Shape} and {batchSizes.Sum()} rows.", nameof(xGates));
        Backend backend = xGates.Backend;
        var run = new Run(weight, bias, PackedStep.Of(batchSizes, reverse), Gates: xGates.Like(), HGates: xGates.Like(), Previous: xGates.NewZeros(new(rows, size)));
        Tensor states = xGates.New(new(rows, size));
        foreach (PackedStep step in run.Steps)
        {
            step.CopyPrevious(states, run.Previous);
            backend.Linear(step.Of(run.Previous), weight, bias, step.Of(run.HGates));
            backend.GruCell(step.Of(xGates), step.Of(run.HGates), step.Of(run.Previous), step.Of(run.Gates), step.Of(states));
        }
        tape?.Record(static (t, o) => Backward(t, o.A, o.B, (Run)o.With!), states, xGates, with: run);
        return states;
    }

    private static void Backward(GradientTape tape, Tensor states, Tensor xGates, Run run)
    {
        Backend backend = states.Backend;
        (Tensor Gradient, bool) overwritten = tape.Overwritable(xGates);
        Tensor dStates = tape.GradientOf(states), dxGates = overwritten.Gradient, dhGates = tape.Workspace.New(xGates.Shape);
        foreach (PackedStep step in run.Steps.AsEnumerable().Reverse())
        {
            Tensor dGates = step.Of(dhGates), previous = step.Of(run.Previous);
            using Workspace.Scope scope = tape.Workspace.Open();
            Tensor dPrevious = tape.Workspace.Zeros(previous.Shape);
            backend.GruCellGradient(step.Of(dStates), step.Of(run.Gates), step.Of(run.HGates), previous, step.Of(dxGates), dGates, dPrevious);
            if (step.Continued == 0) continue;
            backend.AddInputGradient(dGates.Rows(0, step.Continued), run.Weight, dPrevious.Rows(0, step.Continued));      // dh' += dgates W
            step.AddPrevious(dPrevious, dStates);
        }
        tape.AddOverwritten(overwritten, xGates);
        tape.AddWeightProduct(run.Weight.Value, run.Previous, dhGates);                                       // dW += dgatesᵀ h'
        backend.AddRowsTo(dhGates, tape.GradientOf(run.Bias));
    }

    private sealed record Run(PreparedWeight Weight, Tensor Bias, PackedStep[] Steps, Tensor Gates, Tensor HGates, Tensor Previous);
}
