using Heed.Attention;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;
using AttentionSpan = Heed.Kernels.AttentionSpan;

namespace Heed.Models;

/// <summary>
/// A convolutional encoder and decoder: gated convolutions with residuals, h = (glu(conv(h)) + h) √½, and in every layer of the decoder attention over the source, whose values are what the encoder
/// said and the embedding of the word, (z + e) √½. Source, target and output embeddings share one matrix. Gehring et al. 2017.
/// </summary>
public sealed class ConvolutionalTranslator : TranslationModel
{
    private const uint FirstEncoderPlace = 16, FirstDecoderPlace = 512;
    private static readonly float RootOfHalf = MathF.Sqrt(0.5f);       // a sum of two terms of one variance keeps it

    private readonly Embedding _embedding;
    private readonly PositionEncoding _positions;
    private readonly Linear _encoderIn, _encoderOut, _decoderIn, _decoderOut;
    private readonly Block[] _encoder;
    private readonly DecoderBlock[] _decoder;
    private readonly Dropout _sourceDropout = new(1), _targetDropout = new(2), _outputDropout = new(3);

    /// <summary>A model with these sizes, its weights zero until drawn or loaded.</summary>
    /// <exception cref="ArgumentException">A value of the configuration is out of range.</exception>
    public ConvolutionalTranslator(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config.Validate();
        (int size, int inner) = (config.EmbeddingSize, config.EncoderSize);
        _embedding = Add("embedding", new Embedding(config.Vocabulary, size));
        _positions = Add("positions", PositionEncodings.Create(config.Positions, new PositionOptions(size, 1, size, config.MostPositions > 0 ? config.MostPositions : null)));
        _encoderIn = Add("encoder_in", new Linear(size, inner));
        _encoder = [.. Enumerable.Range(0, config.Layers).Select(l => Add($"encoder{l}", new Block(inner, config.KernelWidth, causal: false, FirstEncoderPlace + (uint)l)))];
        _encoderOut = Add("encoder_out", new Linear(inner, size));
        _decoderIn = Add("decoder_in", new Linear(size, inner));
        _decoder = [.. Enumerable.Range(0, config.LayersOfDecoder).Select(l => Add($"decoder{l}", new DecoderBlock(config, $"decoder{l}.cross", FirstDecoderPlace + 2 * (uint)l)))];
        _decoderOut = Add("decoder_out", new Linear(inner, size));
    }

    /// <inheritdoc/>
    public override ModelConfig Config { get; }

    /// <inheritdoc/>
    public override PreparedWeight Output => _embedding.Output;

    /// <inheritdoc/>
    public override TeacherForced Forward(IReadOnlyList<int[]> sources, IReadOnlyList<int[]> inputs, int firstSentence, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        RequirePairs(sources, inputs);
        (Tensor encoded, Tensor values, ConsecutiveRows sourceRows) = Encode(sources, firstSentence, context);
        var rows = new ConsecutiveRows(Config.LengthsOf(inputs), firstSentence);
        AttentionSpan[] across = rows.SpansOver(sourceRows);
        Tensor embedded = _targetDropout.Forward(Embed(rows.Pack(inputs), TokenPlaces.Of(rows), context), rows, 0, context);
        Tensor h = _decoderIn.Forward(embedded, context);
        var aligned = new AlignedWeights(context.Aligning ?? Config.Aligning, context);
        for (int l = 0; l < _decoder.Length; l++)
        {
            bool keeps = aligned.Wants(l);
            (h, MultiHeadResult attention) = _decoder[l].Forward(h, embedded, rows, _decoder[l].Remember(encoded, values, context), across, context, keeps && context.Tape is not null ? context with { ByFormula = true } : context);
            if (keeps) aligned.Take(l, attention, sourceRows.Longest);
        }
        Tensor hidden = _outputDropout.Forward(_decoderOut.Forward(h, context), rows, 0, context);
        return new TeacherForced(hidden, rows) { Weights = aligned.Of(AlignmentStep.Written), ReadWeights = aligned.Of(AlignmentStep.Read) };
    }

    /// <inheritdoc/>
    public override DecoderState Start(IReadOnlyList<int[]> sources, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(context);
        (Tensor encoded, Tensor values, ConsecutiveRows rows) = Encode(sources, 0, context);
        return new State([.. _decoder.Select(block => block.Remember(encoded, values, context))], rows);
    }

    /// <inheritdoc/>
    public override Tensor Step(ReadOnlySpan<int> tokens, DecoderState state, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(context);
        var own = (State)state;
        RequireTokenForEachRow(tokens, own);
        Config.RequireTokens(tokens);
        Tensor embedded = Embed(tokens.ToArray(), TokenPlaces.At(own.Length, tokens.Length), context), h = _decoderIn.Forward(embedded, context);
        AttentionSpan[] across = own.Across();
        for (int l = 0; l < _decoder.Length; l++)
        {
            (h, MultiHeadResult attention) = _decoder[l].Step(h, embedded, own.Histories[l], own.Memories[l], across, context);
            if (l == Config.Aligning[0].Layer) own.SetWeights(attention, null, context.Workspace);
        }
        own.Length++;
        return _decoderOut.Forward(h, context);
    }

