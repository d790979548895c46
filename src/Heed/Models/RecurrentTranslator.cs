using Heed.Attention;
using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Models;

/// <summary>
/// A recurrent encoder and decoder with attention (Bahdanau et al. 2015), or without (Cho et al. 2014). Encoder: recurrent layers of a cell, in both
/// directions or one. The decoder's first state is the encoder's final one, through tanh(W h + b) where the sizes differ. Output: logits = tanh(W_o [s ; c ; e] + b_o) · Eᵀ,
/// or of s alone; source, target and output embeddings share E.
/// </summary>
public sealed class RecurrentTranslator : TranslationModel
{
    private readonly Embedding _embedding;
    private readonly RecurrentLayers _encoder;
    private readonly Linear[]? _bridge;
    private readonly ContextReader _reader;
    private readonly RecurrentDecoder _decoder;
    private readonly Linear _readout;
    private readonly Dropout _sourceDropout = new(1), _targetDropout = new(2), _outputDropout = new(3), _contextDropout = new(6, static settings => settings.ContextRate);

    /// <summary>A model with these sizes, its weights zero until drawn or loaded.</summary>
    /// <exception cref="ArgumentException">A value of the configuration is out of range.</exception>
    public RecurrentTranslator(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config.Validate();
        _embedding = Add("embedding", new Embedding(config.Vocabulary, config.EmbeddingSize));
        _encoder = Add("encoder", RecurrentCells.Create(config.Cell, new(config.EmbeddingSize, config.EncoderSize, config.Layers, config.Bidirectional, config.Residual, DropoutPlace: 4)));
        int memorySize = _encoder.OutputSize;
        if (memorySize != config.DecoderSize)
            _bridge = [.. Enumerable.Range(0, config.Layers * _encoder.StatesPerLayer).Select(i => Add(BridgeName(i), new Linear(memorySize, config.DecoderSize)))];
        _reader = config.Score == "none"
            ? new FixedContextReader()
            : new AttentionReader(AttentionScores.Create(config.Score, new ScoreSizes(config.DecoderSize + (AsksWithToken ? config.EmbeddingSize : 0), memorySize, config.AttentionSize)));
        bool isLuong = config.Decoder == "luong";
        var layers = new RecurrentOptions(config.EmbeddingSize + (isLuong ? 0 : memorySize), config.DecoderSize, config.Layers, Bidirectional: false, config.Residual, DropoutPlace: 5);
        RecurrentLayers cells = RecurrentCells.Create(config.Cell, layers);
        _decoder = Add<RecurrentDecoder>("decoder", isLuong ? new LuongDecoder(_reader, cells) : new BahdanauDecoder(_reader, cells, AsksWithToken));
        _readout = Add("readout", new Linear(config.DecoderSize + (IsDeep ? memorySize + config.EmbeddingSize : 0), config.EmbeddingSize));
    }

    /// <inheritdoc/>
    public override ModelConfig Config { get; }

    /// <inheritdoc/>
    public override PreparedWeight Output => _embedding.Output;

    private bool IsDeep => Config.Readout == "deep";

    private bool AsksWithToken => Config.Query == "state-token";

    /// <inheritdoc/>
    public override TeacherForced Forward(IReadOnlyList<int[]> sources, IReadOnlyList<int[]> inputs, int firstSentence, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        RequirePairs(sources, inputs);
        (SourceMemory memory, Tensor[] states) = Encode(sources, firstSentence, context);
        var rows = new PackedSequence(Config.LengthsOf(inputs), firstSentence);
        memory = memory.Select(rows.Order);
        for (int l = 0; l < states.Length; l++) states[l] = states[l].Gather(rows.Order, context.Workspace, context.Tape);

        Tensor embedded = _targetDropout.Forward(_embedding.Forward(rows.Pack(inputs), context), rows, 0, context);      // [rows, embedding]
        var tops = new Tensor[rows.Longest];
        var contexts = new Tensor[rows.Longest];
        var weights = new Tensor?[rows.Longest];
        int[] all = [.. Enumerable.Range(0, rows.Batch)];
        for (int t = 0; t < rows.Longest; t++)
        {
            int count = rows.BatchSizes[t], first = rows.FirstRow(t);
            for (int l = 0; l < states.Length; l++) states[l] = states[l].Rows(0, count);                               // targets that go on
            (tops[t], states, contexts[t], weights[t]) = _decoder.Step(embedded.Rows(first, count), states, memory.Select(all.AsSpan(0, count)), rows, first, context);
        }
        Tensor hidden = Readout(tops.Stack(context.Tape), contexts, embedded, context);
        IReadOnlyList<(int, Tensor)> blocks = Config.Score == "none" ? [] : [.. weights.Select((step, t) => (rows.FirstRow(t), step!))];
        return new TeacherForced(_outputDropout.Forward(hidden, rows, 0, context), rows) { Weights = Aligning(blocks, AlignmentStep.Written, context), ReadWeights = Aligning(blocks, AlignmentStep.Read, context) };
    }

