using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Models;

/// <summary>
/// A model that translates token sequences. Training uses <see cref="Forward"/>; a search uses <see cref="Start"/>, <see cref="Step"/>,
/// <see cref="Project(Tensor, ForwardContext)"/> and <see cref="DecoderState.Select"/>. Stepwise states equal teacher-forced ones bit for bit.
/// </summary>
public abstract class TranslationModel : Module
{
    /// <summary>What the model was built from.</summary>
    public abstract ModelConfig Config { get; }

    /// <summary>The matrix of the output layer [vocabulary, size].</summary>
    public abstract PreparedWeight Output { get; }

    /// <summary>
    /// The decoder's hidden states when each target is given. Sources end with the end symbol; inputs are targets that begin with the start symbol and lack the last token.
    /// </summary>
    /// <param name="sources">Token sequences, at least one token each.</param>
    /// <param name="inputs">What the decoder reads, at least one token each.</param>
    /// <param name="firstSentence">The number of the first pair in the batch that these are a part of; counts for dropout alone.</param>
    /// <param name="context">The call.</param>
    public abstract TeacherForced Forward(IReadOnlyList<int[]> sources, IReadOnlyList<int[]> inputs, int firstSentence, ForwardContext context);

    /// <summary>Reads the sources and gives the state before the first step: one row for each source.</summary>
    public abstract DecoderState Start(IReadOnlyList<int[]> sources, ForwardContext context);

    /// <summary>Feeds one token to each row and gives the hidden states [rows, size]. The state moves on.</summary>
    public abstract Tensor Step(ReadOnlySpan<int> tokens, DecoderState state, ForwardContext context);

    /// <summary>The logits [rows, vocabulary] of hidden states [rows, size].</summary>
    public virtual Tensor Project(Tensor hidden, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(context);
        Tensor logits = hidden.New(new(hidden.Shape.Rows, Output.Outputs));
        hidden.Backend.Linear(hidden, Output, null, logits);
        return logits;
    }

    /// <summary>The same for some tokens of each row, −∞ for all others.</summary>
    public virtual Tensor Project(Tensor hidden, IReadOnlyList<int[]> tokens, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.Count != hidden.Shape.Rows) throw new ArgumentException($"Project: {tokens.Count} lists of tokens were given for {hidden.Shape.Rows} rows.", nameof(tokens));
        Tensor logits = hidden.New(new(hidden.Shape.Rows, Output.Outputs));
        hidden.Backend.LinearOf(hidden, Output, tokens, logits);
        return logits;
    }

    /// <summary>Σ −log p(target) in nats of the targets of all rows, in their order, without label smoothing.</summary>
    public virtual double Loss(TeacherForced forced, int[] targets, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(forced);
        return forced.Hidden.LinearCrossEntropy(Output, targets, ignored: -1, smoothing: 0, tape: null);
    }

    /// <exception cref="ArgumentException">There are not as many sources as targets.</exception>
    private protected static void RequirePairs(IReadOnlyList<int[]> sources, IReadOnlyList<int[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(inputs);
        if (sources.Count != inputs.Count) throw new ArgumentException($"Forward: {sources.Count} sources and {inputs.Count} targets were given.", nameof(inputs));
    }

    /// <exception cref="ArgumentException">There is not one token for each row.</exception>
    private protected static void RequireTokenForEachRow(ReadOnlySpan<int> tokens, DecoderState state)
    {
        if (tokens.Length != state.RowCount) throw new ArgumentException($"Step: {tokens.Length} tokens were given for {state.RowCount} rows.", nameof(tokens));
    }
}
