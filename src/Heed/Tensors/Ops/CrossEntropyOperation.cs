namespace Heed.Tensors.Ops;

/// <summary>The cross-entropy of logits with target classes, summed over rows.</summary>
public static class CrossEntropyOperation
{
    // Rows of logits that exist at one time: the array of batch × classes is never made.
    private const int Block = 256;

    /// <summary>
    /// loss = Σ_i (1 − ε) (−log p_i,target) + ε · mean_j(−log p_ij), p = softmax(logits), natural logarithm; rows whose target is
    /// <paramref name="ignored"/> count nothing. Label smoothing as in Szegedy et al. 2016.
    /// </summary>
    /// <param name="logits">Before the softmax, [rows, classes].</param>
    /// <param name="targets">For each row its class.</param>
    /// <param name="ignored">The target that stands for padding; −1 for none.</param>
    /// <param name="smoothing">ε in [0, 1).</param>
    /// <param name="tape">The tape, if derivatives are wanted. The loss is its result: its own derivative is 1.</param>
    /// <returns>The sum in nats.</returns>
    /// <exception cref="ArgumentException">The numbers of targets and rows differ, or a target is no class.</exception>
    public static double CrossEntropy(this Tensor logits, int[] targets, int ignored, float smoothing, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(logits);
        Check(targets, logits.Shape.Rows, logits.Shape.Last, ignored);
        Tensor gradient = logits.Like();
        logits.Backend.Copy(logits, gradient);
        double loss = logits.Backend.CrossEntropy(gradient, targets, ignored, smoothing, tape is not null);
        tape?.Record(static (t, gradient, logits) => logits.Backend.AddTo(gradient, t.GradientOf(logits)), gradient, logits);
        return loss;
    }

    /// <summary>
    /// The same of the logits hidden · Eᵀ, made a block of rows at a time, so that no array of rows × classes exists.
    /// </summary>
    /// <param name="hidden">[rows, size].</param>
    /// <param name="output">E [classes, size].</param>
    /// <param name="targets">For each row its class.</param>
    /// <param name="ignored">The target that stands for padding; −1 for none.</param>
    /// <param name="smoothing">ε in [0, 1).</param>
    /// <param name="tape">The tape, if derivatives are wanted. The loss is its result: its own derivative is 1.</param>
    /// <returns>The sum in nats.</returns>
    /// <exception cref="ArgumentException">The numbers of targets and rows differ, or a target is no class.</exception>
    public static double LinearCrossEntropy(this Tensor hidden, PreparedWeight output, int[] targets, int ignored, float smoothing, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(output);
        int rows = hidden.Shape.Rows;
        Check(targets, rows, output.Outputs, ignored);
        Backend backend = hidden.Backend;
        Workspace workspace = hidden.Workspace ?? new Workspace();
        Tensor? dHidden = tape is null ? null : workspace.Zeros(hidden.Shape), dOutput = tape?.GradientOf(output.Value);
        double loss = 0;
        for (int row = 0; row < rows; row += Block)
        {
            int count = Math.Min(Block, rows - row);
            using Workspace.Scope scope = workspace.Open();
            Tensor logits = workspace.New(new(count, output.Outputs)), h = hidden.Rows(row, count);
            backend.Linear(h, output, null, logits);
            loss += backend.CrossEntropy(logits, targets.AsSpan(row, count), ignored, smoothing, tape is not null);
            if (tape is null) continue;
            backend.AddInputGradient(logits, output, dHidden!.Rows(row, count));              // dh += dlogits E
            backend.AddWeightGradient(logits, h, dOutput!);                                   // dE += dlogitsᵀ h
        }
        tape?.Record(static (t, dHidden, hidden) => hidden.Backend.AddTo(dHidden, t.GradientOf(hidden)), dHidden!, hidden);
        return loss;
    }

    private static void Check(int[] targets, int rows, int classes, int ignored)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Length != rows) throw new ArgumentException($"CrossEntropy: {targets.Length} targets were given for {rows} rows.", nameof(targets));
        foreach (int target in targets)
            if (target != ignored && (target < 0 || target >= classes))
                throw new ArgumentException($"CrossEntropy: target {target} is none of the {classes} classes.", nameof(targets));
    }
}
