using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>
/// A convolution the other way round: each step is spread over k steps of the result, y_t = b + Σ V_j x_s over all s and j with s · stride − before + j · dilation = t. It has the shape of the gradient of
/// <see cref="Conv1d"/> and brings what a stride has shortened back to its length. Zeiler et al. 2010. It costs k d² for each step that goes in.
/// </summary>
public sealed class TransposedConv1d : Module
{
    private readonly Linear _taps;
    private readonly Parameter _bias;

    /// <summary>A layer that undoes the shape of a convolution with these options; V [k · outputs, inputs], tap after tap. The options' inputs and outputs are this layer's own.</summary>
    public TransposedConv1d(ConvolutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options.Validate();
        _taps = Add("taps", new Linear(options.Inputs, options.Kernel * options.Outputs, bias: false));
        _bias = Add("bias", new(options.Outputs), Initialization.Constant(0));
    }

    /// <summary>The sizes.</summary>
    public ConvolutionOptions Options { get; }

    /// <summary>y [rows of <paramref name="outputs"/>, outputs] of x [rows, inputs].</summary>
    /// <param name="x">What goes in.</param>
    /// <param name="rows">Its sequences.</param>
    /// <param name="outputs">The sequences that come out, as many as go in; a convolution with these options makes <paramref name="rows"/> of them.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="ArgumentException">A convolution would make other lengths of the outputs.</exception>
    public Tensor Forward(Tensor x, ConsecutiveRows rows, ConsecutiveRows outputs, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(context);
        if (!outputs.Lengths.Select(Options.OutputsOf).SequenceEqual(rows.Lengths))
            throw new ArgumentException($"TransposedConv1d: a convolution makes sequences of {string.Join(", ", outputs.Lengths.Select(Options.OutputsOf))} steps of the outputs, not of {string.Join(", ", rows.Lengths)}.", nameof(outputs));
        Tensor spread = _taps.Forward(x, context).Reshape(rows.Rows * Options.Kernel, Options.Outputs);
        var met = new List<int[]>();                                                             // for each that meets in a row of the result, which
        for (int row = 0; row < outputs.Rows; row++)
        {
            int b = outputs.Sentences[row] - outputs.FirstSentence, found = 0;
            for (int j = 0; j < Options.Kernel; j++)
            {
                int place = outputs.Times[row] + Options.Before - j * Options.Dilation, s = place / Options.Stride;
                if (place < 0 || place % Options.Stride != 0 || s >= rows.Lengths[b]) continue;
                if (found == met.Count) met.Add([.. Enumerable.Repeat(-1, outputs.Rows)]);
                met[found++][row] = rows.RowOf(b, s) * Options.Kernel + j;
            }
        }
        Tensor y = _bias.Value.Reshape(1, Options.Outputs).Gather(outputs.NoTimes, context.Workspace, context.Tape);
        foreach (int[] part in met) y = y.Add(spread.Gather(part, context.Workspace, context.Tape), context.Tape);
        return y;
    }
}
