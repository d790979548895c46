using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>y = (x − mean) / √(variance + ε) · weight + bias over the innermost size. Ba et al. 2016.</summary>
public sealed class LayerNorm : Module
{
    private readonly Parameter _weight, _bias;
    private readonly float _epsilon;

    /// <summary>A layer over rows of <paramref name="size"/> numbers.</summary>
    public LayerNorm(int size, float epsilon = 1e-5f)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _epsilon = epsilon;
        _weight = Add("weight", new(size), Initialization.Constant(1));
        _bias = Add("bias", new(size), Initialization.Constant(0));
    }

    /// <summary>y of x [..., size].</summary>
    public Tensor Forward(Tensor x, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return x.LayerNorm(_weight.Value, _bias.Value, _epsilon, context.Tape);
    }
}
