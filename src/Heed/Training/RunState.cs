using System.Text.Json;
using System.Text.Json.Serialization;
using Heed.Layers;

namespace Heed.Training;

/// <summary>Where a run stands, beside its parameters and its optimizer.</summary>
internal sealed record RunState
{
    public int Format { get; init; } = 1;

    /// <summary>Steps taken.</summary>
    public long Step { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>The batch of the epoch that comes next.</summary>
    public int NextBatch { get; init; }

    /// <summary>Target tokens learnt from.</summary>
    public long Tokens { get; init; }

    /// <summary>The last step that was validated.</summary>
    public long ValidatedStep { get; init; }

    public long BestStep { get; init; }

    public double? BestBleu { get; init; }

    public double? BestPerplexity { get; init; }

    public double? LowestPerplexity { get; init; }

    /// <summary>Validations since the last that was better in BLEU or perplexity.</summary>
    public int StaleValidations { get; init; }

    /// <summary>The model that is kept; none before the first validation.</summary>
    public KeptModel? Kept { get; init; }

    /// <summary>The length of the metrics file at this step.</summary>
    public long MetricsBytes { get; init; }

    /// <summary>A digest of all training and development tokens.</summary>
    public string Data { get; init; } = "";

    /// <summary>Floats in a vector of the processor: results are the same bit for bit within one width.</summary>
    public int VectorWidth { get; init; }

    /// <summary>The options that decide the result.</summary>
    public RunOptions Options { get; init; } = new();

    public string ToJson() => JsonSerializer.Serialize(this, RunStateJson.Default.RunState);

    public static RunState FromJson(string json, string path)
    {
        try
        {
            RunState state = JsonSerializer.Deserialize(json, RunStateJson.Default.RunState) ?? throw new InvalidDataException($"{path}: the run's state is empty.");
            if (state.Format != 1) throw new InvalidDataException($"{path}: format {state.Format} of the run's state is not known; this version reads format 1.");
            if (state.Step < 0 || state.Epoch < 1 || state.NextBatch < 0 || state.MetricsBytes < 0) throw new InvalidDataException($"{path}: the run's state has a number out of range.");
            state.Options.Apply(new TrainingOptions { Out = path }).Validate();
            return state;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: the run's state is malformed, {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{path}: the run's options are malformed, {e.Message}", e);
        }
    }
}

/// <summary>The options that decide a run's result, as they are kept with it.</summary>
internal sealed record RunOptions
{
    public string[] Corpora { get; init; } = [];

    public bool Clean { get; init; }

    public string? DevSource { get; init; }

    public string? DevTarget { get; init; }

    public int DevPairs { get; init; }

    public double JoinPairs { get; init; }

    public string? StartFrom { get; init; }

    public string From { get; init; } = "";

    public string To { get; init; } = "";

    public string Architecture { get; init; } = "";

    public string Score { get; init; } = "";

    public int Layers { get; init; }

    public int Size { get; init; }

    public bool Bidirectional { get; init; }

    public string Readout { get; init; } = "";

    // A state of a run that knew no other cell has no such key.
    public string? Cell { get; init; }

    public bool Residual { get; init; }

    // Like the cell.
    public string? Query { get; init; }

    // Like the cell.
    public string? Decoder { get; init; }

    // None where the model has no convolutions.
    public int? KernelWidth { get; init; }

    // None where the model is recurrent.
    public TransformerShape? Transformer { get; init; }

    public double Guide { get; init; }

    // None where attention is guided by counting.
    public string[]? GuideBy { get; init; }

    public AlignmentHead? Alignment { get; init; }

    public double Fragments { get; init; }

    public double Compose { get; init; }

    public int Vocabulary { get; init; }

    public int BatchTokens { get; init; }

    public int Shards { get; init; }

    public float Dropout { get; init; }

    // A state of a run without these, and without those that follow, has no such keys.
    public float? AttentionDropout { get; init; }

    public float? FeedForwardDropout { get; init; }

    public float ContextDropout { get; init; }

    public float WordDropout { get; init; }

    public float BpeDropout { get; init; }

    public bool VariationalDropout { get; init; }

    public float LabelSmoothing { get; init; }

    // Like the cell.
    public string? Optimizer { get; init; }

    public float LearningRate { get; init; }

    public string Schedule { get; init; } = "";

    public long? ScheduleSteps { get; init; }

    public int Warmup { get; init; }

    public float ClipNorm { get; init; }

    public float WeightDecay { get; init; }

    public float Average { get; init; }

    public bool DepthInit { get; init; }

    public int MaxTokens { get; init; }

    public int ValidateEvery { get; init; }

    public int Patience { get; init; }

    // Where the run ends: not of the result, but of what was asked for.
    public long? MaxSteps { get; init; }

    public int? MaxEpochs { get; init; }

