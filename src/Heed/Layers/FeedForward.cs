using Heed.Tensors;

namespace Heed.Layers;

/// <summary>y = W_2 f(W_1 x + b_1) + b_2, the same at every position, with dropout between the two. Vaswani et al. 2017, equation 2.</summary>
public sealed class FeedForward : Module
{
    private readonly Linear _first, _second;
    private readonly Func<Tensor, GradientTape?, Tensor> _activation;
    private readonly Dropout _between;

    /// <summary>A layer of <paramref name="size"/> numbers in and out and <paramref name="inner"/> between.</summary>
    /// <param name="size">Numbers in and out.</param>
    /// <param name="inner">Numbers between.</param>
    /// <param name="activation">f, a name of <see cref="Activations.All"/>.</param>
    /// <param name="dropoutPlace">The number of the dropout between.</param>
    /// <exception cref="ArgumentException">There is no such activation.</exception>
    public FeedForward(int size, int inner, string activation, uint dropoutPlace)
    {
        _first = Add("linear1", new Linear(size, inner));
        _second = Add("linear2", new Linear(inner, size));
        _activation = Activations.Find(activation);
        _between = new Dropout(dropoutPlace, static settings => settings.InnerRate);
    }

    /// <summary>y [rows, size] of x [rows, size].</summary>
    public Tensor Forward(Tensor x, SequenceRows? rows, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Tensor inner = _activation(_first.Forward(x, context), context.Tape);
        return _second.Forward(_between.Forward(inner, rows, 0, context), context);
    }
}
