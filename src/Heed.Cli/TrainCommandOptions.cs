using System.CommandLine;
using System.Globalization;
using Heed.Attention;
using Heed.Layers;
using Heed.Models;
using Heed.Positions;
using Heed.Text.Corpora;
using Heed.Training;

namespace Heed.Cli;

/// <summary>The options of <c>heed train</c>, and the <see cref="TrainingOptions"/> they make; what is not given keeps the library's default.</summary>
internal sealed class TrainCommandOptions
{
    private static readonly TrainingOptions Default = new();

    // What to learn from.
    private readonly CorpusOptions _corpora = new();
    private readonly Option<bool> _clean = new("--clean") { Description = "Leave out what heed corpus clean would: copies, repeated and uneven pairs and, where there are many, misaligned ones and other languages" };
    private readonly Option<string?> _devSource = new("--dev-source") { Description = "Source sentences to validate on; without them some pairs are set aside", HelpName = "F" };
    private readonly Option<string?> _devTarget = new("--dev-target") { Description = "Their translations", HelpName = "F" };
    private readonly Option<int?> _devPairs = Whole("--dev-pairs", "Pairs set aside to validate on", Default.DevPairs, 1, 1_000_000);
    private readonly Option<double?> _joinPairs = Number("--join-pairs", "Share of training pairs that are joined by twos to fours into longer ones", (float)Default.JoinPairs).Within(0, 1, includeLeast: true);
    private readonly Option<string?> _startFrom = new("--start-from") { Description = "Begin with the weights and the vocabulary of this model", HelpName = "DIR|NAME" };
    private readonly Option<int?> _maxTokens = Whole("--max-tokens", "Pairs with more pieces on a side are left out", Default.MaxTokens, 2, 100_000);
    private readonly Option<string?> _from = new("--from") { Description = "The source language, such as fr", HelpName = "LANG" };
    private readonly Option<string?> _to = new("--to") { Description = "The target language, such as en", HelpName = "LANG" };

    // What to train.
    private readonly Option<string?> _architecture = Name("--architecture", "The kind of model", Default.Architecture, [.. TranslationModels.All.Select(model => model.Name)]);
    private readonly Option<string?> _score = Name("--score", "How attention scores a source word; none for one fixed context for all steps", o => o.Score, [.. AttentionScores.Names, "none"]);
    private readonly Option<int?> _layers = Whole("--layers", "Layers of the encoder and of the decoder", o => o.Layers, 1, 64);
    private readonly Option<int?> _size = Whole("--size", "Numbers of a Transformer's layers; units of a recurrent decoder, whose embeddings and encoder in each direction have half", o => o.Size, 2, 16_384);
    private readonly Option<string?> _decoder = Name("--decoder", "The order of a recurrent decoder: attention before the step (bahdanau), or after it with the new state (luong)", Default.Decoder, "bahdanau", "luong");
    private readonly Option<int?> _kernelWidth = Whole("--kernel-width", "Convolutional: pieces that a convolution sees, an odd number", o => o.KernelWidth, 1, 255);
    private readonly Option<int?> _heads = Whole("--heads", "Transformer: heads of each attention", o => o.Transformer.Heads, 1, 255);
    private readonly Option<int?> _keyHeads = Whole("--key-heads", "Transformer: heads of keys and values, a divisor of the heads; 0 for as many", o => o.Transformer.KeyHeads, 0, 255);
    private readonly Option<int?> _feedForward = Whole("--feed-forward", "Transformer: inner size of feed-forward layers; 0 for twice the size", o => o.Transformer.FeedForward, 0, 65_536);
    private readonly Option<int?> _decoderLayers = Whole("--decoder-layers", "Transformer, convolutional: layers of the decoder; 0 for as many as the encoder has", o => o.Transformer.DecoderLayers, 0, 64);
    private readonly Option<string?> _norm = Name("--norm", "Transformer: the norm before each part, or after its residual", Default.Transformer.Norm, "pre", "post");
    private readonly Option<string?> _activation = Name("--activation", "Transformer: the function in feed-forward layers", Default.Transformer.Activation, [.. Activations.All.Select(activation => activation.Name)]);
    private readonly Option<string?> _positions = Name("--positions", "Transformer, convolutional: how it is told where a token stands", Default.Transformer.Positions, [.. PositionEncodings.All.Select(encoding => encoding.Name)]);
    private readonly Option<bool?> _bidirectional = new("--bidirectional") { Description = "Read the source from both ends [default: true]", HelpName = "true|false" };
    private readonly Option<string?> _readout = Name("--readout", "What the output layer reads: state, context and last piece (deep), or the state", Default.Readout, "deep", "state");
    private readonly Option<string?> _cell = Name("--cell", "The recurrent cell of encoder and decoder", Default.Cell, [.. RecurrentCells.All.Select(cell => cell.Name)]);
    private readonly Option<bool?> _residual = new("--residual") { Description = "Layers above the first add what they read to what they say [default: false]", HelpName = "true|false" };
    private readonly Option<string?> _query = Name("--query", "What attention is asked with: the decoder's last state, or that and the last piece", Default.Query, "state", "state-token");
    private readonly Option<double?> _guide = Number("--guide", "How much attention is taught to look at the words that a statistical aligner links; 0 for not at all", 0).Within(0, 100, includeLeast: true);
    private readonly Option<string[]> _guideBy = new("--guide-by") { Description = "Take the links from what this model attends to, not from counting; give one of each direction for those that both agree on", HelpName = "DIR|NAME" };

