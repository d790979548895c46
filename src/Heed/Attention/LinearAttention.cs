using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>
/// Multi-head attention with the kernel φ(q) · φ(k), φ(x) = elu(x) + 1, instead of e^{score}: sums over keys are taken once, so that time grows as n d² and not as n² d, and a step of decoding costs the
/// same however much was said. It is another function than softmax attention, not an approximation of it. Katharopoulos et al. 2020, "Transformers are RNNs".
/// </summary>
public sealed class LinearAttention : Module
{
    private readonly Linear _query, _key, _value, _output;
    private readonly int _heads, _headSize;

    /// <summary>A layer of <paramref name="size"/> numbers in and out.</summary>
    /// <exception cref="ArgumentException">The heads do not divide the size.</exception>
    public LinearAttention(int size, int heads, bool bias = true)
    {
        if (heads < 1 || size < 1 || size % heads != 0) throw new ArgumentException($"LinearAttention: {heads} heads do not divide {size} numbers.");
        (_heads, _headSize) = (heads, size / heads);
        _query = Add("query", new Linear(size, size, bias));
        _key = Add("key", new Linear(size, size, bias));
        _value = Add("value", new Linear(size, size, bias));
        _output = Add("output", new Linear(size, size, bias));
    }

    /// <summary>Self-attention of sequences, x [rows, size].</summary>
    /// <param name="x">The rows.</param>
    /// <param name="rows">The sequences.</param>
    /// <param name="causal">Whether a token sees only itself and what comes before.</param>
    /// <param name="context">The call.</param>
    public Tensor Forward(Tensor x, ConsecutiveRows rows, bool causal, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(context);
        Tensor read = _query.Forward(x, context).LinearAttention(_key.Forward(x, context), _value.Forward(x, context), _heads, rows.SpansOver(rows), causal, context.Tape);
        return _output.Forward(read, context);
    }

    /// <summary>One token of one sequence, x [1, size], after what the state has seen; it sees the token too. The bits are those of the whole sequence, causal.</summary>
    public Tensor Step(Tensor x, LinearAttentionState state, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(context);
        Tensor query = _query.Forward(x, context), read = query.Like();
        query.Backend.LinearAttentionStep(query, _key.Forward(x, context), _value.Forward(x, context), _heads, state.Sums, read);
        return _output.Forward(read, context);
    }

    /// <summary>A state that has seen nothing.</summary>
    public LinearAttentionState NewState() => new(new Tensor(new Shape(_heads, LinearAttentionKernel.StateLength(_headSize, _headSize))));
}
