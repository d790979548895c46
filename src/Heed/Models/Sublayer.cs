using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Models;

/// <summary>
/// What stands around each part of a Transformer: x + dropout(f(norm(x))) with the norm first, or norm(x + dropout(f(x))) with the norm last, as in the paper. Norm first learns without a long warm-up.
/// Xiong et al. 2020.
/// </summary>
internal sealed class Sublayer : Module
{
    private readonly LayerNorm _norm;
    private readonly Dropout _dropout;
    private readonly bool _normFirst;

    public Sublayer(int size, bool normFirst, uint dropoutPlace, float epsilon = 1e-5f)
    {
        _norm = Add("norm", new LayerNorm(size, epsilon));
        _dropout = new Dropout(dropoutPlace);
        _normFirst = normFirst;
    }

    /// <summary>x [rows, size] through <paramref name="part"/>.</summary>
    public Tensor Around(Tensor x, Func<Tensor, Tensor> part, SequenceRows? rows, ForwardContext context)
    {
        Tensor y = _dropout.Forward(part(_normFirst ? _norm.Forward(x, context) : x), rows, 0, context);
        y = x.Add(y, context.Tape);
        return _normFirst ? y : _norm.Forward(y, context);
    }
}