    private readonly Option<string?> _guideStep = new Option<string?>("--guide-step")
    {
        Description = "Whether a piece's links are taught at the step that writes it, or at the one that reads it and knows it [default: written; transformer: read, in one head]",
        HelpName = "written|read",
    }.OneOf("written", "read");

    private readonly Option<double?> _fragments = Number("--fragments", "Phrases that the aligner finds in the pairs, added to learn from: as many as this share of the pairs", 0).Within(0, 10, includeLeast: true);
    private readonly Option<double?> _compose = Number("--compose", "Pairs composed of others, with three words in reverse order where two were: as many as this share of the pairs", 0).Within(0, 10, includeLeast: true);
    private readonly Option<int?> _vocabulary = Whole("--vocabulary", "Pieces of the joint vocabulary", Default.Vocabulary, 260, 1_000_000);

    private readonly Option<string?> _vocabularyOf = new("--vocabulary-of") { Description = "Take the vocabulary of this model instead of learning one, so that both can translate together", HelpName = "DIR|NAME" };

    // How to train.
    private readonly Option<int?> _batchTokens = Whole("--batch-tokens", "Target pieces in a batch", o => o.BatchTokens, 1, 10_000_000);
    private readonly Option<double?> _dropout = Number("--dropout", "Share of values dropped, from 0 to below 1", Default.Dropout).Within(0, 1, includeLeast: true);
    private readonly Option<double?> _attentionDropout = new Option<double?>("--attention-dropout") { Description = "Transformer: share of attention weights dropped [default: that of --dropout]", HelpName = "X" }.Within(0, 1, includeLeast: true);
    private readonly Option<double?> _feedForwardDropout = new Option<double?>("--feed-forward-dropout") { Description = "Transformer: share of values dropped within feed-forward layers [default: that of --dropout]", HelpName = "X" }.Within(0, 1, includeLeast: true);
    private readonly Option<double?> _contextDropout = Number("--context-dropout", "Recurrent: share of values dropped in what the encoder says, before attention reads it", Default.ContextDropout).Within(0, 1, includeLeast: true);
    private readonly Option<double?> _wordDropout = Number("--word-dropout", "Share of the pieces that are read as unknown", Default.WordDropout).Within(0, 1, includeLeast: true);
    private readonly Option<double?> _bpeDropout = Number("--bpe-dropout", "Cut training texts into other pieces in each epoch: the chance that a merge is left out", Default.BpeDropout).Within(0, 1, includeLeast: true);
    private readonly Option<double?> _average = Number("--average", "Validate and save a moving average of the weights: the share of it that stays at each step, such as 0.999; 0 for none", Default.Average).Within(0, 1, includeLeast: true);
    private readonly Option<bool?> _depthInit = new("--depth-init") { Description = "Transformer: weights of later layers begin smaller, as many layers need [default: false]", HelpName = "true|false" };
    private readonly Option<bool?> _variational = new("--variational-dropout") { Description = "Drop the same values at all steps of a sentence [default: false]", HelpName = "true|false" };
    private readonly Option<double?> _smoothing = Number("--label-smoothing", "Share of probability spread over all pieces", Default.LabelSmoothing).Within(0, 1, includeLeast: true);
    private readonly Option<string?> _optimizer = Name("--optimizer", "How weights change: each by its own gradients (adam), or a layer's matrix as a whole (muon), which is ahead in short trainings", Default.Optimizer, [.. Optimizers.All.Select(optimizer => optimizer.Name)]);
    private readonly Option<double?> _lr = Number("--lr", "The highest learning rate", o => o.LearningRate).Within(0, 10, includeLeast: false);
    private readonly Option<string?> _schedule = Name("--schedule", "How the learning rate changes", Default.Schedule, [.. LearningRateSchedules.All.Select(schedule => schedule.Name)]);
    private readonly Option<int?> _warmup = Whole("--warmup", "Steps until the learning rate is highest", o => o.Warmup, 1, int.MaxValue);
    private readonly Option<double?> _clipNorm = Number("--clip-norm", "A larger gradient is scaled down to this norm; 0 for never", o => o.ClipNorm).Within(0, 1e6, includeLeast: true);
    private readonly Option<double?> _weightDecay = Number("--weight-decay", "Share of every weight, times the learning rate, taken off at each step (AdamW)", Default.WeightDecay).Within(0, 1, includeLeast: true);
    private readonly Option<int?> _validateEvery = Whole("--validate-every", "Steps between validations", Default.ValidateEvery, 1, int.MaxValue);
    private readonly Option<int?> _checkpointEvery = Whole("--checkpoint-every", "Steps between checkpoints", Default.CheckpointEvery, 1, int.MaxValue);
    private readonly Option<int?> _keep = Whole("--keep", "Models of the last validations to keep beside the best, in folders step-NNNNNN", Default.Keep, 0, 10_000);
    private readonly Option<int?> _patience = Whole("--patience", "Validations without improvement before the run stops", Default.Patience, 1, int.MaxValue);
    private readonly Option<int?> _shards = Whole("--shards", "Parts of a batch that are summed in a fixed tree, a power of two", Default.Shards, 1, 1024);
    private readonly Option<int?> _maxSteps = new Option<int?>("--max-steps") { Description = "End after so many steps", HelpName = "N" }.Between(1, int.MaxValue);
    private readonly Option<int?> _maxEpochs = new Option<int?>("--max-epochs") { Description = "End after so many passes over the pairs", HelpName = "N" }.Between(1, int.MaxValue);
    private readonly Option<TimeSpan?> _maxTime = new("--max-time") { Description = "Stop after this time: 90s, 15m, 2h", HelpName = "TIME", CustomParser = Duration.Parse };

