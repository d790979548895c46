namespace Heed.Tensors.Ops;

/// <summary>A step of sequences packed by length: its rows, and those of the step that the recurrence took before it.</summary>
internal readonly record struct PackedStep(int Row, int Count, int PreviousRow, int PreviousCount)
{
    /// <summary>How many of its sequences have a state before.</summary>
    public int Continued => Math.Min(Count, PreviousCount);

    /// <summary>The steps in the order of the recurrence.</summary>
    /// <param name="batchSizes">How many sequences reach each step; never more than in the step before.</param>
    /// <param name="reverse">Whether to run from each sequence's end.</param>
    public static PackedStep[] Of(int[] batchSizes, bool reverse)
    {
        var steps = new PackedStep[batchSizes.Length];
        int row = 0;
        for (int t = 0; t < steps.Length; t++)
        {
            steps[t] = new PackedStep(row, batchSizes[t], 0, 0);
            row += batchSizes[t];
        }
        if (reverse) Array.Reverse(steps);
        for (int i = 1; i < steps.Length; i++) steps[i] = steps[i] with { PreviousRow = steps[i - 1].Row, PreviousCount = steps[i - 1].Count };
        return steps;
    }

    /// <summary>This step's rows of a tensor with all rows.</summary>
    public Tensor Of(Tensor all) => all.Rows(Row, Count);

    /// <summary>Copies the states after the step before; those that begin here stay as they are.</summary>
    public void CopyPrevious(Tensor states, Tensor previous)
    {
        if (Continued > 0) states.Backend.Copy(states.Rows(PreviousRow, Continued), previous.Rows(Row, Continued));
    }

    /// <summary>Adds the gradient of the states before [count, size] to that of the states.</summary>
    public void AddPrevious(Tensor dPrevious, Tensor dStates)
    {
        if (Continued > 0) dStates.Backend.AddTo(dPrevious.Rows(0, Continued), dStates.Rows(PreviousRow, Continued));
    }
}
