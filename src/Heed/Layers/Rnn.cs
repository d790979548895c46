using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>Plain recurrent units without gates (Elman 1990; as in PyTorch): h_t = tanh(W_i x_t + b_i + W_h h_{t−1} + b_h).</summary>
public sealed class Rnn(RecurrentOptions options) : RecurrentLayers(options, gates: 1, statesPerLayer: 1)
{
    private protected override Tensor[] Sequence(Tensor xGates, PreparedWeight weight, Tensor bias, int[] batchSizes, bool reverse, GradientTape? tape) =>
        [xGates.RnnSequence(weight, bias, batchSizes, reverse, tape)];

    private protected override void Step(Tensor xGates, Tensor hGates, ReadOnlySpan<Tensor> previous, Span<Tensor> next, GradientTape? tape) =>
        next[0] = xGates.Add(hGates, tape).Tanh(tape);
}
