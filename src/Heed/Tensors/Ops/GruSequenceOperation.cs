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
        var run = new Run(weight, bias, batchSizes, reverse, Gates: xGates.Like(), HGates: xGates.Like(), Previous: xGates.NewZeros(new(rows, size)));
        Tensor states = xGates.New(new(rows, size));
        foreach (Step step in run.Steps())
        {
            Tensor previous = run.Previous.Rows(step.Row, step.Count);
            step.CopyPrevious(states, previous, backend);
            backend.Linear(previous, weight, bias, run.HGates.Rows(step.Row, step.Count));
            backend.GruCell(xGates.Rows(step.Row, step.Count), run.HGates.Rows(step.Row, step.Count), previous, run.Gates.Rows(step.Row, step.Count), states.Rows(step.Row, step.Count));
        }
        tape?.Record(static (t, o) => Backward(t, o.A, o.B, (Run)o.With!), states, xGates, with: run);
        return states;
    }

    private static void Backward(GradientTape tape, Tensor states, Tensor xGates, Run run)
    {
        Backend backend = states.Backend;
        (Tensor Gradient, bool) overwritten = tape.Overwritable(xGates);
        Tensor dStates = tape.GradientOf(states), dxGates = overwritten.Gradient, dhGates = tape.Workspace.New(xGates.Shape);
        foreach (Step step in run.Steps().Reverse())
        {
            Tensor dGates = dhGates.Rows(step.Row, step.Count), previous = run.Previous.Rows(step.Row, step.Count);
            using Workspace.Scope scope = tape.Workspace.Open();
            Tensor dPrevious = tape.Workspace.Zeros(previous.Shape);
            backend.GruCellGradient(dStates.Rows(step.Row, step.Count), run.Gates.Rows(step.Row, step.Count), run.HGates.Rows(step.Row, step.Count), previous,
                dxGates.Rows(step.Row, step.Count), dGates, dPrevious);
            if (step.PreviousCount == 0) continue;
            int count = Math.Min(step.Count, step.PreviousCount);                                              // those that have a state before
            backend.AddInputGradient(dGates.Rows(0, count), run.Weight, dPrevious.Rows(0, count));            // dh' += dgates W
            backend.AddTo(dPrevious.Rows(0, count), dStates.Rows(step.PreviousRow, count));
        }
        tape.AddOverwritten(overwritten, xGates);
        tape.AddWeightProduct(run.Weight.Value, run.Previous, dhGates);                                       // dW += dgatesᵀ h'
        backend.AddRowsTo(dhGates, tape.GradientOf(run.Bias));
    }

    private sealed record Run(PreparedWeight Weight, Tensor Bias, int[] BatchSizes, bool Reversed, Tensor Gates, Tensor HGates, Tensor Previous)
    {
        /// <summary>The steps in the order of the recurrence, each with its rows and those of the step before it.</summary>
        public Step[] Steps()
        {
            var steps = new Step[BatchSizes.Length];
            int row = 0;
            for (int t = 0; t < steps.Length; t++)
            {
                steps[t] = new Step(row, BatchSizes[t], 0, 0);
                row += BatchSizes[t];
            }
            if (Reversed) Array.Reverse(steps);
            for (int i = 1; i < steps.Length; i++) steps[i] = steps[i] with { PreviousRow = steps[i - 1].Row, PreviousCount = steps[i - 1].Count };
            return steps;
        }
    }

    private readonly record struct Step(int Row, int Count, int PreviousRow, int PreviousCount)
    {
        public void CopyPrevious(Tensor states, Tensor previous, Backend backend)
        {
            int count = Math.Min(Count, PreviousCount);
            if (count > 0) backend.Copy(states.Rows(PreviousRow, count), previous.Rows(0, count));            // those that begin here stay zero
        }
    }
}