    public ulong Seed { get; init; }

    public string? Command { get; init; }

    public static RunOptions Of(TrainingOptions o) => new()
    {
        Corpora = [.. o.Corpora.Select(corpus => corpus.Name)],
        Clean = o.Clean,
        DevSource = o.DevSource,
        DevTarget = o.DevTarget,
        DevPairs = o.DevPairs,
        JoinPairs = o.JoinPairs,
        StartFrom = o.StartFrom,
        From = o.From,
        To = o.To,
        Architecture = o.Architecture,
        Score = o.Score,
        Layers = o.Layers,
        Size = o.Size,
        Bidirectional = o.Bidirectional,
        Readout = o.Readout,
        Cell = o.Cell,
        Residual = o.Residual,
        Query = o.Query,
        Decoder = o.Decoder,
        KernelWidth = o.Architecture == "conv" ? o.KernelWidth : null,
        Transformer = o.Architecture == "rnn" ? null : o.Transformer,
        Guide = o.Guide,
        GuideBy = o.GuideBy.Count == 0 ? null : [.. o.GuideBy],
        Alignment = o.Alignment,
        Fragments = o.Fragments,
        Compose = o.Compose,
        Vocabulary = o.Vocabulary,
        BatchTokens = o.BatchTokens,
        Shards = o.Shards,
        Dropout = o.Dropout,
        AttentionDropout = o.AttentionDropout,
        FeedForwardDropout = o.FeedForwardDropout,
        ContextDropout = o.ContextDropout,
        WordDropout = o.WordDropout,
        BpeDropout = o.BpeDropout,
        VariationalDropout = o.VariationalDropout,
        LabelSmoothing = o.LabelSmoothing,
        Optimizer = o.Optimizer,
        LearningRate = o.LearningRate,
        Schedule = o.Schedule,
        ScheduleSteps = o.ScheduleSteps ?? o.MaxSteps,
        Warmup = o.Warmup,
        ClipNorm = o.ClipNorm,
        WeightDecay = o.WeightDecay,
        Average = o.Average,
        DepthInit = o.DepthInit,
        MaxTokens = o.MaxTokens,
        ValidateEvery = o.ValidateEvery,
        Patience = o.Patience,
        MaxSteps = o.MaxSteps,
        MaxEpochs = o.MaxEpochs,
        Seed = o.Seed,
        Command = o.Command,
    };

    /// <summary>These options in a run that goes on; what does not decide the result is taken from what was asked for now, and so is its end where one was asked for.</summary>
    public TrainingOptions Apply(TrainingOptions now) => now with
    {
        Corpora = [.. Corpora.Select(Text.Corpora.CorpusSpec.Parse)],
        Clean = Clean,
        DevSource = DevSource,
        DevTarget = DevTarget,
        DevPairs = DevPairs,
        JoinPairs = JoinPairs,
        StartFrom = StartFrom,
        From = From,
        To = To,
        Architecture = Architecture,
        Score = Score,
        Layers = Layers,
        Size = Size,
        Bidirectional = Bidirectional,
        Readout = Readout,
        Cell = Cell ?? "gru",
        Residual = Residual,
        Query = Query ?? "state",
        Decoder = Decoder ?? "bahdanau",
        KernelWidth = KernelWidth ?? new TrainingOptions().KernelWidth,
        Transformer = Transformer ?? new(),
        Guide = Guide,
        GuideBy = GuideBy ?? [],
        Alignment = Alignment,
        Fragments = Fragments,
        Compose = Compose,
        Vocabulary = Vocabulary,
        BatchTokens = BatchTokens,
        Shards = Shards,
        Dropout = Dropout,
        AttentionDropout = AttentionDropout,
        FeedForwardDropout = FeedForwardDropout,
        ContextDropout = ContextDropout,
        WordDropout = WordDropout,
        BpeDropout = BpeDropout,
        VariationalDropout = VariationalDropout,
        LabelSmoothing = LabelSmoothing,
        Optimizer = Optimizer ?? "adam",
        LearningRate = LearningRate,
        Schedule = Schedule,
        ScheduleSteps = ScheduleSteps,
        Warmup = Warmup,
        ClipNorm = ClipNorm,
        WeightDecay = WeightDecay,
        Average = Average,
        DepthInit = DepthInit,
        MaxTokens = MaxTokens,
        ValidateEvery = ValidateEvery,
        Patience = Patience,
        MaxSteps = HasEnd(now) ? now.MaxSteps : MaxSteps,
        MaxEpochs = HasEnd(now) ? now.MaxEpochs : MaxEpochs,
        Seed = Seed,
        Command = Command,
    };

    private static bool HasEnd(TrainingOptions options) => options.MaxSteps is not null || options.MaxEpochs is not null;
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunState))]
internal sealed partial class RunStateJson : JsonSerializerContext;
