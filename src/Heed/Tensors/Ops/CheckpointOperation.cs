namespace Heed.Tensors.Ops;

/// <summary>A computation whose inner results are not kept for derivatives but computed again. Chen et al. 2016, "Training deep nets with sublinear memory cost".</summary>
public static class CheckpointOperation
{
    /// <summary>y = f(inputs), keeping inputs and y alone. f must give the same each time, and use no other tensor that derivatives are wanted of.</summary>
    /// <param name="inputs">What f computes with, weights included.</param>
    /// <param name="shape">The shape of y.</param>
    /// <param name="f">The computation, on the tape it is given if any.</param>
    /// <param name="workspace">Where y is made.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    public static Tensor Checkpoint(this Tensor[] inputs, Shape shape, Func<GradientTape?, Tensor> f, Workspace workspace, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(workspace);
        Tensor y = workspace.New(shape);
        using (workspace.Open()) workspace.Backend.Copy(f(null), y);
        tape?.Record(static (t, o) =>
        {
            var (inputs, f) = ((Tensor[], Func<GradientTape?, Tensor>))o.With!;
            Backward(t, o.A, inputs, f);
        }, y, y, with: (inputs, f));
        return y;
    }

    private static void Backward(GradientTape tape, Tensor y, Tensor[] inputs, Func<GradientTape?, Tensor> f)
    {
        // Gradients that outlive the scope below are made before it opens.
        Tensor dy = tape.GradientOf(y);
        Tensor[] gradients = [.. inputs.Select(tape.GradientOf)];
        using Workspace.Scope scope = tape.Workspace.Open();
        var inner = new GradientTape(tape.Workspace, tensor => Array.IndexOf(inputs, tensor) is >= 0 and int place ? gradients[place] : null);
        Tensor again = f(inner);
        tape.Workspace.Backend.AddTo(dy, inner.GradientOf(again));
        inner.Backward();
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i].Workspace is not null) tape.Workspace.Backend.AddTo(inner.GradientOf(inputs[i]), gradients[i]);        // of the others it was added at once
    }
}
