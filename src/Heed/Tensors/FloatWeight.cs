using Heed.Kernels;

namespace Heed.Tensors;

/// <summary>A weight in 32-bit floats, packed once for each direction.</summary>
internal sealed class FloatWeight(Tensor value) : CpuPreparedWeight(value)
{
    private float[]? _forward, _backward;
    private bool _forwardReady, _backwardReady;

    public override WeightFormat Format => WeightFormat.Float32;

    public override void Refresh()
    {
        _forwardReady = false;
        _backwardReady = false;
    }

    public override void Renew()
    {
        if (_forward is not null) Forward();
        if (_backward is not null) Backward();
    }

    public override void Multiply(Tensor x, ReadOnlySpan<float> bias, Tensor y, Workers workers)
    {
        MatMul.Run(x.Values, Inputs, false, Forward(), bias, y.Memory, Outputs, x.Shape.Rows, Outputs, Inputs, false, workers);
    }

    public override void AddInputGradient(Tensor dy, Tensor dx, Workers workers)
    {
        MatMul.Run(dy.Values, Outputs, false, Backward(), default, dx.Memory, Inputs, dy.Shape.Rows, Inputs, Outputs, true, workers);
    }

    private ReadOnlySpan<float> Forward()
    {
        if (!Volatile.Read(ref _forwardReady)) Once(ref _forwardReady, () => Pack(ref _forward, true, Inputs, Outputs));
        return Packed(_forward!);
    }

    private ReadOnlySpan<float> Backward()
    {
        if (!Volatile.Read(ref _backwardReady)) Once(ref _backwardReady, () => Pack(ref _backward, false, Outputs, Inputs));
        return Packed(_backward!);
    }

    private static ReadOnlySpan<float> Packed(float[] memory) => memory.AsSpan(Scratch.FirstLine(memory));

    private void Pack(ref float[]? packed, bool transposed, int k, int n)
    {
        packed ??= GC.AllocateUninitializedArray<float>(MatMul.PackedLength(k, n) + Scratch.Line, pinned: true);
        MatMul.Pack(Value.Values, Inputs, transposed, k, n, packed.AsSpan(Scratch.FirstLine(packed)));
    }
}
