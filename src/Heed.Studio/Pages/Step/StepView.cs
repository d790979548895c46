using System.Collections.Immutable;
using System.Globalization;
using Heed.Decoding;
using Heed.Lab;
using Heed.Studio.Pages.Translate;

namespace Heed.Studio.Pages.Step;

/// <summary>What the page shows of a step, worked out once and not with each drawing.</summary>
internal sealed class StepView
{
    private const int Listed = 10;
    private readonly ImmutableArray<int> _tokens;
    private readonly TracedSide _whole;

    private StepView(DecodingStep step, StepLink link, ImmutableArray<int> tokens, TracedSide whole)
    {
        (Step, _tokens, _whole) = (step, tokens, whole);
        (Choices, Gone) = ChoiceRow.Of(step, Listed);
        if (LayerOf(step, link) is { } layer)
        {
            Head = HeadOf(layer, link);
            Lens = new StepLens(layer, step.Edited?.Find(layer.Name) ?? layer, Head, link);
        }
        Source = SourceChips(link.Pieces);
        Said = [.. SaidChips()];
    }

    /// <summary>The step.</summary>
    public DecodingStep Step { get; }

    /// <summary>The head that is looked at; none for a model without attention, or where the translation has ended.</summary>
    public StepLens? Lens { get; }

    /// <summary>Its number.</summary>
    public int Head { get; }

    /// <summary>The tokens most likely to come next.</summary>
    public IReadOnlyList<ChoiceRow> Choices { get; }

    /// <summary>Those that a change has driven out of the list.</summary>
    public IReadOnlyList<TokenChoice> Gone { get; }

    /// <summary>The source's words or pieces.</summary>
    public IReadOnlyList<StepChip> Source { get; }

    /// <summary>The tokens said so far, and those that lie ahead.</summary>
    public IReadOnlyList<StepChip> Said { get; }

    /// <summary>Whether attention is changed.</summary>
    public bool IsChanged => Step.Edited is not null;

    /// <summary>The token that a change makes the likeliest where another was said before.</summary>
    public TokenChoice? Instead => IsChanged && _tokens.Length > Step.Prefix.Count && Choices[0].Choice is var choice && choice.Id != _tokens[Step.Prefix.Count] ? choice : null;

    /// <summary>The token to go on with: the one that was said here before, or the likeliest.</summary>
    public int NextOf(StepLink link) => link is { Change.IsEmpty: true, Ahead: [var said, ..] } ? said : (Step.Edited ?? Step.Usual).Next[0].Id;

    /// <summary>Asks a model.</summary>
    /// <param name="translator">The model.</param>
    /// <param name="link">The step, and what is changed.</param>
    /// <param name="before">What was shown before; its labels are used again.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="ArgumentException">What is said or changed does not fit the sentence.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static StepView Of(Translator translator, StepLink link, StepView? before, CancellationToken stop)
    {
        DecodingStep step = Ask(translator, link, stop);
        ImmutableArray<int> tokens = link.Said.AddRange(link.Ahead);
        TracedSide whole = link.Ahead.IsEmpty ? step.Said : before is not null && before._tokens.SequenceEqual(tokens) ? before._whole : translator.Step(link.Text, tokens, null, 1, stop).Said;
        return new StepView(step, link, tokens, whole);
    }

    // Which layer is shown, and how many keys it has, is known once the model has told its layers.
    private static DecodingStep Ask(Translator translator, StepLink link, CancellationToken stop)
    {
        StepEdit? edit = null;
        if (!link.Change.IsEmpty && LayerOf(translator.Step(link.Text, link.Said, null, 1, stop), link) is { } layer)
            edit = (link with { Change = link.Change.Within(layer.Attended.Pieces.Count) }).EditIn(layer.Name, HeadOf(layer, link), layer.ReadsSource);
        return translator.Step(link.Text, link.Said, edit, DecodingStep.MostChoices, stop);
    }

    private static StepLayer? LayerOf(DecodingStep step, StepLink link) => step.Usual.Layers.FirstOrDefault(layer => layer.Name == link.Layer) ?? step.Usual.Layers.LastOrDefault(static layer => layer.ReadsSource);

    private static int HeadOf(StepLayer layer, StepLink link) => Math.Min(link.Head, layer.Heads.Count - 1);

    private IReadOnlyList<StepChip> SourceChips(bool pieces)
    {
        IReadOnlyList<string> labels = pieces ? PieceLabels.Of(Step.Source) : Step.Source.Words;
        return [.. labels.Select((label, i) => Lens is { ReadsSource: true } lens ? new StepChip(label, Part(lens.Rows[i].Weight), Closed: !lens.Rows[i].IsOpen) : new StepChip(label, "0"))];
    }

    private IEnumerable<StepChip> SaidChips()
    {
        IReadOnlyList<string> labels = PieceLabels.Of(_whole);
        for (int i = 0; i < labels.Count; i++)
        {
            // The keys of self-attention are the start symbol and what was said before.
            double weight = Lens is { ReadsSource: false } lens && i + 1 < lens.Attention.Weights.Count ? lens.Attention.Weights[i + 1] : 0;
            bool joined = i > 0 && _whole.WordOfPiece[i] == _whole.WordOfPiece[i - 1];
            yield return new StepChip(labels[i].TrimStart('▁') is { Length: > 0 } label ? label : labels[i], Part(weight), joined);
        }
    }

    private static string Part(double weight) => weight.ToString("0.###", CultureInfo.InvariantCulture);
}
