using System.Runtime.CompilerServices;
using Heed.Attention;
using Heed.Decoding;
using Heed.Kernels;
using Heed.Lab;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed;

/// <summary>
/// Translates text with a trained model: <c>Translator.Load("models/fr-en").Translate("Bonjour.").Text</c>. One translator serves many threads; the same
/// sentence gives the same text, score and attention, bit for bit, whatever it is translated beside.
/// </summary>
public sealed class Translator : ITranslator
{
    private const int LargestBatch = 32;

    private readonly TranslationModel _model;
    private readonly Tokenizer _tokenizer;
    private readonly Workers _workers;
    private readonly WorkspacePool _workspaces;
    private readonly PartTranslator _parts;

    private Translator(TranslationModel model, Tokenizer tokenizer, PartTranslator parts, Workers workers)
    {
        _model = model;
        _tokenizer = tokenizer;
        _parts = parts;
        _workers = workers;
        _workspaces = new WorkspacePool(new CpuBackend(workers));
    }

    /// <summary>The model's sizes, choices and languages.</summary>
    public ModelConfig Config => _model.Config;

    string ITranslator.From => Config.From;

    string ITranslator.To => Config.To;

    /// <summary>How many numbers were trained.</summary>
    public long ParameterCount => _model.ParameterCount;

