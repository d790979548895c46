namespace Heed.Tensors.Ops;

/// <summary>Long short-term memory over whole sequences packed by length: no row is spent on padding.</summary>
public static class LstmSequenceOperation
{
    /// <summary>
    /// h_t, c_t = LSTM(x_t, h_{t−1}, c_{t−1}) for every sequence, from the first step to its last or, reversed, from its last to the first. Both are zero before.
    /// </summary>
    /// <param name="xGates">W_i x + b_i for all rows, [rows, 4 · size]: step by step, in each step the sequences that are long enough, longest first.</param>
    /// <param name="weight">W_h [4 · size, size].</param>
    /// <param name="bias">b_h [4 · size].</param>
    /// <param name="batchSizes">How many sequences reach each step; never more than in the step before.</param>
    /// <param name="reverse">Whether to run from each sequence's end.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <returns>The states h and the cells c, both [rows, size], in the order of the rows.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static (Tensor States, Tensor Cells) LstmSequence(this Tensor xGates, PreparedWeight weight, Tensor bias, int[] batchSizes, bool reverse, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(xGates);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(batchSizes);
        int size = weight.Inputs, rows = xGates.Shape.Rows;
        if (xGates.Shape.Last != weight.Outputs || weight.Outputs != 4 * size || batchSizes.Sum() != rows)
            throw new ArgumentException($"LstmSequence: gates {xGates.Shape} do not fit a weight {weight.Value.Shape} and {batchSizes.Sum()} rows.", nameof(xGates));
        Backend backend = xGates.Backend;
        var shape = new Shape(rows, size);
        var run = new Run(weight, bias, PackedStep.Of(batchSizes, reverse), Gates: xGates.Like(), Previous: xGates.NewZeros(shape), PreviousCells: xGates.NewZeros(shape));
        Tensor states = xGates.New(shape), cells = xGates.New(shape), hGates = xGates.Like();
        foreach (PackedStep step in run.Steps)
        {
            step.CopyPrevious(states, run.Previous);
            step.CopyPrevious(cells, run.PreviousCells);
            backend.Linear(step.Of(run.Previous), weight, bias, step.Of(hGates));
            backend.LstmCell(step.Of(xGates), step.Of(hGates), step.Of(run.PreviousCells), step.Of(run.Gates), step.Of(cells), step.Of(states));
        }
        tape?.Record(static (t, o) => Backward(t, o.A, o.B, o.C, (Run)o.With!), states, cells, xGates, with: run);
        return (states, cells);
    }

    private static void Backward(GradientTape tape, Tensor states, Tensor cells, Tensor xGates, Run run)
    {
        Backend backend = states.Backend;
        Tensor dStates = tape.GradientOf(states), dCells = tape.GradientOf(cells), dGates = tape.Workspace.New(xGates.Shape);
        foreach (PackedStep step in run.Steps.AsEnumerable().Reverse())
        {
            using Workspace.Scope scope = tape.Workspace.Open();
            Tensor previous = step.Of(run.PreviousCells), dPreviousCell = tape.Workspace.Zeros(previous.Shape);
            backend.LstmCellGradient(step.Of(dStates), step.Of(dCells), step.Of(run.Gates), step.Of(cells), previous, step.Of(dGates), dPreviousCell);
            if (step.Continued == 0) continue;
            step.AddPrevious(dPreviousCell, dCells);
            backend.AddInputGradient(step.Of(dGates).Rows(0, step.Continued), run.Weight, dStates.Rows(step.PreviousRow, step.Continued));      // dh' += dgates W
        }
        backend.AddTo(dGates, tape.GradientOf(xGates));
        tape.AddWeightProduct(run.Weight.Value, run.Previous, dGates);                                        // dW += dgatesᵀ h'
        backend.AddRowsTo(dGates, tape.GradientOf(run.Bias));
    }

    private sealed record Run(PreparedWeight Weight, Tensor Bias, PackedStep[] Steps, Tensor Gates, Tensor Previous, Tensor PreviousCells);
}
