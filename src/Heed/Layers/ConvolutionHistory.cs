using Heed.Tensors;

namespace Heed.Layers;

/// <summary>The last steps that a causal convolution has seen, for hypotheses that grow step by step. It belongs to one call.</summary>
public sealed class ConvolutionHistory
{
    private Tensor? _steps, _spare;     // [hypotheses, (reach + 1) · inputs], the oldest step first
    private Tensor? _seen;

    /// <summary>Adds a step to each hypothesis and gives the steps under the taps of the kernel, [hypotheses, k · inputs].</summary>
    internal Tensor Push(Tensor x, ConvolutionOptions options)
    {
        int rows = x.Shape.Rows, inputs = options.Inputs, width = (options.Reach + 1) * inputs;
        _steps ??= new Tensor(new Shape(rows, width));
        if (_seen is null || _seen.Shape[0] < rows) _seen = new Tensor(new Shape(rows, options.Kernel * inputs));
        Tensor seen = _seen.Rows(0, rows);
        for (int row = 0; row < rows; row++)
        {
            Tensor own = _steps.Rows(row, 1).Reshape(options.Reach + 1, inputs), taps = seen.Rows(row, 1).Reshape(options.Kernel, inputs);
            for (int t = 0; t < options.Reach; t++) own.Backend.Copy(own.Rows(t + 1, 1), own.Rows(t, 1));
            own.Backend.Copy(x.Rows(row, 1), own.Rows(options.Reach, 1));
            for (int j = 0; j < options.Kernel; j++) own.Backend.Copy(own.Rows(j * options.Dilation, 1), taps.Rows(j, 1));
        }
        return seen;
    }

    /// <summary>Hypothesis i goes on from what hypothesis rows_i was.</summary>
    public void Select(ReadOnlySpan<int> rows)
    {
        if (_steps is null) return;
        if (_spare is null || _spare.Shape[0] < rows.Length) _spare = new Tensor(new Shape(Math.Max(rows.Length, _steps.Shape[0]), _steps.Shape[1]));
        _steps.Backend.Gather(_steps, rows, _spare.Rows(0, rows.Length));
        (_steps, _spare) = (_spare, _steps);
    }
}
