using Heed.Kernels;

namespace Heed.Tensors;

/// <summary>A weight in bfloat16, for translating.</summary>
internal sealed class BrainWeight(Tensor value) : CpuPreparedWeight(value)
{
    private ushort[]? _packed;
    private bool _ready;

    public override WeightFormat Format => WeightFormat.BFloat16;

    public override void Refresh() => _ready = false;

    public override void Multiply(Tensor x, ReadOnlySpan<float> bias, Tensor y, Workers workers)
    {
        if (!Volatile.Read(ref _ready)) Once(ref _ready, Pack);
        MatMul.Run(x.Values, Inputs, _packed, bias, y.Memory, Outputs, x.Shape.Rows, Outputs, Inputs, workers);
    }

    public override void AddInputGradient(Tensor dy, Tensor dx, Workers workers) => throw CannotTrain();

    private void Pack()
    {
        _packed ??= GC.AllocateUninitializedArray<ushort>(MatMul.PackedLength(Inputs, Outputs), pinned: true);
        MatMul.PackBrain(Value.Values, Inputs, Outputs, _packed);
    }
}
