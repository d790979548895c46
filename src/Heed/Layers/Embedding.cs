using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>
/// One vector per token. As input a token's vector times √size; as output the same matrix gives the logits, so that source, target and
/// output share what they know of a word. Press and Wolf 2017; the factor is that of Vaswani et al. 2017, section 3.4.
/// </summary>
public sealed class Embedding : Module
{
    private readonly Parameter _weight;
    private readonly float _scale;

    /// <summary>A table of <paramref name="tokens"/> vectors, drawn normally with variance 1 / size.</summary>
    public Embedding(int tokens, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _scale = MathF.Sqrt(size);
        _weight = Add("weight", new(tokens, size), Initialization.Normal(1 / _scale), isTable: true);
    }

    /// <summary>√size · E[token], [tokens, size].</summary>
    public Tensor Forward(int[] tokens, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _weight.Value.Gather(tokens, context.Workspace, context.Tape).Scale(_scale, context.Tape);
    }

    /// <summary>The matrix E [tokens, size], for logits = hidden · Eᵀ.</summary>
    public PreparedWeight Output => _weight.Prepared;
}
