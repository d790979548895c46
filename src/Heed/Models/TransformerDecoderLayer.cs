using Heed.Attention;
using Heed.Kernels;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;

namespace Heed.Models;

/// <summary>Causal self-attention, attention over what the encoder said, and a feed-forward layer, each with a residual and a norm. Vaswani et al. 2017, section 3.1.</summary>
internal sealed class TransformerDecoderLayer : Module
{
    private readonly Sublayer _aroundSelf, _aroundCross, _aroundFeedForward;
    private readonly MultiHeadAttention _self, _cross;
    private readonly FeedForward _feedForward;

    /// <param name="options">The sizes.</param>
    /// <param name="name">The layer's name in a trace.</param>
    /// <param name="place">The first of six numbers for dropout.</param>
    public TransformerDecoderLayer(TransformerOptions options, string name, uint place)
    {
        var attention = new MultiHeadOptions { QuerySize = options.Size, Heads = options.Heads, KeyHeads = options.KeyHeads, Score = options.Score };
        _self = Add("self", new MultiHeadAttention(attention with { Positions = options.Positions(true), Name = $"{name}.self", Place = place }));
        _cross = Add("cross", new MultiHeadAttention(attention with { Name = $"{name}.cross", Place = place + 1 }));
        _feedForward = Add("feed_forward", new FeedForward(options.Size, options.Inner, options.Activation, place + 2));
        _aroundSelf = Add("self_sublayer", new Sublayer(options.Size, options.NormFirst, place + 3));
        _aroundCross = Add("cross_sublayer", new Sublayer(options.Size, options.NormFirst, place + 4));
        _aroundFeedForward = Add("feed_forward_sublayer", new Sublayer(options.Size, options.NormFirst, place + 5));
    }

    /// <summary>Keys and values of what the encoder said, once for all steps.</summary>
    public HeadMemory Remember(Tensor encoded, TokenPlaces places, ForwardContext context) => _cross.Remember(encoded, encoded, places, context);

    /// <summary>x [rows, size] of whole targets.</summary>
    /// <param name="x">What the layer below said.</param>
    /// <param name="rows">The targets.</param>
    /// <param name="places">Where their tokens stand.</param>
    /// <param name="own">Which rows are one target.</param>
    /// <param name="memory">What <see cref="Remember"/> gave.</param>
    /// <param name="across">Which source rows each target attends to.</param>
    /// <param name="context">The call.</param>
    /// <param name="crossContext">The call for the attention over the source.</param>
    public (Tensor X, MultiHeadResult Cross) Forward(Tensor x, ConsecutiveRows rows, TokenPlaces places, AttentionSpan[] own, HeadMemory memory, AttentionSpan[] across, ForwardContext context, ForwardContext crossContext)
    {
        x = _aroundSelf.Around(x, y => _self.Attend(y, places, _self.Remember(y, y, places, context), own, AttentionMask.Causal, context).Output, rows, context);
        MultiHeadResult? cross = null;
        x = _aroundCross.Around(x, y => (cross = _cross.Attend(y, places, memory, across, AttentionMask.All, crossContext)).Output, rows, context);
        return (_aroundFeedForward.Around(x, y => _feedForward.Forward(y, rows, context), rows, context), cross!);
    }

    /// <summary>x [hypotheses, size], one token each, after what the cache holds; it is added to the cache.</summary>
    public (Tensor X, MultiHeadResult Cross) Step(Tensor x, TokenPlaces places, KeyValueCache cache, HeadMemory memory, AttentionSpan[] across, ForwardContext context)
    {
        x = _aroundSelf.Around(x, y => TransformerEncoderLayer.Step(_self, y, places, cache, AttentionMask.Causal, context), null, context);
        MultiHeadResult? cross = null;
        x = _aroundCross.Around(x, y => (cross = _cross.Attend(y, places, memory, across, AttentionMask.All, context)).Output, null, context);
        return (_aroundFeedForward.Around(x, y => _feedForward.Forward(y, null, context), null, context), cross!);
    }
}
