using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber 1997; gates as in PyTorch):
/// i = σ(W_ii x + b_ii + W_hi h + b_hi), f and o likewise, g = tanh(W_ig x + b_ig + W_hg h + b_hg), c = f c + i g, h = o tanh c. Its states are h and c.
/// </summary>
public sealed class Lstm(RecurrentOptions options) : RecurrentLayers(options, gates: 4, statesPerLayer: 2)
{
    private protected override Tensor[] Sequence(Tensor xGates, PreparedWeight weight, Tensor bias, int[] batchSizes, bool reverse, GradientTape? tape)
    {
        (Tensor states, Tensor cells) = xGates.LstmSequence(weight, bias, batchSizes, reverse, tape);
        return [states, cells];
    }

    private protected override void Step(Tensor xGates, Tensor hGates, ReadOnlySpan<Tensor> previous, Span<Tensor> next, GradientTape? tape) =>
        (next[0], next[1]) = xGates.LstmCell(hGates, previous[1], tape);
}
