using Heed.Kernels;

namespace Heed.Tensors;

/// <summary>A weight packed into the panels that <see cref="MatMul"/> reads front to back, once for each direction.</summary>
internal sealed class CpuPreparedWeight(Tensor value) : PreparedWeight(value)
{
    private readonly Lock _lock = new();
    private float[]? _forward, _backward;
    private bool _forwardReady, _backwardReady;

    /// <summary>Wᵀ [inputs, outputs], for y = x Wᵀ.</summary>
    public ReadOnlySpan<float> Forward
    {
        get
        {
            if (!Volatile.Read(ref _forwardReady)) Pack(ref _forward, ref _forwardReady, transposed: true, Inputs, Outputs);
            return _forward;
        }
    }

    /// <summary>W [outputs, inputs], for dx = dy W.</summary>
    public ReadOnlySpan<float> Backward
    {
        get
        {
            if (!Volatile.Read(ref _backwardReady)) Pack(ref _backward, ref _backwardReady, transposed: false, Outputs, Inputs);
            return _backward;
        }
    }

    public override void Refresh()
    {
        _forwardReady = false;
        _backwardReady = false;
    }

    private void Pack(ref float[]? packed, ref bool ready, bool transposed, int k, int n)
    {
        lock (_lock)
        {
            if (Volatile.Read(ref ready)) return;
            packed ??= GC.AllocateUninitializedArray<float>(MatMul.PackedLength(k, n), pinned: true);
            MatMul.Pack(Value.Values, Inputs, transposed, k, n, packed);
            Volatile.Write(ref ready, true);
        }
    }
}
