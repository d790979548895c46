using Heed.Attention;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;
using AttentionSpan = Heed.Kernels.AttentionSpan;

namespace Heed.Models;

/// <summary>
/// A Transformer: encoder and decoder of self-attention and feed-forward layers, positions told by an encoding; source, target and output embeddings share one matrix. Vaswani et al. 2017.
/// </summary>
public sealed class TransformerTranslator : TranslationModel
{
    // Rows of logits that exist at one time.
    private const int RowsOfLoss = 256;

    private const uint FirstEncoderPlace = 16, FirstDecoderPlace = 512;

    private readonly Embedding _embedding;
    private readonly PositionEncoding? _positions;
    private readonly TransformerEncoderLayer[] _encoder;
    private readonly TransformerDecoderLayer[] _decoder;
    private readonly LayerNorm? _encoderNorm, _decoderNorm;
    private readonly Parameter? _outputBias;
    private readonly Dropout _sourceDropout = new(1), _targetDropout = new(2);

    /// <summary>A model with these sizes, its weights zero until drawn or loaded.</summary>
    /// <exception cref="ArgumentException">A value of the configuration is out of range.</exception>
    public TransformerTranslator(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config.Validate();
        _embedding = Add("embedding", new Embedding(config.Vocabulary, config.EmbeddingSize));
        var sizes = new PositionOptions(config.EmbeddingSize, config.Heads, config.EmbeddingSize / config.Heads, config.MostPositions > 0 ? config.MostPositions : null);
        PositionEncoding positions = PositionEncodings.Create(config.Positions, sizes);
        bool isAdded = positions is AbsoluteEncoding;
        if (isAdded) _positions = Add("positions", positions);
        bool normFirst = config.Norm == "pre";
        var options = new TransformerOptions(config.EmbeddingSize, config.Heads, config.KeyHeads, config.FeedForwardSize, config.Activation, normFirst, config.Score,
            causal => isAdded ? null : PositionEncodings.Create(config.Positions, sizes with { Causal = causal }));
        _encoder = [.. Enumerable.Range(0, config.Layers).Select(l => Add($"encoder{l}", new TransformerEncoderLayer(options, $"encoder{l}", FirstEncoderPlace + 4 * (uint)l)))];
        _decoder = [.. Enumerable.Range(0, config.LayersOfDecoder).Select(l => Add($"decoder{l}", new TransformerDecoderLayer(options, $"decoder{l}", FirstDecoderPlace + 6 * (uint)l)))];
        if (config.OutputBias) _outputBias = Add("output_bias", new(config.Vocabulary), Initialization.Constant(0));
        if (!normFirst) return;                                                                     // a layer that ends with its norm needs no other
        _encoderNorm = Add("encoder_norm", new LayerNorm(config.EmbeddingSize));
        _decoderNorm = Add("decoder_norm", new LayerNorm(config.EmbeddingSize));
    }

    /// <inheritdoc/>
    public override ModelConfig Config { get; }

    /// <inheritdoc/>
    public override PreparedWeight Output => _embedding.Output;

    /// <inheritdoc/>
    public override Tensor Project(Tensor hidden, ForwardContext context)
    {
        if (_outputBias is null) return base.Project(hidden, context);
        Tensor logits = hidden.New(new(hidden.Shape.Rows, Output.Outputs));
        hidden.Backend.Linear(hidden, Output, _outputBias.Value, logits);
        return logits;
    }

    /// <inheritdoc/>
    public override Tensor Project(Tensor hidden, IReadOnlyList<int[]> tokens, ForwardContext context)
    {
        Tensor logits = base.Project(hidden, tokens, context);
        if (_outputBias is null) return logits;
        Tensor bias = _outputBias.Value.Reshape(1, Output.Outputs).Gather(new int[logits.Shape.Rows], context.Workspace, null);
        return logits.Add(bias, null);                                                              // −∞ stays −∞
    }

    /// <inheritdoc/>
    public override double Loss(TeacherForced forced, int[] targets, ForwardContext context)
    {
        if (_outputBias is null) return base.Loss(forced, targets, context);
        double loss = 0;
        for (int row = 0; row < targets.Length; row += RowsOfLoss)
        {
            int count = Math.Min(RowsOfLoss, targets.Length - row);
            using Workspace.Scope scope = context.Workspace.Open();
            loss += Project(forced.Hidden.Rows(row, count), context).CrossEntropy(targets[row..(row + count)], -1, 0, null);
        }
        return loss;
    }

