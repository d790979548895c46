using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>
/// Gated recurrent units (Cho et al. 2014; gates as in PyTorch):
/// r = σ(W_ir x + b_ir + W_hr h + b_hr), z likewise, n = tanh(W_in x + b_in + r (W_hn h + b_hn)), h = (1 − z) n + z h.
/// </summary>
public sealed class Gru(RecurrentOptions options) : RecurrentLayers(options, gates: 3, statesPerLayer: 1)
{
    private protected override Tensor[] Sequence(Tensor xGates, PreparedWeight weight, Tensor bias, int[] batchSizes, bool reverse, GradientTape? tape) =>
        [xGates.GruSequence(weight, bias, batchSizes, reverse, tape)];

    private protected override void Step(Tensor xGates, Tensor hGates, ReadOnlySpan<Tensor> previous, Span<Tensor> next, GradientTape? tape) =>
        next[0] = xGates.GruCell(hGates, previous[0], tape);
}
