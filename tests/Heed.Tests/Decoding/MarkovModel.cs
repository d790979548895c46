using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Tests.Decoding;

/// <summary>
/// A model whose next token depends on the last one alone, by a table of probabilities: what a search finds can be worked out by hand.
/// Its attention looks at the source token whose place is the last token's number, modulo the source's length.
/// </summary>
internal sealed class MarkovModel : TranslationModel
{
    private readonly int _tokens;
    private readonly Parameter _output;

    /// <summary>A model over the special tokens and <paramref name="words"/> more.</summary>
    public MarkovModel(int words, params (int From, int To, double Probability)[] table)
    {
        _tokens = Vocabulary.Specials + words;
        _output = Add("table", new(_tokens, _tokens), Initialization.Constant(0));
        _output.Value.Memory.Fill(-1e9f);                      // a row of logits is a column of the table, picked by a one-hot state
        foreach ((int from, int to, double probability) in table) _output.Value.Memory[to * _tokens + from] = (float)Math.Log(probability);
        Config = new ModelConfig { From = "a", To = "b", Vocabulary = _tokens };
    }

    public override ModelConfig Config { get; }

    public override PreparedWeight Output => _output.Prepared;

    public override TeacherForced Forward(IReadOnlyList<int[]> sources, IReadOnlyList<int[]> inputs, int firstSentence, ForwardContext context) => throw new NotSupportedException();

    public override DecoderState Start(IReadOnlyList<int[]> sources, ForwardContext context) => new State([.. sources.Select(source => source.Length)]);

    public override Tensor Step(ReadOnlySpan<int> tokens, DecoderState state, ForwardContext context)
    {
        var own = (State)state;
        Assert.Equal(own.RowCount, tokens.Length);
        own.Attend(tokens, context.Workspace);
        Tensor hidden = context.Workspace.Zeros(new(tokens.Length, _tokens));
        for (int row = 0; row < tokens.Length; row++) hidden.Memory[row * _tokens + tokens[row]] = 1;
        return hidden;
    }

    private sealed class State(int[] sourceOfRow) : DecoderState
    {
        private readonly int _longest = sourceOfRow.Max();
        private int[] _sourceOfRow = sourceOfRow;

        public override int RowCount => _sourceOfRow.Length;

        public void Attend(ReadOnlySpan<int> tokens, Workspace workspace)
        {
            Weights = workspace.Zeros(new(tokens.Length, _longest));
            for (int row = 0; row < tokens.Length; row++) Weights.Memory[row * _longest + tokens[row] % _sourceOfRow[row]] = 1;
        }

        public override void Select(ReadOnlySpan<int> rows)
        {
            int[] selected = new int[rows.Length];
            for (int i = 0; i < rows.Length; i++) selected[i] = _sourceOfRow[rows[i]];
            _sourceOfRow = selected;
        }
    }
}
