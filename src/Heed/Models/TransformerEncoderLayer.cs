using Heed.Attention;
using Heed.Kernels;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;

namespace Heed.Models;

/// <summary>Self-attention and a feed-forward layer, each with a residual and a norm. Vaswani et al. 2017, section 3.1. With a causal mask it is the block of a decoder-only model.</summary>
public sealed class TransformerEncoderLayer : Module
{
    private readonly Sublayer _aroundAttention, _aroundFeedForward;
    private readonly MultiHeadAttention _attention;
    private readonly FeedForward _feedForward;

    /// <summary>A layer with these sizes.</summary>
    /// <param name="options">The sizes.</param>
    /// <param name="name">The layer's name in a trace.</param>
    /// <param name="place">The first of four numbers for dropout.</param>
    /// <param name="causal">Whether queries will see only what comes before them.</param>
    /// <exception cref="ArgumentException">A size or a name does not fit.</exception>
    public TransformerEncoderLayer(TransformerOptions options, string name, uint place, bool causal = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        _attention = Add("self", new MultiHeadAttention(new MultiHeadOptions
        {
            QuerySize = options.Size,
            Heads = options.Heads,
            KeyHeads = options.KeyHeads,
            Score = options.Score,
            Positions = options.Positions(causal),
            Name = $"{name}.self",
            Place = place,
        }));
        _feedForward = Add("feed_forward", new FeedForward(options.Size, options.Inner, options.Activation, place + 1));
        _aroundAttention = Add("self_sublayer", new Sublayer(options.Size, options.NormFirst, place + 2, options.Epsilon));
        _aroundFeedForward = Add("feed_forward_sublayer", new Sublayer(options.Size, options.NormFirst, place + 3, options.Epsilon));
    }

    /// <summary>x [rows, size] of whole sequences, one span each.</summary>
    public Tensor Forward(Tensor x, ConsecutiveRows rows, TokenPlaces places, AttentionSpan[] spans, AttentionMask mask, ForwardContext context)
    {
        x = _aroundAttention.Around(x, y => _attention.Attend(y, places, _attention.Remember(y, y, places, context), spans, mask, context).Output, rows, context);
        return _aroundFeedForward.Around(x, y => _feedForward.Forward(y, rows, context), rows, context);
    }

    /// <summary>x [hypotheses, size], one token each, after what the cache holds; it is added to the cache.</summary>
    public Tensor Step(Tensor x, TokenPlaces places, KeyValueCache cache, AttentionMask mask, ForwardContext context)
    {
        x = _aroundAttention.Around(x, y => Step(_attention, y, places, cache, mask, context), null, context);
        return _aroundFeedForward.Around(x, y => _feedForward.Forward(y, null, context), null, context);
    }

    internal static Tensor Step(MultiHeadAttention attention, Tensor y, TokenPlaces places, KeyValueCache cache, AttentionMask mask, ForwardContext context)
    {
        cache.Append(attention.Remember(y, y, places, context));
        return attention.Attend(y, places, cache.Memory, cache.LastTokens(), mask, context).Output;
    }
}