    // The run.
    private readonly Option<string> _out = new("--out") { Description = "The folder of the run, which becomes a model's folder", HelpName = "RUN", Required = true };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the run in --out exactly where it stopped, to the end it was to have unless another is given" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = $"The same seed gives the same model, bit for bit [default: {Default.Seed}]", HelpName = "N" };
    private readonly Option<int?> _threads = CommonOptions.Threads();

    public Option<string?> Config { get; } = new("--config") { Description = "Options from a JSON file, named as here; the command line wins", HelpName = "FILE" };

    public Option<string?> Recipe { get; } = new Option<string?>("--recipe")
    {
        Description = "Options that work well together, from a file of the folder recipes; --config and the command line win",
        HelpName = string.Join('|', Recipes.Names),
    }.OneOf([.. Recipes.Names]);

    public Option<bool> StopOnInputEnd { get; } = new("--stop-on-input-end") { Description = "Save and stop, as at Ctrl-C, when standard input ends; for programs that start trainings" };

    public Option<bool> Json { get; } = new("--json") { Description = "The result as one JSON object" };

    public IEnumerable<Option> All =>
    [
        .. _corpora.All, _clean, _devSource, _devTarget, _devPairs, _maxTokens, _joinPairs, _startFrom, _from, _to,
        _architecture, _score, _query, _guide, _guideBy, _guideStep, _fragments, _compose, _layers, _size, _decoder, _kernelWidth, _heads, _keyHeads, _feedForward, _decoderLayers, _norm, _activation, _positions, _bidirectional, _readout, _cell, _residual, _vocabulary, _vocabularyOf,
        _batchTokens, _dropout, _attentionDropout, _feedForwardDropout, _contextDropout, _wordDropout, _bpeDropout, _variational, _smoothing, _optimizer, _lr, _schedule, _warmup, _clipNorm, _weightDecay, _average, _depthInit, _validateEvery, _checkpointEvery, _keep, _patience, _shards, _maxSteps, _maxEpochs, _maxTime,
        _out, _resume, Recipe, Config, _seed, _threads, StopOnInputEnd, Json,
    ];

