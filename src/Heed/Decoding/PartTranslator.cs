using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>Translates what a search takes at a time, sentences and stretches of long ones: from a text's tokens to the text, the score and the attention of its translation.</summary>
internal sealed class PartTranslator(TranslationModel model, Tokenizer tokenizer, Lazy<TargetPieces> pieces)
{
    private AlignmentStep Step => model.Config.Aligning[0].Step;

    /// <summary>What the translation of each part of a text must have.</summary>
    public PartConstraint[] ConstraintsOf(SourceText source, TranslationRequest request, SearchOptions options) =>
        request.Prefix.Length == 0 && request.Terms is null && options.Terms is null ? [.. source.Parts.Select(static _ => PartConstraint.None)] : new TextConstraints(tokenizer, pieces.Value).Of(source, request, options);

    /// <summary>Their translations.</summary>
    /// <param name="parts">The parts of texts; each is translated as if it were alone.</param>
    /// <param name="constraints">What each translation must have; gets the names that had to be copied.</param>
    /// <param name="options">How to search.</param>
    /// <param name="workspace">Where temporaries live.</param>
    /// <param name="progress">Told after each step of the first search.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    public Translation[] Translate(TokenizedText[] parts, PartConstraint[] constraints, SearchOptions options, Workspace workspace, IProgress<SearchProgress>? progress, CancellationToken cancellation)
    {
        Hypothesis[][] found = Find(parts, constraints, options, workspace, progress, cancellation);
        return [.. parts.Select((part, i) => Tell(part, found[i], constraints[i]))];
    }

    /// <summary>The hypotheses of each part, the best first.</summary>
    /// <inheritdoc cref="Translate"/>
    public Hypothesis[][] Find(TokenizedText[] parts, PartConstraint[] constraints, SearchOptions options, Workspace workspace, IProgress<SearchProgress>? progress, CancellationToken cancellation)
    {
        var call = new SearchCall(model, [.. parts.Select(static part => (int[])[.. part.Ids, Vocabulary.End])], options, workspace)
        {
            Constraints = [.. constraints.Select(static constraint => constraint.Constraint)],
            Pieces = Array.Exists(constraints, static constraint => constraint.Constraint is not null) ? pieces.Value : null,
            Progress = progress,
            Cancellation = cancellation,
        };
        Hypothesis[][] found = Searches.For(options).Run(call);
        if (options.CopyNames) AddNames(parts, constraints, call, found);
        return found;
    }

    // What lacks names is searched for again with them as terms.
    private void AddNames(TokenizedText[] parts, PartConstraint[] constraints, SearchCall call, Hypothesis[][] found)
    {
        var names = new RareNames(tokenizer, Step);
        var text = new TextConstraints(tokenizer, pieces.Value);
        var again = new List<int>();
        for (int i = 0; i < parts.Length; i++)
        {
            int[] source = call.Sources[i], said = found[i][0].Tokens;
            string target = tokenizer.Decode(found[i][0].TextTokens);
            PartConstraint more = text.With(constraints[i], parts[i], names.For(parts[i], target, found[i][0], () => LogProbabilities(source, said, call.Workspace, call.Cancellation)));
            if (more == constraints[i]) continue;
            constraints[i] = more;
            again.Add(i);
        }
        if (again.Count == 0) return;
        int[] sources = [.. again];
        Hypothesis[][] better = Searches.For(call.Options).Run((call with { Constraints = [.. constraints.Select(static constraint => constraint.Constraint)], Pieces = pieces.Value }).For(sources));
        for (int i = 0; i < sources.Length; i++) found[sources[i]] = better[i];
    }

    /// <summary>A translation that is given, with what the model attends to when it says it.</summary>
    public Hypothesis Force(int[] source, int[] wanted, Workspace workspace, CancellationToken cancellation)
    {
        var weights = new List<float>();
        double logProbability = LogProbabilities(source, wanted, workspace, cancellation, weights).Sum();
        return new Hypothesis(wanted, logProbability, logProbability / wanted.Length, true, [.. weights]);
    }

    private double[] LogProbabilities(int[] source, int[] wanted, Workspace workspace, CancellationToken cancellation, List<float>? weights = null)
    {
        using Workspace.Scope whole = workspace.Open();
        var context = new ForwardContext(workspace);
        DecoderState state = model.Start([source], context);
        double[] logProbabilities = new double[wanted.Length];
        int previous = Vocabulary.Start;
        for (int i = 0; i < wanted.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using Workspace.Scope step = workspace.Open();
            Tensor logits = model.Project(model.Step([previous], state, context), context);
            logProbabilities[i] = logits.Values[wanted[i]] - Softmax.LogSumExp(logits.Values);
            weights?.AddRange(state.WeightsOf(0));
            previous = wanted[i];
        }
        return logProbabilities;
    }

    /// <summary>A hypothesis as a translation.</summary>
    /// <param name="text">What was to be translated.</param>
    /// <param name="source">Its tokens.</param>
    /// <param name="found">The hypothesis.</param>
    /// <param name="constraint">What it had to have.</param>
    public Translation Tell(string text, TokenizedText source, Hypothesis found, PartConstraint? constraint = null)
    {
        int[] ids = found.TextTokens;
        TokenizedText target = tokenizer.DecodeWithSpans(ids);
        (IReadOnlyList<string> sourceWords, int[] sourceWordOf) = WordAttention.WordsOf(source, withEnd: true);
        (IReadOnlyList<string> targetWords, int[] targetWordOf) = WordAttention.WordsOf(target, withEnd: found.Finished);
        List<string> warnings = [.. constraint?.Warnings ?? []];
        foreach (int term in found.Lacking)
            if (constraint?.Constraint?.Terms[term] is { } lacking) warnings.Add($"the term \"{TranslationParts.Beginning(lacking.Target)}\" for \"{TranslationParts.Beginning(lacking.Source)}\" found no place within {found.Tokens.Length} tokens");
        if (UnreadLetters.In(text, tokenizer, model.Config.From) is string unread) warnings.Add(unread);
        if (source.LoneSurrogates > 0) warnings.Add($"{source.LoneSurrogates} halves of surrogate pairs were replaced by U+FFFD");
        if (!found.Finished) warnings.Add($"the translation was cut off after {ids.Length} tokens without coming to an end");
        if (Repetition.In(text, target.Text) is string repetition) warnings.Add(repetition);
        return new Translation
        {
            Source = text,
            Text = target.Text.Trim(),
            Score = found.Score,
            LogProbability = found.LogProbability,
            Finished = found.Finished,
            SourceTokens = [.. source.Pieces, WordAttention.End],
            TargetTokens = found.Finished ? [.. target.Pieces, WordAttention.End] : target.Pieces,
            SourceWords = sourceWords,
            TargetWords = targetWords,
            Attention = WordAttention.Merge(WordAttention.RowsOf(Step, found.Weights, source.Ids.Length + 1), targetWordOf, targetWords.Count, sourceWordOf, sourceWords.Count),
            Warnings = warnings,
        };
    }

    private Translation Tell(TokenizedText source, Hypothesis[] found, PartConstraint constraint) => Tell(source.Text, source, found[0], constraint) with
    {
        Alternatives = [.. found.Skip(1).Select(next => Tell(source.Text, source, next, constraint))],
    };
}
