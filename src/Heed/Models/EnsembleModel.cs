using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Models;

/// <summary>
/// Several models that translate together: p(token) = mean over the models of p_m(token), as probabilities and not as logits. A search sees one model
/// whose hidden states are the members' side by side; its attention is the mean of the members' that attend.
/// </summary>
public sealed class EnsembleModel : TranslationModel
{
    // Rows of logits that exist at one time, as in a loss.
    private const int Block = 256;

    private readonly TranslationModel[] _members;

    /// <summary>An ensemble of models between the same languages and over the same vocabulary.</summary>
    /// <exception cref="ArgumentException">There is no model, or two do not fit together.</exception>
    public EnsembleModel(IReadOnlyList<TranslationModel> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count == 0) throw new ArgumentException("EnsembleModel: there is no model.", nameof(members));
        ModelConfig first = members[0].Config;
        foreach (TranslationModel member in members)
            if ((member.Config.From, member.Config.To, member.Config.Vocabulary) != (first.From, first.To, first.Vocabulary))
                throw new ArgumentException(
                    $"EnsembleModel: a model from {member.Config.From} to {member.Config.To} with {member.Config.Vocabulary} tokens does not go with one from {first.From} to {first.To} with {first.Vocabulary}.",
                    nameof(members));
        _members = [.. members.Select((member, i) => Add($"member{i}", member))];
        Config = (_members.FirstOrDefault(member => member.Config.Score != "none") ?? _members[0]).Config;
    }

    /// <summary>The configuration of the first member that attends, or of the first.</summary>
    public override ModelConfig Config { get; }

    /// <summary>Not to be had: each member has an output layer of its own.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override PreparedWeight Output => throw new NotSupportedException("EnsembleModel: each member has an output layer of its own; use Project.");

    /// <inheritdoc/>
    public override TeacherForced Forward(IReadOnlyList<int[]> sources, IReadOnlyList<int[]> inputs, int firstSentence, ForwardContext context)
    {
        TeacherForced[] forced = [.. _members.Select(member => member.Forward(sources, inputs, firstSentence, context))];
        TeacherForced[] attending = context.KeepsWeights ? [.. forced.Where(of => of.Weights.Count + of.ReadWeights.Count > 0)] : [];
        return new TeacherForced(SideBySide([.. forced.Select(of => of.Hidden)], context), forced[0].Rows)
        {
            Weights = MeanWeights(attending, of => of.Weights, forced[0].Rows, context),
            ReadWeights = MeanWeights(attending, of => of.ReadWeights, forced[0].Rows, context),
        };
    }

    // [rows, keys] in the order of the first one's rows: the sum of those that have such weights, over all that have any.
    private static (int, Tensor)[] MeanWeights(TeacherForced[] forced, Func<TeacherForced, IReadOnlyList<(int FirstRow, Tensor Weights)>> weightsOf, SequenceRows rows, ForwardContext context)
    {
        TeacherForced[] having = [.. forced.Where(of => weightsOf(of).Count > 0)];
        if (having.Length == 0) return [];
        int keys = weightsOf(having[0])[0].Weights.Shape.Last;
        Tensor mean = context.Workspace.Zeros(new(rows.Rows, keys));
        foreach (TeacherForced of in having)
            for (int b = 0; b < rows.Batch; b++)
                for (int t = 0; t < rows.Lengths[b]; t++)
                {
                    ReadOnlySpan<float> own = TeacherForced.Of(weightsOf(of), of.Rows.RowOf(b, t));
                    Span<float> sum = mean.Memory.Slice(rows.RowOf(b, t) * keys, keys);
                    for (int key = 0; key < keys; key++) sum[key] += own[key] / forced.Length;
                }
        return [(0, mean)];
    }

    // Weights of a token stand in one row in some models and in the next in others: only those of the first one's kind have a mean.
    private bool Aligns(TranslationModel member) => member.Config.Aligning[0].Step == Config.Aligning[0].Step;

    /// <inheritdoc/>
    public override DecoderState Start(IReadOnlyList<int[]> sources, ForwardContext context) => new State([.. _members.Select(member => member.Start(sources, context))]);

    /// <inheritdoc/>
    public override Tensor Step(ReadOnlySpan<int> tokens, DecoderState state, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(context);
        var own = (State)state;
        var hidden = new Tensor[_members.Length];
        for (int m = 0; m < _members.Length; m++) hidden[m] = _members[m].Step(tokens, own.Members[m], context);
        own.MeanWeights([.. _members.Select(Aligns)], context.Workspace);
        return SideBySide(hidden, context);
    }

    /// <summary>log of the mean of the members' probabilities [rows, vocabulary].</summary>
    public override Tensor Project(Tensor hidden, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(context);
        Backend backend = context.Workspace.Backend;
        Tensor mean = context.Workspace.Zeros(new(hidden.Shape.Rows, Config.Vocabulary));
        int from = 0;
        foreach (TranslationModel member in _members)
        {
            using Workspace.Scope scope = context.Workspace.Open();
            Tensor own = context.Workspace.Zeros(new(hidden.Shape.Rows, member.Output.Inputs));
            backend.AddFromColumns(hidden, from, own);
            from += own.Shape.Last;
            backend.AddScaled(member.Project(own, context).Softmax(null, null), 1f / _members.Length, mean);
        }
        backend.Log(mean, mean);
        return mean;
    }

    /// <summary>The members are asked for all tokens: probabilities of some alone have no mean that means anything.</summary>
    /// <inheritdoc/>
    public override Tensor Project(Tensor hidden, IReadOnlyList<int[]> tokens, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        Tensor all = Project(hidden, context), some = context.Workspace.New(all.Shape);
        some.Memory.Fill(float.NegativeInfinity);
        int size = all.Shape.Last;
        for (int row = 0; row < tokens.Count; row++)
            foreach (int token in tokens[row]) some.Memory[row * size + token] = all.Values[row * size + token];
        return some;
    }

    /// <inheritdoc/>
    public override double Loss(TeacherForced forced, int[] targets, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(forced);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(context);
        double loss = 0;
        for (int row = 0; row < targets.Length; row += Block)
        {
            using Workspace.Scope scope = context.Workspace.Open();
            int count = Math.Min(Block, targets.Length - row);
            loss += Project(forced.Hidden.Rows(row, count), context).CrossEntropy(targets[row..(row + count)], ignored: -1, smoothing: 0, tape: null);
        }
        return loss;
    }

    private static Tensor SideBySide(Tensor[] hidden, ForwardContext context) => hidden.Aggregate((x, y) => x.Concat(y, context.Tape));

    private sealed class State(DecoderState[] members) : DecoderState
    {
        public DecoderState[] Members => members;

        public override int RowCount => members[0].RowCount;

        public override void Select(ReadOnlySpan<int> rows)
        {
            foreach (DecoderState member in members) member.Select(rows);
        }

        public void MeanWeights(bool[] aligns, Workspace workspace)
        {
            Tensor[] weights = [.. members.Where((_, m) => aligns[m]).Select(member => member.Weights).OfType<Tensor>()];
            Weights = weights.Length > 1 ? workspace.Zeros(weights[0].Shape) : weights.FirstOrDefault();
            for (int m = 0; m < weights.Length && weights.Length > 1; m++) workspace.Backend.AddScaled(weights[m], 1f / weights.Length, Weights!);
        }
    }
}
