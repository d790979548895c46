using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>y_h = W_h x_h: a weight [outputs, inputs] for each head, one below the other.</summary>
internal sealed class HeadWeight : Module
{
    private readonly Parameter _weight;
    private readonly int _heads;

    public HeadWeight(int inputs, int outputs, int heads)
    {
        _heads = heads;
        _weight = Add("weight", new(heads * outputs, inputs), Initialization.Uniform(MathF.Sqrt(6f / (inputs + outputs))));
    }

    /// <summary>y [..., heads · outputs] of x [..., heads · inputs].</summary>
    public Tensor Forward(Tensor x, ForwardContext context) =>
        _heads == 1 ? x.Linear(_weight.Prepared, null, context.Tape) : x.HeadLinear(_weight.Value, _heads, context.Tape);
}
