using Heed.Kernels;

namespace Heed.Tensors;

/// <summary>A weight packed into the panels that products read front to back.</summary>
internal abstract class CpuPreparedWeight(Tensor value) : PreparedWeight(value)
{
    private readonly Lock _lock = new();

    /// <summary>y = x Wᵀ + b; an empty b is zero.</summary>
    public abstract void Multiply(Tensor x, ReadOnlySpan<float> bias, Tensor y, Workers workers);

    /// <summary>dx += dy W.</summary>
    public abstract void AddInputGradient(Tensor dy, Tensor dx, Workers workers);

    /// <summary>What a gradient is answered with where weights are rounded.</summary>
    protected InvalidOperationException CannotTrain() => new($"{Format}: rounded weights are for translating; train with Float32.");

    /// <summary>Packs once, whichever thread comes first.</summary>
    protected void Once(ref bool ready, Action pack)
    {
        if (Volatile.Read(ref ready)) return;
        lock (_lock)
        {
            if (Volatile.Read(ref ready)) return;
            pack();
            Volatile.Write(ref ready, true);
        }
    }
}
