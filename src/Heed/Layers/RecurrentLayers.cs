using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>
/// A stack of recurrent layers, in one direction or both, with dropout between them: what all cells share. A cell says how many gates it has, how many
/// states it hands on (the first is its output h), and how it computes a sequence and a step from x_* = W_i x + b_i and h_* = W_h h + b_h.
/// </summary>
public abstract class RecurrentLayers : Module
{
    private readonly Direction[][] _layers;
    private readonly Dropout _between;
    private readonly bool _residual;

    private protected RecurrentLayers(RecurrentOptions options, int gates, int statesPerLayer)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.InputSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Size, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Layers, 1, nameof(options));
        OutputSize = options.OutputSize;
        StatesPerLayer = statesPerLayer;
        _residual = options.Residual;
        _between = new Dropout(options.DropoutPlace);
        _layers = new Direction[options.Layers][];
        for (int l = 0; l < _layers.Length; l++)
        {
            _layers[l] = new Direction[options.Bidirectional ? 2 : 1];
            for (int d = 0; d < _layers[l].Length; d++)
                _layers[l][d] = Add(gates, l == 0 ? options.InputSize : OutputSize, options.Size, d == 0 ? $"l{l}" : $"l{l}_reverse");
        }
    }

    /// <summary>The size of the rows that come out: the units of both directions.</summary>
    public int OutputSize { get; }

    /// <summary>The number of layers.</summary>
    public int Layers => _layers.Length;

    /// <summary>How many tensors hold what a layer knows between two steps: h, and a cell's memory c if it has one. States are listed layer by layer.</summary>
    public int StatesPerLayer { get; }

    /// <summary>The top layer's h among the states of all layers.</summary>
    public Tensor TopOf(IReadOnlyList<Tensor> states)
    {
        ArgumentNullException.ThrowIfNull(states);
        return states[^StatesPerLayer];
    }

    /// <summary>Runs whole sequences. x [rows, input size] in the order of <paramref name="rows"/>.</summary>
    /// <returns>The top layer's outputs [rows, output size], and the states after the last step [batch, output size], in the order of the sequences as given.</returns>
    public (Tensor Outputs, Tensor[] Final) Forward(Tensor x, PackedSequence rows, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(context);
        var final = new Tensor[_layers.Length * StatesPerLayer];
        for (int l = 0; l < _layers.Length; l++)
        {
            Tensor below = x;
            if (l > 0) x = _between.Forward(x, rows, 0, context);
            Tensor? outputs = null;
            foreach (Direction direction in _layers[l])
            {
                bool reverse = outputs is not null;
                Tensor xGates = x.Linear(direction.Inputs.Prepared, direction.InputBias.Value, context.Tape);
                Tensor[] states = Sequence(xGates, direction.Recurrent.Prepared, direction.RecurrentBias.Value, rows.BatchSizes, reverse, context.Tape);
                for (int s = 0; s < states.Length; s++)
                {
                    Tensor end = states[s].Gather(rows.EndRows(last: !reverse), context.Workspace, context.Tape);
                    ref Tensor place = ref final[l * StatesPerLayer + s];
                    place = reverse ? place.Concat(end, context.Tape) : end;
                }
                outputs = reverse ? outputs!.Concat(states[0], context.Tape) : states[0];
            }
            x = Over(below, outputs!, l, context);
        }
        return (x, final);
    }

    /// <summary>One step of layers that read in one direction. x [rows, input size], states [rows, size] layer by layer.</summary>
    /// <param name="x">The input of this step.</param>
    /// <param name="states">The states after the step before.</param>
    /// <param name="rows">The sequences that the rows belong to; needed for dropout alone.</param>
    /// <param name="first">The row of <paramref name="rows"/> that comes first.</param>
    /// <param name="context">The call.</param>
    /// <returns>The top layer's output, and the states after this step.</returns>
    public (Tensor Output, Tensor[] States) Step(Tensor x, Tensor[] states, PackedSequence? rows, int first, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(context);
        var next = new Tensor[states.Length];
        for (int l = 0; l < _layers.Length; l++)
        {
            Direction layer = _layers[l][0];
            Tensor below = x;
            if (l > 0) x = _between.Forward(x, rows, first, context);
            Tensor xGates = x.Linear(layer.Inputs.Prepared, layer.InputBias.Value, context.Tape);
            int own = l * StatesPerLayer;
            Tensor hGates = states[own].Linear(layer.Recurrent.Prepared, layer.RecurrentBias.Value, context.Tape);
            Step(xGates, hGates, states.AsSpan(own, StatesPerLayer), next.AsSpan(own, StatesPerLayer), context.Tape);
            x = Over(below, next[own], l, context);
        }
        return (x, next);
    }

    /// <summary>The states of whole sequences, h first, each [rows, size].</summary>
    private protected abstract Tensor[] Sequence(Tensor xGates, PreparedWeight weight, Tensor bias, int[] batchSizes, bool reverse, GradientTape? tape);

    /// <summary>The states of a layer after a step, h first, each [rows, size].</summary>
    private protected abstract void Step(Tensor xGates, Tensor hGates, ReadOnlySpan<Tensor> previous, Span<Tensor> next, GradientTape? tape);

    // What the first layer reads has another meaning, and often another size.
    private Tensor Over(Tensor below, Tensor outputs, int layer, ForwardContext context) => _residual && layer > 0 ? outputs.Add(below, context.Tape) : outputs;

    private Direction Add(int gates, int inputs, int size, string suffix)
    {
        Initialization uniform = Initialization.Uniform(1 / MathF.Sqrt(size));
        return new Direction(
            Add($"weight_ih_{suffix}", new(gates * size, inputs), uniform), Add($"weight_hh_{suffix}", new(gates * size, size), uniform),
            Add($"bias_ih_{suffix}", new(gates * size), uniform), Add($"bias_hh_{suffix}", new(gates * size), uniform));
    }

    private sealed record Direction(Parameter Inputs, Parameter Recurrent, Parameter InputBias, Parameter RecurrentBias);
}
