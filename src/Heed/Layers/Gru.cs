using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>
/// Gated recurrent units (Cho et al. 2014; gates as in PyTorch) of one or more layers, in one direction or both:
/// r = σ(W_ir x + b_ir + W_hr h + b_hr), z likewise, n = tanh(W_in x + b_in + r (W_hn h + b_hn)), h = (1 − z) n + z h.
/// </summary>
public sealed class Gru : Module
{
    private readonly Direction[][] _layers;
    private readonly Dropout _between;

    /// <summary>Layers of <paramref name="size"/> units in each direction.</summary>
    /// <param name="inputSize">The size of the rows that come in.</param>
    /// <param name="size">Units of a layer and direction.</param>
    /// <param name="layers">How many layers are stacked, from 1.</param>
    /// <param name="bidirectional">Whether a second row of units reads from the end; the outputs are put side by side.</param>
    /// <param name="dropoutPlace">The number of the dropout between layers.</param>
    public Gru(int inputSize, int size, int layers = 1, bool bidirectional = false, uint dropoutPlace = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        int directions = bidirectional ? 2 : 1;
        OutputSize = size * directions;
        _between = new Dropout(dropoutPlace);
        _layers = new Direction[layers][];
        for (int l = 0; l < layers; l++)
        {
            _layers[l] = new Direction[directions];
            for (int d = 0; d < directions; d++) _layers[l][d] = Add(l == 0 ? inputSize : OutputSize, size, d == 0 ? $"l{l}" : $"l{l}_reverse");
        }
    }

    /// <summary>The size of the rows that come out: the units of both directions.</summary>
    public int OutputSize { get; }

    /// <summary>The number of layers.</summary>
    public int Layers => _layers.Length;

    /// <summary>Runs whole sequences. x [rows, input size] in the order of <paramref name="rows"/>.</summary>
    /// <returns>The top layer's states [rows, output size], and for each layer the state after the last step [batch, output size], in the order of the sequences as given.</returns>
    public (Tensor Outputs, Tensor[] Final) Forward(Tensor x, PackedSequence rows, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(context);
        var final = new Tensor[_layers.Length];
        for (int l = 0; l < _layers.Length; l++)
        {
            if (l > 0) x = _between.Forward(x, rows, 0, context);
            Tensor? outputs = null;
            foreach (Direction direction in _layers[l])
            {
                bool reverse = outputs is not null;
                Tensor states = x.Linear(direction.Inputs.Prepared, direction.InputBias.Value, context.Tape)
                    .GruSequence(direction.Recurrent.Prepared, direction.RecurrentBias.Value, rows.BatchSizes, reverse, context.Tape);
                Tensor end = states.Gather(rows.EndRows(last: !reverse), context.Workspace, context.Tape);
                outputs = reverse ? outputs!.Concat(states, context.Tape) : states;
                final[l] = reverse ? final[l].Concat(end, context.Tape) : end;
            }
            x = outputs!;
        }
        return (x, final);
    }

    /// <summary>One step of layers that read in one direction. x [rows, input size], a state [rows, size] for each layer.</summary>
    /// <param name="x">The input of this step.</param>
    /// <param name="states">The states after the step before, one for each layer.</param>
    /// <param name="rows">The sequences that the rows belong to; needed for dropout alone.</param>
    /// <param name="first">The row of <paramref name="rows"/> that comes first.</param>
    /// <param name="context">The call.</param>
    /// <returns>The states after this step; the last is the top layer's.</returns>
    public Tensor[] Step(Tensor x, IReadOnlyList<Tensor> states, PackedSequence? rows, int first, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(context);
        var next = new Tensor[_layers.Length];
        for (int l = 0; l < _layers.Length; l++)
        {
            Direction layer = _layers[l][0];
            if (l > 0) x = _between.Forward(x, rows, first, context);
            Tensor xGates = x.Linear(layer.Inputs.Prepared, layer.InputBias.Value, context.Tape);
            Tensor hGates = states[l].Linear(layer.Recurrent.Prepared, layer.RecurrentBias.Value, context.Tape);
            x = next[l] = xGates.GruCell(hGates, states[l], context.Tape);
        }
        return next;
    }

    private Direction Add(int inputs, int size, string suffix)
    {
        Initialization uniform = Initialization.Uniform(1 / MathF.Sqrt(size));
        return new Direction(
            Add($"weight_ih_{suffix}", new(3 * size, inputs), uniform), Add($"weight_hh_{suffix}", new(3 * size, size), uniform),
            Add($"bias_ih_{suffix}", new(3 * size), uniform), Add($"bias_hh_{suffix}", new(3 * size), uniform));
    }

    private sealed record Direction(Parameter Inputs, Parameter Recurrent, Parameter InputBias, Parameter RecurrentBias);
}