    /// <inheritdoc/>
    public override TeacherForced Forward(IReadOnlyList<int[]> sources, IReadOnlyList<int[]> inputs, int firstSentence, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        RequirePairs(sources, inputs);
        (Tensor encoded, ConsecutiveRows sourceRows) = Encode(sources, firstSentence, context);
        var rows = new ConsecutiveRows(Config.LengthsOf(inputs), firstSentence);
        TokenPlaces places = TokenPlaces.Of(rows), sourcePlaces = TokenPlaces.Of(sourceRows);
        AttentionSpan[] own = rows.SpansOver(rows), across = rows.SpansOver(sourceRows);
        Tensor x = _targetDropout.Forward(Embed(rows.Pack(inputs), places, context), rows, 0, context);
        var aligned = new AlignedWeights(context.Aligning ?? Config.Aligning, context);
        for (int l = 0; l < _decoder.Length; l++)
        {
            bool keeps = aligned.Wants(l);
            (x, MultiHeadResult cross) = _decoder[l].Forward(x, rows, places, own, _decoder[l].Remember(encoded, sourcePlaces, context), across, context, keeps && context.Tape is not null ? context with { ByFormula = true } : context);
            if (keeps) aligned.Take(l, cross, sourceRows.Longest);
        }
        if (_decoderNorm is not null) x = _decoderNorm.Forward(x, context);
        return new TeacherForced(x, rows) { Weights = aligned.Of(AlignmentStep.Written), ReadWeights = aligned.Of(AlignmentStep.Read) };
    }

    /// <inheritdoc/>
    public override DecoderState Start(IReadOnlyList<int[]> sources, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(context);
        (Tensor encoded, ConsecutiveRows rows) = Encode(sources, 0, context);
        TokenPlaces places = TokenPlaces.Of(rows);
        return new State([.. _decoder.Select(layer => layer.Remember(encoded, places, context))], rows);
    }

    /// <inheritdoc/>
    public override Tensor Step(ReadOnlySpan<int> tokens, DecoderState state, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(context);
        var own = (State)state;
        RequireTokenForEachRow(tokens, own);
        Config.RequireTokens(tokens);
        var places = TokenPlaces.At(own.Length, tokens.Length);
        AttentionSpan[] across = own.Across();
        Tensor x = Embed(tokens.ToArray(), places, context);
        for (int l = 0; l < _decoder.Length; l++)
        {
            (x, MultiHeadResult cross) = _decoder[l].Step(x, places, own.Caches[l], own.Memories[l], across, context);
            if (l == Config.Aligning[0].Layer) own.SetWeights(cross, Config.Aligning[0].Head, context.Workspace);
        }
        own.Length++;
        return _decoderNorm is null ? x : _decoderNorm.Forward(x, context);
    }

    private (Tensor Encoded, ConsecutiveRows Rows) Encode(IReadOnlyList<int[]> sources, int firstSentence, ForwardContext context)
    {
        var rows = new ConsecutiveRows(Config.LengthsOf(sources), firstSentence);
        TokenPlaces places = TokenPlaces.Of(rows);
        AttentionSpan[] spans = rows.SpansOver(rows);
        Tensor x = _sourceDropout.Forward(Embed(rows.Pack(sources), places, context), rows, 0, context);
        foreach (TransformerEncoderLayer layer in _encoder) x = layer.Forward(x, rows, places, spans, AttentionMask.All, context);
        return (_encoderNorm is null ? x : _encoderNorm.Forward(x, context), rows);
    }

    private Tensor Embed(int[] tokens, TokenPlaces places, ForwardContext context)
    {
        Tensor x = _embedding.Forward(tokens, context);                                              // √d · E[token]
        return _positions is null ? x : _positions.Add(x, places, context);
    }

    private sealed class State(HeadMemory[] memories, ConsecutiveRows sources) : SourceAttendingState(memories, sources)
    {
        public KeyValueCache[] Caches { get; } = [.. memories.Select(_ => new KeyValueCache(sources.Batch))];

        private protected override void SelectOwn(ReadOnlySpan<int> rows)
        {
            foreach (KeyValueCache cache in Caches) cache.Select(rows);
        }
    }
}
