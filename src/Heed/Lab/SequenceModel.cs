using Heed.Attention;
using Heed.Layers;
using Heed.Models;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Lab;

/// <summary>A small model that says at each place of a sequence which symbol is asked for: an embedding, layers of one family, and a linear layer.</summary>
internal sealed class SequenceModel : Module
{
    private readonly Embedding _embedding;
    private readonly LayerNorm _norm;
    private readonly Linear _output;
    private readonly Func<Tensor, SequenceRows, ForwardContext, Tensor> _body;
    private readonly bool _isRecurrent;

    private SequenceModel(int size, bool isRecurrent, Func<SequenceModel, Func<Tensor, SequenceRows, ForwardContext, Tensor>> body)
    {
        _embedding = Add("embedding", new Embedding(SequenceTask.Tokens, size));
        _body = body(this);
        _norm = Add("norm", new LayerNorm(size));
        _output = Add("output", new Linear(size, SequenceTask.Symbols));
        _isRecurrent = isRecurrent;
    }

    /// <summary>Causal convolutions of kernel 3 with residuals; dilations grow by <paramref name="factor"/> from layer to layer.</summary>
    public static SequenceModel OfConvolution(int size, int layers, int factor) => new(size, false, model =>
    {
        Conv1d[] convolutions = [.. Enumerable.Range(0, layers).Select(l => model.Add($"layer{l}", new Conv1d(new ConvolutionOptions(size, size, 3, Dilation: (int)Math.Pow(factor, l)).Causal())))];
        LayerNorm[] norms = [.. Enumerable.Range(0, layers).Select(l => model.Add($"norm{l}", new LayerNorm(size)))];
        return (x, rows, context) =>
        {
            for (int l = 0; l < layers; l++) x = x.Add(convolutions[l].Forward(norms[l].Forward(x, context), (ConsecutiveRows)rows, context).Y.Gelu(context.Tape), context.Tape);
            return x;
        };
    });

    /// <summary>Gated recurrent units.</summary>
    public static SequenceModel OfRecurrence(int size, int layers) => new(size, true, model =>
    {
        var gru = model.Add("layers", new Gru(new RecurrentOptions(size, size, layers)));
        return (x, rows, context) => gru.Forward(x, (PackedSequence)rows, context).Outputs;
    });

    /// <summary>Layers of self-attention and feed-forward that are told positions by an encoding.</summary>
    public static SequenceModel OfAttention(int size, int layers, int heads, bool causal, string positions, int mostPositions) => new(size, false, model =>
    {
        var sizes = new PositionOptions(size, heads, size / heads, positions == "learned" ? mostPositions : null) { Causal = causal };
        PositionEncoding added = PositionEncodings.Create(positions, sizes);
        bool isAdded = added is AbsoluteEncoding;
        if (isAdded) model.Add("positions", added);
        var options = new TransformerOptions(size, heads, 0, 2 * size, "gelu", NormFirst: true, "scaled-dot", _ => isAdded ? null : PositionEncodings.Create(positions, sizes));
        TransformerEncoderLayer[] stack = [.. Enumerable.Range(0, layers).Select(l => model.Add($"layer{l}", new TransformerEncoderLayer(options, $"layer{l}", 16 + 4 * (uint)l, causal)))];
        AttentionMask mask = causal ? AttentionMask.Causal : AttentionMask.All;
        return (x, rows, context) =>
        {
            var consecutive = (ConsecutiveRows)rows;
            TokenPlaces places = TokenPlaces.Of(rows);
            if (isAdded) x = added.Add(x, places, context);
            foreach (TransformerEncoderLayer layer in stack) x = layer.Forward(x, consecutive, places, consecutive.SpansOver(consecutive), mask, context);
            return x;
        };
    });

    /// <summary>Logits at the places where something is asked [asked, symbols], and what is right there.</summary>
    public (Tensor Logits, int[] Targets) Forward(SequenceExample[] examples, ForwardContext context)
    {
        int[] lengths = [.. examples.Select(example => example.Tokens.Length)];
        SequenceRows rows = _isRecurrent ? new PackedSequence(lengths) : new ConsecutiveRows(lengths);
        Tensor x = _body(_embedding.Forward(rows.Pack([.. examples.Select(example => example.Tokens)]), context), rows, context);
        int[] targets = rows.Pack([.. examples.Select(example => example.Targets)]);
        int[] asked = [.. Enumerable.Range(0, targets.Length).Where(row => targets[row] >= 0)];
        return (_output.Forward(_norm.Forward(x.Gather(asked, context.Workspace, context.Tape), context), context), [.. asked.Select(row => targets[row])]);
    }
}