    /// <summary>Reads a model folder.</summary>
    /// <param name="folder">The folder; <see cref="ModelFolder.Resolve"/> finds one by its name.</param>
    /// <param name="workers">The threads to use; all processors if none are given.</param>
    /// <param name="weights">How weight matrices are held: smaller ones translate faster and almost the same.</param>
    /// <exception cref="InvalidDataException">A file is missing, malformed, or does not fit the others; the message names file and fault.</exception>
    public static Translator Load(string folder, Workers? workers = null, WeightFormat weights = WeightFormat.Float32)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Load([folder], workers, weights);
    }

    /// <summary>Reads several model folders that translate together: at each step the mean of their probabilities decides.</summary>
    /// <param name="folders">The folders, of models between the same languages and over the same vocabulary.</param>
    /// <param name="workers">The threads to use; all processors if none are given.</param>
    /// <param name="weights">How weight matrices are held.</param>
    /// <exception cref="ArgumentException">No folder is given.</exception>
    /// <exception cref="InvalidDataException">A file is missing or malformed, or a model does not fit the first; the message names file and fault.</exception>
    public static Translator Load(IReadOnlyList<string> folders, Workers? workers = null, WeightFormat weights = WeightFormat.Float32)
    {
        (TranslationModel model, Tokenizer tokenizer) = ModelFolder.Load(folders);
        model.UseWeights(weights);
        return new Translator(model, tokenizer, new PartTranslator(model, tokenizer, new Lazy<TargetPieces>(() => new TargetPieces(tokenizer))), workers ?? Workers.All);
    }

    /// <summary>The same model on other threads; its weights are shared.</summary>
    /// <param name="workers">The threads to use.</param>
    public Translator WithWorkers(Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        return new Translator(_model, _tokenizer, _parts, workers);
    }

    /// <summary>Translates one text.</summary>
    /// <inheritdoc cref="Translate(IReadOnlyList{string}, SearchOptions?, CancellationToken)"/>
    public Translation Translate(string text, SearchOptions? options = null, CancellationToken cancellation = default) => Translate([text], options, cancellation)[0];

    /// <summary>
    /// Translates texts sentence by sentence, in batches of like length; the results come in the order of the texts. A sentence longer than
    /// <see cref="SearchOptions.LongestSource"/> is cut, which the translation's warnings say. What stands between sentences stays as it is.
    /// </summary>
    /// <exception cref="ArgumentException">A text is null, or an option is out of range or not for this model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    [OverloadResolutionPriority(1)]
    public IReadOnlyList<Translation> Translate(IReadOnlyList<string> texts, SearchOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Translate([.. texts.Select(static text => new TranslationRequest(text))], options, cancellation);
    }

    /// <summary>Translates one text that is asked for with what its translation must have.</summary>
    /// <inheritdoc cref="Translate(IReadOnlyList{TranslationRequest}, SearchOptions?, CancellationToken)"/>
    public Translation Translate(TranslationRequest request, SearchOptions? options = null, CancellationToken cancellation = default) => Translate([request], options, cancellation)[0];

    /// <summary>The same for texts that are asked for with what their translations must have. What of it cannot be had, the translation's warnings say.</summary>
    /// <exception cref="ArgumentException">A text or prefix is null, an option is out of range or not for this model, or terms are asked for in samples.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<Translation> Translate(IReadOnlyList<TranslationRequest> requests, SearchOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        options = (options ?? new SearchOptions()).ValidateFor(Config);
        foreach (TranslationRequest request in requests) Check(request, options);
        SourceText[] sources = [.. requests.Select(request => SourceText.Of(request.Text, _tokenizer, options))];
        TokenizedText[] parts = [.. sources.SelectMany(source => source.Parts)];
        PartConstraint[] constraints = [.. requests.SelectMany((request, i) => _parts.ConstraintsOf(sources[i], request, options))];
        var translations = new Translation[parts.Length];
        int[] order = [.. Enumerable.Range(0, parts.Length).OrderBy(i => parts[i].Ids.Length)];
        int size = Math.Clamp((order.Length + _workers.Count - 1) / _workers.Count, 1, LargestBatch);
        _workers.For((order.Length + size - 1) / size, batch =>
        {
            cancellation.ThrowIfCancellationRequested();
            int[] members = order[(batch * size)..Math.Min(order.Length, (batch + 1) * size)];
            Translation[] of = _workspaces.Use(workspace => _parts.Translate([.. members.Select(i => parts[i])], [.. members.Select(i => constraints[i])], options, workspace, null, cancellation));
            for (int i = 0; i < members.Length; i++) translations[members[i]] = of[i];
        });
        var whole = new Translation[sources.Length];
        for (int i = 0, next = 0; i < whole.Length; i++)
        {
            whole[i] = Whole(sources[i], new ArraySegment<Translation>(translations, next, sources[i].Parts.Count), options);
            next += sources[i].Parts.Count;
        }
        return whole;
    }

    /// <summary>
    /// Translates one text sentence by sentence in their order, and tells after each step what there is so far. The translation is, bit for bit, that of <see cref="Translate(string, SearchOptions?, CancellationToken)"/>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="options">How to search.</param>
    /// <param name="progress">Told on the thread that translates, after each step; what comes last is the whole text.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="ArgumentException">An option is out of range or not for this model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Translation TranslateLive(string text, SearchOptions? options, IProgress<LiveTranslation> progress, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TranslateLive(new TranslationRequest(text), options, progress, cancellation);
    }

    /// <summary>The same for a text that is asked for with what its translation must have.</summary>
    /// <inheritdoc cref="TranslateLive(string, SearchOptions?, IProgress{LiveTranslation}, CancellationToken)"/>
    public Translation TranslateLive(TranslationRequest request, SearchOptions? options, IProgress<LiveTranslation> progress, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(progress);
        options = (options ?? new SearchOptions()).ValidateFor(Config);
        Check(request, options);
        SourceText source = SourceText.Of(request.Text, _tokenizer, options);
        PartConstraint[] constraints = _parts.ConstraintsOf(source, request, options);
        var parts = new List<Translation>(source.Parts.Count);
        var report = new LiveReport(source, _tokenizer, progress);
        foreach (TokenizedText part in source.Parts)
        {
            cancellation.ThrowIfCancellationRequested();
            PartConstraint constraint = constraints[parts.Count];
            parts.Add(_workspaces.Use(workspace => _parts.Translate([part], [constraint], options, workspace, report, cancellation))[0]);
            report.Add(parts[^1].Text);
        }
        report.End();
        return Whole(source, parts, options);
    }

    /// <summary>The attention and the score of a translation that is given.</summary>
    public Translation Force(string source, string target, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        TokenizedText encoded = _tokenizer.EncodeWithSpans(source.Trim());
        int[] wanted = [.. _tokenizer.EncodeTarget(target.Trim()), Vocabulary.End], tokens = [.. encoded.Ids, Vocabulary.End];
        return _parts.Tell(source, encoded, _workspaces.Use(workspace => _parts.Force(tokens, wanted, workspace, cancellation)));
    }

    /// <summary>
    /// How the words of sentence pairs belong together, by what the model attends to when it is given the translation, in batches of like length. A pair gives the same bits whatever it is aligned beside.
    /// Whose weights align is <see cref="ModelConfig.Alignment"/>, unless it is said here.
    /// </summary>
    /// <param name="sources">The sources and their words.</param>
    /// <param name="targets">Their translations.</param>
    /// <param name="heads">Whose weights align; none for what the model's configuration says.</param>
    /// <param name="progress">Told the share that is done, in [0, 1], on the threads that work.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>In the order of the pairs; without weights and links where a side has no words.</returns>
    /// <exception cref="ArgumentException">There are not as many sources as targets, or the model has no such layer or head.</exception>
    /// <exception cref="InvalidOperationException">The model has no attention.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<WordAlignment> Align(IReadOnlyList<WordedText> sources, IReadOnlyList<WordedText> targets, AlignmentHeads? heads = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        if (sources.Count != targets.Count) throw new ArgumentException($"Align: {sources.Count} sources and {targets.Count} targets were given; as many are needed.", nameof(targets));
        if (Config.Score == "none") throw new InvalidOperationException("this model has no attention to align with (--score none).");
        if (heads is not null) (Config with { Alignment = heads }).Validate();
        return new AttentionAligner(_model, _tokenizer, _workers).Align(sources, targets, heads, progress, cancellation);
    }

    /// <summary>The same of texts cut into words by <see cref="Words.Split"/>.</summary>
    /// <inheritdoc cref="Align(IReadOnlyList{WordedText}, IReadOnlyList{WordedText}, AlignmentHeads?, IProgress{double}?, CancellationToken)"/>
    public IReadOnlyList<WordAlignment> Align(IReadOnlyList<string> sources, IReadOnlyList<string> targets, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        return Align([.. sources.Select(WordedText.Split)], [.. targets.Select(WordedText.Split)], cancellation: cancellation);
    }

    /// <summary>
    /// A translation with the attention of every layer and head: of the model's own translation of one sentence, along the path that the search chose, or of one that is given.
    /// </summary>
    /// <param name="source">A sentence; it is not split.</param>
    /// <param name="target">Its translation; none for the model's own.</param>
    /// <param name="options">How to search, where no target is given.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">The source is empty or longer than the options allow.</exception>
    public TracedTranslation Trace(string source, string? target = null, SearchOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options = (options ?? new SearchOptions()).ValidateFor(Config);
        TokenizedText encoded = _tokenizer.EncodeWithSpans(source.Trim());
        if (encoded.Ids.Length == 0 || encoded.Ids.Length > options.LongestSource)
            throw new ArgumentException($"Trace: a sentence of 1 to {options.LongestSource:N0} pieces is expected, this one has {encoded.Ids.Length:N0}.", nameof(source));
        int[] tokens = [.. encoded.Ids, Vocabulary.End];
        PartConstraint[] constraints = _parts.ConstraintsOf(new SourceText(source, [encoded], [], []), new TranslationRequest(source), options);
        var trace = new AttentionTrace();
        Hypothesis found = _workspaces.Use(workspace =>
        {
            Hypothesis path = target is null
                ? _parts.Find([encoded], constraints, options, workspace, null, cancellation)[0][0]
                : _parts.Force(tokens, [.. _tokenizer.EncodeTarget(target.Trim()), Vocabulary.End], workspace, cancellation);
            using Workspace.Scope scope = workspace.Open();
            TeacherForced forced = _model.Forward([tokens], [[Vocabulary.Start, .. path.Tokens[..^1]]], 0, new ForwardContext(workspace) { Trace = trace });
            if (trace.Layers.Count == 0) trace.RecordRows("attention", forced.Weights);
            return path;
        });
        TokenizedText said = _tokenizer.DecodeWithSpans(found.TextTokens);
        return new TracedTranslation(_parts.Tell(source, encoded, found, target is null ? constraints[0] : null), trace, TracedSide.Of(encoded, withEnd: true), TracedSide.Of(said, withEnd: found.Finished), Config.Alignment?[0]);
    }

    /// <summary>Whether attention explains a translation: source words left out, attention made even or dealt out at random, heads switched off.</summary>
    /// <param name="source">A sentence; it is not split.</param>
    /// <param name="target">Its translation; none for the model's own.</param>
    /// <param name="seed">Of what is dealt out at random.</param>
    /// <param name="progress">Told what comes next.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The translation, and what was found.</returns>
    /// <exception cref="ArgumentException">Source or target is empty or too long, there are several models, or they do not attend to the source.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public (Translation Translation, AttentionExplanation Explanation) Explain(string source, string? target = null, ulong seed = 1, IProgress<LabProgress>? progress = null, CancellationToken cancellation = default)
    {
        Translation translation = Trace(source, target, cancellation: cancellation).Translation;
        TokenizedText encoded = _tokenizer.EncodeWithSpans(source.Trim()), said = _tokenizer.EncodeTargetWithSpans(translation.Text.Trim());
        return (translation, _workspaces.Use(workspace => AttentionExplanation.Of(_model, encoded, said, seed, workspace, progress, cancellation)));
    }

    /// <summary>
    /// One step of the decoder from query to context in every layer and head, the tokens most likely to come next, and what they are when attention is changed. Go on with <see cref="DecodingStep.Choose"/>:
    /// <c>step = translator.Step(source, step.Choose(step.Usual.Next[0].Id))</c>.
    /// </summary>
    /// <param name="source">A sentence; it is not split.</param>
    /// <param name="prefix">The tokens of the translation that were said so far; none at first.</param>
    /// <param name="edit">What is changed in attention; nothing if none.</param>
    /// <param name="choices">How many of the tokens that may come next are listed, from 1 to <see cref="DecodingStep.MostChoices"/>.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">The source is empty, source or prefix is too long, a token is none of a text, there are several models, or what is to be changed is not there.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public DecodingStep Step(string source, IReadOnlyList<int> prefix, StepEdit? edit = null, int choices = 10, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(prefix);
        return _workspaces.Use(workspace => DecodingStep.Of(_model, _tokenizer, source, prefix, edit, choices, workspace, cancellation));
    }

    /// <summary>The step after a beginning of a translation that is given as a text.</summary>
    /// <inheritdoc cref="Step(string, IReadOnlyList{int}, StepEdit?, int, CancellationToken)"/>
    public DecodingStep Step(string source, string said, StepEdit? edit = null, int choices = 10, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(said);
        return Step(source, _tokenizer.EncodeTarget(said.Trim()), edit, choices, cancellation);
    }

    /// <summary>
    /// For each pair, the mean log-probability of a target token when the target is given, end symbol included: natural logarithm, at most 0. Translations of a sentence score well above
    /// sentences that have nothing to do with it.
    /// </summary>
    /// <exception cref="ArgumentException">There are not as many sources as targets.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<double> Scores(IReadOnlyList<string> sources, IReadOnlyList<string> targets, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        if (sources.Count != targets.Count) throw new ArgumentException($"Scores: {sources.Count} sources and {targets.Count} targets were given; as many are needed.", nameof(targets));
        double[] scores = new double[sources.Count];
        _workers.For(scores.Length, i =>
        {
            cancellation.ThrowIfCancellationRequested();
            int[] source = [.. _tokenizer.Encode(sources[i].Trim()), Vocabulary.End], target = [.. _tokenizer.EncodeTarget(targets[i].Trim()), Vocabulary.End];
            scores[i] = -_workspaces.Use(workspace => TargetLoss.Of(_model, [source], [[Vocabulary.Start, .. target[..^1]]], [target], workspace)) / target.Length;
        });
        return scores;
    }

    /// <summary>
    /// e to the mean cross-entropy of a target token, end symbols included, when the targets are given: how many tokens the model wavers between.
    /// </summary>
    /// <exception cref="ArgumentException">There are no texts, or not as many sources as targets.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public double Perplexity(IReadOnlyList<string> sources, IReadOnlyList<string> targets, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        if (sources.Count != targets.Count || sources.Count == 0)
            throw new ArgumentException($"Perplexity: {sources.Count} sources and {targets.Count} targets were given; as many are needed, at least one.", nameof(targets));
        int[][] read = [.. sources.Select(text => (int[])[.. _tokenizer.Encode(text.Trim()), Vocabulary.End])], said = [.. targets.Select(text => (int[])[.. _tokenizer.EncodeTarget(text.Trim()), Vocabulary.End])];
        int[] order = [.. Enumerable.Range(0, read.Length).OrderBy(i => said[i].Length)];
        double[] losses = new double[(order.Length + LargestBatch - 1) / LargestBatch];
        _workers.For(losses.Length, batch =>
        {
            cancellation.ThrowIfCancellationRequested();
            int[] members = order[(batch * LargestBatch)..Math.Min(order.Length, (batch + 1) * LargestBatch)];
            losses[batch] = _workspaces.Use(workspace => TargetLoss.Of(_model, [.. members.Select(i => read[i])], [.. members.Select(i => (int[])[Vocabulary.Start, .. said[i][..^1]])], [.. members.Select(i => said[i])], workspace));
        });
        return Math.Exp(losses.Sum() / said.Sum(tokens => (long)tokens.Length));
    }

    private static void Check(TranslationRequest request, SearchOptions options)
    {
        if (request?.Text is null) throw new ArgumentException("Translate: a text is null; give \"\" for an empty one.", nameof(request));
        if (request.Prefix is null) throw new ArgumentException("Translate: a prefix is null; give \"\" for none.", nameof(request));
        if (request.Terms is not null) (options with { Terms = request.Terms }).Validate();
    }

    private Translation Whole(SourceText source, IReadOnlyList<Translation> parts, SearchOptions options) => parts.Count switch
    {
        0 => Nothing(source.Text),
        1 => TranslationParts.Only(source.Text, parts[0]),
        _ => TranslationParts.JoinAll(source, parts, options),
    };

    private Translation Nothing(string text) => new()
    {
        Source = text,
        Text = "",
        Score = 0,
        SourceTokens = [WordAttention.End],
        TargetTokens = [WordAttention.End],
        SourceWords = [WordAttention.End],
        TargetWords = [WordAttention.End],
        Attention = Config.Score == "none" ? [] : [1],
    };
}
