using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>
/// A convolution over time: y_t = b + Σ_j W_j x_{t · stride − before + j · dilation}, j = 0 … k − 1, zeros beyond the sequence. Its cost is O(k n d²), n steps of d numbers. It is one product:
/// the steps that an output sees are laid side by side.
/// </summary>
public sealed class Conv1d : Module
{
    private readonly Linear _taps;

    /// <summary>A layer with these sizes; W [outputs, k · inputs], tap after tap.</summary>
    public Conv1d(ConvolutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options.Validate();
        _taps = Add("taps", new Linear(options.Kernel * options.Inputs, options.Outputs));
    }

    /// <summary>The sizes.</summary>
    public ConvolutionOptions Options { get; }

    /// <summary>y [rows, outputs] of x [rows, inputs], and the rows of y: the same sequences where the stride is 1 and the padding makes up for the kernel.</summary>
    /// <exception cref="ArgumentException">A sequence is shorter than the kernel, so that nothing comes out.</exception>
    public (Tensor Y, ConsecutiveRows Rows) Forward(Tensor x, ConsecutiveRows rows, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(context);
        int[] lengths = [.. rows.Lengths.Select(Options.OutputsOf)];
        foreach (int length in lengths)
            if (length == 0) throw new ArgumentException($"Conv1d: a sequence of {rows.Lengths[Array.IndexOf(lengths, 0)]} steps is shorter than a kernel that reaches over {Options.Reach + 1}.", nameof(rows));
        var outputs = new ConsecutiveRows(lengths, rows.FirstSentence);
        int[] seen = new int[outputs.Rows * Options.Kernel];
        for (int row = 0; row < outputs.Rows; row++)
        {
            int b = outputs.Sentences[row] - rows.FirstSentence;
            for (int j = 0; j < Options.Kernel; j++)
            {
                int t = outputs.Times[row] * Options.Stride - Options.Before + j * Options.Dilation;
                seen[row * Options.Kernel + j] = t < 0 || t >= rows.Lengths[b] ? -1 : rows.RowOf(b, t);
            }
        }
        Tensor together = x.Gather(seen, context.Workspace, context.Tape).Reshape(outputs.Rows, Options.Kernel * Options.Inputs);   // [rows, k · inputs]
        return (_taps.Forward(together, context), outputs);
    }

    /// <summary>One step of a causal convolution: y [hypotheses, outputs] of x [hypotheses, inputs], which the history keeps. The bits are those of the whole sequence.</summary>
    public Tensor Step(Tensor x, ConvolutionHistory history, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(history);
        return _taps.Forward(history.Push(x, Options), context);
    }
}
