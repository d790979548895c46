namespace Heed.Tensors.Ops;

/// <summary>Plain recurrent units over whole sequences packed by length: no row is spent on padding.</summary>
public static class RnnSequenceOperation
{
    /// <summary>
    /// h_t = tanh(x_t + W_h h_{t−1} + b_h) for every sequence, from the first step to its last or, reversed, from its last to the first. The state before is zero.
    /// </summary>
    /// <param name="xGates">W_i x + b_i for all rows, [rows, size]: step by step, in each step the sequences that are long enough, longest first.</param>
    /// <param name="weight">W_h [size, size].</param>
    /// <param name="bias">b_h [size].</param>
    /// <param name="batchSizes">How many sequences reach each step; never more than in the step before.</param>
    /// <param name="reverse">Whether to run from each sequence's end.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <returns>The states [rows, size], in the order of the rows.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor RnnSequence(this Tensor xGates, PreparedWeight weight, Tensor bias, int[] batchSizes, bool reverse, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(xGates);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(batchSizes);
        int size = weight.Inputs;
        if (xGates.Shape.Last != size || weight.Outputs != size || batchSizes.Sum() != xGates.Shape.Rows)
            throw new ArgumentException($"RnnSequence: gates {xGates.Shape} do not fit a weight {weight.Value.Shape} and {batchSizes.Sum()} rows.", nameof(xGates));
        Backend backend = xGates.Backend;
        var run = new Run(weight, bias, PackedStep.Of(batchSizes, reverse), Previous: xGates.NewZeros(xGates.Shape));
        Tensor states = xGates.Like(), hGates = xGates.Like(), sums = xGates.Like();
        foreach (PackedStep step in run.Steps)
        {
            step.CopyPrevious(states, run.Previous);
            backend.Linear(step.Of(run.Previous), weight, bias, step.Of(hGates));
            backend.Add(step.Of(xGates), step.Of(hGates), step.Of(sums));
            backend.Tanh(step.Of(sums), step.Of(states));
        }
        tape?.Record(static (t, o) => Backward(t, o.A, o.B, (Run)o.With!), states, xGates, with: run);
        return states;
    }

    private static void Backward(GradientTape tape, Tensor states, Tensor xGates, Run run)
    {
        Backend backend = states.Backend;
        Tensor dStates = tape.GradientOf(states), dGates = tape.Workspace.Zeros(xGates.Shape);
        foreach (PackedStep step in run.Steps.AsEnumerable().Reverse())
        {
            backend.AddTanhGradient(step.Of(dStates), step.Of(states), step.Of(dGates));                       // da = (1 − h²) dh
            if (step.Continued == 0) continue;
            using Workspace.Scope scope = tape.Workspace.Open();
            Tensor dPrevious = tape.Workspace.Zeros(new(step.Continued, run.Weight.Inputs));
            backend.AddInputGradient(step.Of(dGates).Rows(0, step.Continued), run.Weight, dPrevious);           // dh' = da W
            step.AddPrevious(dPrevious, dStates);
        }
        backend.AddTo(dGates, tape.GradientOf(xGates));
        tape.AddWeightProduct(run.Weight.Value, run.Previous, dGates);                                         // dW += daᵀ h'
        backend.AddRowsTo(dGates, tape.GradientOf(run.Bias));
    }

    private sealed record Run(PreparedWeight Weight, Tensor Bias, PackedStep[] Steps, Tensor Previous);
}
