using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>y = x Wᵀ + b, W [outputs, inputs], b [outputs] unless it is left out.</summary>
public sealed class Linear : Module
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    /// <summary>A layer from <paramref name="inputs"/> to <paramref name="outputs"/> numbers, drawn uniformly in ±√(6 / (inputs + outputs)). Glorot and Bengio 2010.</summary>
    public Linear(int inputs, int outputs, bool bias = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        _weight = Add("weight", new(outputs, inputs), Initialization.Uniform(MathF.Sqrt(6f / (inputs + outputs))));
        _bias = bias ? Add("bias", new(outputs), Initialization.Constant(0)) : null;
    }

    /// <summary>y [..., outputs] of x [..., inputs].</summary>
    public Tensor Forward(Tensor x, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return x.Linear(_weight.Prepared, _bias?.Value, context.Tape);
    }
}