    // There is one head, which may align at both steps. Where nobody asks for what aligns, all weights stand at the step they are of.
    private IReadOnlyList<(int, Tensor)> Aligning(IReadOnlyList<(int FirstRow, Tensor Weights)> blocks, AlignmentStep step, ForwardContext context)
    {
        if (!context.KeepsWeights) return step == AlignmentStep.Written ? blocks : [];
        AlignmentHeads heads = context.Aligning ?? Config.Aligning;
        int count = heads.Count(head => head.Step == step);
        return count == heads.Count ? blocks : count == 0 ? [] : [.. blocks.Select(block => (block.FirstRow, block.Weights.Scale((float)count / heads.Count, context.Tape)))];
    }

    /// <inheritdoc/>
    public override DecoderState Start(IReadOnlyList<int[]> sources, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(context);
        (SourceMemory memory, Tensor[] states) = Encode(sources, 0, context);
        return new State(memory, states, sources.Count);
    }

    /// <inheritdoc/>
    public override Tensor Step(ReadOnlySpan<int> tokens, DecoderState state, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(context);
        var own = (State)state;
        RequireTokenForEachRow(tokens, own);
        Tensor embedded = _embedding.Forward(tokens.ToArray(), context);
        (Tensor output, Tensor[] states, Tensor read, Tensor? weights) = _decoder.Step(embedded, own.StatesIn(context.Workspace), own.Memory, null, 0, context);
        own.MoveTo(states, weights);
        return Readout(output, [read], embedded, context);
    }

    // tanh(W_o [s ; c ; e] + b_o), or of s alone.
    private Tensor Readout(Tensor top, IReadOnlyList<Tensor> contexts, Tensor embedded, ForwardContext context)
    {
        if (IsDeep) top = top.Concat(contexts.Count == 1 ? contexts[0] : contexts.Stack(context.Tape), context.Tape).Concat(embedded, context.Tape);
        return _readout.Forward(top, context).Tanh(context.Tape);
    }

    private (SourceMemory Memory, Tensor[] States) Encode(IReadOnlyList<int[]> sources, int firstSentence, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var rows = new PackedSequence(Config.LengthsOf(sources), firstSentence);
        Tensor embedded = _sourceDropout.Forward(_embedding.Forward(rows.Pack(sources), context), rows, 0, context);
        (Tensor outputs, Tensor[] final) = _encoder.Forward(embedded, rows, context);
        outputs = _contextDropout.Forward(outputs, rows, 0, context);
        SourceMemory memory = _reader.Prepare(outputs, rows, _encoder.TopOf(final), context);
        if (_bridge is not null)
            for (int i = 0; i < final.Length; i++) final[i] = _bridge[i].Forward(final[i], context).Tanh(context.Tape);
        return (memory, final);
    }

    // States are listed layer by layer, h first.
    private string BridgeName(int state) => state % _encoder.StatesPerLayer == 0 ? $"bridge_l{state / _encoder.StatesPerLayer}" : $"bridge_cell_l{state / _encoder.StatesPerLayer}";

    // The states are copied out of the step's workspace, and between two buffers when rows are selected.
    private sealed class State : DecoderState
    {
        private Tensor[] _current, _spare;
        private int _rows;

        public State(SourceMemory memory, Tensor[] states, int rows)
        {
            Memory = memory;
            _rows = rows;
            _current = [.. states.Select(state => state.Keep())];
            _spare = [.. states.Select(state => new Tensor(state.Shape))];
        }

        public override int RowCount => _rows;

        public SourceMemory Memory { get; private set; }

        // Of the step's workspace, as everything is that the step makes of them.
        public Tensor[] StatesIn(Workspace workspace) => [.. _current.Select(state => workspace.From(new Shape(_rows, state.Shape.Last), state.Rows(0, _rows).Values))];

        public void MoveTo(Tensor[] states, Tensor? weights)
        {
            for (int l = 0; l < states.Length; l++) states[l].Backend.Copy(states[l], _current[l].Rows(0, _rows));
            Weights = weights;
        }

        public override void Select(ReadOnlySpan<int> rows)
        {
            foreach (int row in rows)
                if ((uint)row >= (uint)_rows) throw new ArgumentOutOfRangeException(nameof(rows), $"Select: there is no row {row} among {_rows}.");
            Memory = Memory.Select(rows);
            for (int l = 0; l < _current.Length; l++)
            {
                if (rows.Length > _spare[l].Shape[0]) _spare[l] = new Tensor(new Shape(rows.Length, _current[l].Shape.Last));
                _current[l].Backend.Gather(_current[l], rows, _spare[l].Rows(0, rows.Length));
            }
            (_current, _spare) = (_spare, _current);
            _rows = rows.Length;
        }
    }
}