    private (Tensor Encoded, Tensor Values, ConsecutiveRows Rows) Encode(IReadOnlyList<int[]> sources, int firstSentence, ForwardContext context)
    {
        var rows = new ConsecutiveRows(Config.LengthsOf(sources), firstSentence);
        Tensor embedded = _sourceDropout.Forward(Embed(rows.Pack(sources), TokenPlaces.Of(rows), context), rows, 0, context), h = _encoderIn.Forward(embedded, context);
        foreach (Block block in _encoder) h = block.Forward(h, rows, context);
        Tensor encoded = _encoderOut.Forward(h, context);
        return (encoded, encoded.Add(embedded, context.Tape).Scale(RootOfHalf, context.Tape), rows);
    }

    private Tensor Embed(int[] tokens, TokenPlaces places, ForwardContext context) => _positions.Add(_embedding.Forward(tokens, context), places, context);

    /// <summary>h = (glu(conv(dropout(h))) + h) √½.</summary>
    private sealed class Block : Module
    {
        private readonly Conv1d _convolution;
        private readonly Dropout _dropout;

        public Block(int size, int kernel, bool causal, uint place)
        {
            var options = new ConvolutionOptions(size, 2 * size, kernel);
            _convolution = Add("convolution", new Conv1d(causal ? options.Causal() : options.Centred()));
            _dropout = new Dropout(place);
        }

        public Tensor Forward(Tensor h, ConsecutiveRows rows, ForwardContext context) => Gated(h, rows, context).Add(h, context.Tape).Scale(RootOfHalf, context.Tape);

        public Tensor Gated(Tensor h, ConsecutiveRows rows, ForwardContext context) => _convolution.Forward(_dropout.Forward(h, rows, 0, context), rows, context).Y.Glu(context.Tape);

        public Tensor Gated(Tensor h, ConvolutionHistory history, ForwardContext context) => _convolution.Step(h, history, context).Glu(context.Tape);
    }

    /// <summary>g = glu(conv(h)), query = (W_q g + b + e) √½ with the embedding e of the previous token, h = (g + W_c context + h) √½.</summary>
    private sealed class DecoderBlock : Module
    {
        private readonly Block _block;
        private readonly Linear _query, _context;
        private readonly AttentionScore _score;
        private readonly string _name;
        private readonly uint _place;

        public DecoderBlock(ModelConfig config, string name, uint place)
        {
            (int size, int inner) = (config.EmbeddingSize, config.EncoderSize);
            _block = Add("block", new Block(inner, config.KernelWidth, causal: true, place));
            _query = Add("query", new Linear(inner, size));
            _score = Add("score", AttentionScores.Create(config.Score, new ScoreSizes(size, size, size)));
            _context = Add("context", new Linear(size, inner));
            (_name, _place) = (name, place + 1);
        }

        public HeadMemory Remember(Tensor encoded, Tensor values, ForwardContext context)
        {
            (Tensor keys, Tensor? bias) = _score.PrepareKeys(encoded, context);
            return new HeadMemory(encoded, keys, bias, values);
        }

        public (Tensor H, MultiHeadResult Attention) Forward(Tensor h, Tensor embedded, ConsecutiveRows rows, HeadMemory memory, AttentionSpan[] across, ForwardContext context, ForwardContext attending) =>
            Attend(_block.Gated(h, rows, context), h, embedded, memory, across, attending);

        public (Tensor H, MultiHeadResult Attention) Step(Tensor h, Tensor embedded, ConvolutionHistory history, HeadMemory memory, AttentionSpan[] across, ForwardContext context) =>
            Attend(_block.Gated(h, history, context), h, embedded, memory, across, context);

        private (Tensor H, MultiHeadResult Attention) Attend(Tensor gated, Tensor h, Tensor embedded, HeadMemory memory, AttentionSpan[] across, ForwardContext context)
        {
            Tensor query = _query.Forward(gated, context).Add(embedded, context.Tape).Scale(RootOfHalf, context.Tape);
            MultiHeadResult attention = SpanAttention.Attend(_score, query, memory, across, AttentionMask.All, null, _place, context, context.EditOf(_name));
            attention.RecordTo(context.Trace, _name);
            Tensor read = _context.Forward(attention.Output, context);
            return (gated.Add(read, context.Tape).Add(h, context.Tape).Scale(RootOfHalf, context.Tape), attention);
        }
    }

    private sealed class State(HeadMemory[] memories, ConsecutiveRows sources) : SourceAttendingState(memories, sources)
    {
        public ConvolutionHistory[] Histories { get; } = [.. memories.Select(_ => new ConvolutionHistory())];

        private protected override void SelectOwn(ReadOnlySpan<int> rows)
        {
            foreach (ConvolutionHistory history in Histories) history.Select(rows);
        }
    }
}