    /// <exception cref="UsageException">Options contradict or lack each other.</exception>
    public TrainingOptions Read(ParseResult parsed)
    {
        bool resume = parsed.GetValue(_resume);
        List<CorpusSpec> corpora = _corpora.Read(parsed);
        string from = parsed.GetValue(_from) ?? "", to = parsed.GetValue(_to) ?? "";
        if (corpora.Count == 0 && !resume) throw new UsageException("Give something to learn from: --corpus sdk:fr-en, --source F --target F, or --tsv F.");
        if ((from == "" || to == "") && !resume) throw new UsageException("Name the languages: --from fr --to en.");
        if ((parsed.GetValue(_devSource) is null) != (parsed.GetValue(_devTarget) is null)) throw new UsageException("--dev-source and --dev-target go together.");
        TrainingOptions usual = TrainingOptions.For(parsed.GetValue(_architecture) ?? Default.Architecture);
        TrainingOptions options = new()
        {
            Corpora = corpora,
            Clean = parsed.GetValue(_clean),
            DevSource = parsed.GetValue(_devSource),
            DevTarget = parsed.GetValue(_devTarget),
            DevPairs = parsed.GetValue(_devPairs) ?? Default.DevPairs,
            JoinPairs = parsed.GetValue(_joinPairs) ?? Default.JoinPairs,
            StartFrom = parsed.GetValue(_startFrom) is { } start ? ModelFolder.Resolve(start) : null,
            MaxTokens = parsed.GetValue(_maxTokens) ?? Default.MaxTokens,
            From = from,
            To = to,
            Architecture = usual.Architecture,
            Score = parsed.GetValue(_score) ?? usual.Score,
            Decoder = parsed.GetValue(_decoder) ?? usual.Decoder,
            KernelWidth = parsed.GetValue(_kernelWidth) ?? usual.KernelWidth,
            Transformer = new TransformerShape
            {
                Heads = parsed.GetValue(_heads) ?? usual.Transformer.Heads,
                KeyHeads = parsed.GetValue(_keyHeads) ?? usual.Transformer.KeyHeads,
                FeedForward = parsed.GetValue(_feedForward) ?? usual.Transformer.FeedForward,
                DecoderLayers = parsed.GetValue(_decoderLayers) ?? usual.Transformer.DecoderLayers,
                Norm = parsed.GetValue(_norm) ?? usual.Transformer.Norm,
                Activation = parsed.GetValue(_activation) ?? usual.Transformer.Activation,
                Positions = parsed.GetValue(_positions) ?? usual.Transformer.Positions,
            },
            Query = parsed.GetValue(_query) ?? Default.Query,
            Guide = parsed.GetValue(_guide) ?? Default.Guide,
            GuideBy = resume ? [] : [.. (parsed.GetValue(_guideBy) ?? []).Select(ModelFolder.Resolve)],
            Fragments = parsed.GetValue(_fragments) ?? Default.Fragments,
            Compose = parsed.GetValue(_compose) ?? Default.Compose,
            Layers = parsed.GetValue(_layers) ?? usual.Layers,
            Size = parsed.GetValue(_size) ?? usual.Size,
            Bidirectional = parsed.GetValue(_bidirectional) ?? Default.Bidirectional,
            Readout = parsed.GetValue(_readout) ?? Default.Readout,
            Cell = parsed.GetValue(_cell) ?? Default.Cell,
            Residual = parsed.GetValue(_residual) ?? Default.Residual,
            Vocabulary = parsed.GetValue(_vocabulary) ?? Default.Vocabulary,
            VocabularyOf = parsed.GetValue(_vocabularyOf) is { } model && !resume ? ModelFolder.Resolve(model) : null,
            BatchTokens = parsed.GetValue(_batchTokens) ?? usual.BatchTokens,
            Dropout = (float?)parsed.GetValue(_dropout) ?? Default.Dropout,
            AttentionDropout = (float?)parsed.GetValue(_attentionDropout),
            FeedForwardDropout = (float?)parsed.GetValue(_feedForwardDropout),
            ContextDropout = (float?)parsed.GetValue(_contextDropout) ?? Default.ContextDropout,
            WordDropout = (float?)parsed.GetValue(_wordDropout) ?? Default.WordDropout,
            BpeDropout = (float?)parsed.GetValue(_bpeDropout) ?? Default.BpeDropout,
            Average = (float?)parsed.GetValue(_average) ?? Default.Average,
            DepthInit = parsed.GetValue(_depthInit) ?? Default.DepthInit,
            VariationalDropout = parsed.GetValue(_variational) ?? Default.VariationalDropout,
            LabelSmoothing = (float?)parsed.GetValue(_smoothing) ?? Default.LabelSmoothing,
            Optimizer = parsed.GetValue(_optimizer) ?? Default.Optimizer,
            LearningRate = (float?)parsed.GetValue(_lr) ?? usual.LearningRate,
            Schedule = parsed.GetValue(_schedule) ?? Default.Schedule,
            Warmup = parsed.GetValue(_warmup) ?? usual.Warmup,
            ClipNorm = (float?)parsed.GetValue(_clipNorm) ?? usual.ClipNorm,
            WeightDecay = (float?)parsed.GetValue(_weightDecay) ?? Default.WeightDecay,
            ValidateEvery = parsed.GetValue(_validateEvery) ?? Default.ValidateEvery,
            CheckpointEvery = parsed.GetValue(_checkpointEvery) ?? Default.CheckpointEvery,
            Keep = parsed.GetValue(_keep) ?? Default.Keep,
            Patience = parsed.GetValue(_patience) ?? Default.Patience,
            Shards = parsed.GetValue(_shards) ?? Default.Shards,
            MaxSteps = parsed.GetValue(_maxSteps),
            MaxEpochs = parsed.GetValue(_maxEpochs),
            MaxTime = parsed.GetValue(_maxTime),
            Out = parsed.GetRequiredValue(_out),
            Resume = resume,
            Seed = parsed.GetValue(_seed) ?? Default.Seed,
            Threads = parsed.GetValue(_threads) ?? Default.Threads,
            Command = Command(parsed),
        };
        if (parsed.GetValue(_guideStep) is not null && options.Guide == 0) throw new UsageException("--guide-step goes with --guide.");
        if (options.Guide > 0) options = options with { Alignment = GuidedBy(options, parsed.GetValue(_guideStep)) };
        try
        {
            return resume ? options : options.Validate();   // a run that goes on knows its options
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    // One head of a Transformer's last layer but one; of other models all there is, at the step that writes unless the other is asked for.
    private static AlignmentHead? GuidedBy(TrainingOptions options, string? step)
    {
        AlignmentHead usual = options.ModelOf(options.Vocabulary).Aligning[0];
        bool isTransformer = options.Architecture == "transformer", reads = step == "read" || (step is null && isTransformer);
        return isTransformer || reads ? usual with { Head = isTransformer ? 0 : null, Step = reads ? AlignmentStep.Read : AlignmentStep.Written } : null;
    }

    // As it would be typed, with the options of a recipe and of a --config file in their places.
    private string Command(ParseResult parsed)
    {
        string? config = parsed.GetValue(Config), recipe = parsed.GetValue(Recipe);
        IEnumerable<string> words = parsed.Tokens.Select(static token => token.Value).Where(word => word != Config.Name && word != config && word != Recipe.Name && word != recipe && word != StopOnInputEnd.Name);
        return "heed " + string.Join(' ', words.Select(static word =>
            word.Any(static c => char.IsWhiteSpace(c) || c is '"' or '\'') ? $"'{word.Replace("'", "'\\''")}'" : word));
    }

    private static Option<int?> Whole(string name, string description, int usual, int least, int most) =>
        new Option<int?>(name) { Description = $"{description} [default: {usual.ToString(CultureInfo.InvariantCulture)}]", HelpName = "N" }.Between(least, most);

    private static Option<int?> Whole(string name, string description, Func<TrainingOptions, int> usual, int least, int most) =>
        new Option<int?>(name) { Description = description + Usual(o => usual(o).ToString(CultureInfo.InvariantCulture)), HelpName = "N" }.Between(least, most);

    private static Option<double?> Number(string name, string description, Func<TrainingOptions, float> usual) =>
        new(name) { Description = description + Usual(o => usual(o).ToString(CultureInfo.InvariantCulture)), HelpName = "X" };

    private static Option<string?> Name(string name, string description, Func<TrainingOptions, string> usual, params string[] names) =>
        new Option<string?>(name) { Description = description + Usual(usual), HelpName = string.Join('|', names) }.OneOf(names);

    // The usual value, and where an architecture has another, that.
    private static string Usual(Func<TrainingOptions, string> usual)
    {
        string first = usual(Default);
        IEnumerable<string> others = TranslationModels.All.Where(model => usual(TrainingOptions.For(model.Name)) != first).Select(model => $"; {model.Name}: {usual(TrainingOptions.For(model.Name))}");
        return $" [default: {first}{string.Concat(others)}]";
    }

    private static Option<double?> Number(string name, string description, float usual) =>
        new(name) { Description = $"{description} [default: {usual.ToString(CultureInfo.InvariantCulture)}]", HelpName = "X" };

    private static Option<string?> Name(string name, string description, string usual, params string[] names) =>
        new Option<string?>(name) { Description = $"{description} [default: {usual}]", HelpName = string.Join('|', names) }.OneOf(names);
}
