using System.Diagnostics;
using Heed.Files;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;

namespace Heed.Training;

/// <summary>
/// Trains a translator. One seed gives one model, bit for bit, for any number of threads and through any kill and resume; the best model
/// by BLEU on the development pairs is kept in the run's folder, which is a model folder.
/// </summary>
public sealed class Trainer
{
    private readonly TrainingOptions _options;
    private readonly IProgress<TrainingEvent>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly TrainingData _data;
    private readonly TranslationModel _model;
    private readonly ParameterStorage _storage;
    private readonly ShardedGradient _gradient;
    private readonly Optimizer _optimizer;
    private readonly Workers _workers;
    private readonly AveragedWeights? _average;
    private readonly Validation _validation;
    private readonly EpochPairs _pairs;
    private RunState _state;

    private Trainer(TrainingOptions options, IProgress<TrainingEvent>? progress, CancellationToken cancellation)
    {
        _options = options;
        _progress = progress;
        _cancellation = cancellation;
        bool resumed = options.Resume && Checkpoint.Exists(options.Out);
        _state = resumed ? Checkpoint.ReadState(options.Out) : new RunState();
        _workers = new Workers(options.Threads);
        _data = TrainingData.Load(options, progress, _workers, cancellation);
        string digest = _data.Digest();
        if (resumed && _state.Data != digest)
            throw new InvalidDataException($"{options.Out}: the corpora are not those the run began with; restore them, or start a new run in another folder.");
        _model = TranslationModels.Create(options.ModelOf(_data.Tokenizer.Vocabulary.Size));
        _storage = new ParameterStorage(_model);
        _gradient = new ShardedGradient(_model, _storage, options.Shards, _workers);
        _optimizer = Optimizers.Create(options, _storage);
        _validation = new Validation(_model, _data, _workers);
        _pairs = new EpochPairs(_data, options, _workers);
        if (options.Average > 0) _average = new AveragedWeights(_storage, options.Average);
        if (resumed) Checkpoint.ReadTensors(options.Out, _storage, _optimizer, _average);
        else Begin();
        WidthChanged = resumed && _state.VectorWidth != MatMul.PanelWidth / 2;
        _state = _state with { Data = digest, Options = RunOptions.Of(options), VectorWidth = MatMul.PanelWidth / 2 };
    }

    private bool WidthChanged { get; }

    /// <summary>Trains until a limit of the options, until nothing improves any more, or until it is cancelled; then the state is saved first.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Is told what happens, on the calling thread or one of its workers.</param>
    /// <param name="cancellation">Saves the state and stops.</param>
    /// <returns>How the run ended.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidDataException">A corpus or the run's folder cannot be used.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not a number any more.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static TrainingFinished Run(TrainingOptions options, IProgress<TrainingEvent>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        bool saved = options.Out.Length > 0 && Checkpoint.Exists(options.Out);
        if (saved && !options.Resume) throw new InvalidDataException($"{options.Out}: the folder holds a run already; add --resume to go on with it, or name another folder.");
        if (!options.Resume && options.Out.Length > 0 && File.Exists(Path.Combine(options.Out, ModelFolder.ConfigFile)))
            throw new InvalidDataException($"{options.Out}: the folder holds a model already; name another folder.");
        if (File.Exists(options.Out)) throw new InvalidDataException($"{options.Out}: this is a file; name a folder for the run.");
        if (options.Resume && !saved && options.Corpora.Count == 0)
            throw new InvalidDataException($"{options.Out}: there is no run to go on with; check the name, or say what to learn from to begin one.");
        if (saved) options = Checkpoint.ReadState(options.Out).Options.Apply(options);
        options.Validate();
        Directory.CreateDirectory(options.Out);
        AtomicFile.CleanUp(options.Out);
        return new Trainer(options, progress, cancellation).Run();
    }

    private void Begin()
    {
        if (_options.StartFrom is { } folder)
        {
            StartFrom(folder);
        }
        else
        {
            _model.Initialize(_options.Seed);
            if (_options.DepthInit) DepthInitialization.Apply(_model);
        }
        _average?.Begin();
    }

    private void StartFrom(string folder)
    {
        ModelConfig config = ModelFolder.ReadConfig(Path.Combine(folder, ModelFolder.ConfigFile));
        if (ConfigKeys.Others(config, _model.Config) is { Length: > 0 } others) throw new InvalidDataException($"{folder}: the model to start from is not of the kind asked for: {others}.");
        ModelFolder.ReadWeights(Path.Combine(folder, ModelFolder.WeightsFile), _model);
    }

    private TrainingFinished Run()
    {
        var meter = new SpeedMeter(_options, TellPlan());
        using var metrics = new MetricsLog(_options.Out, _state.MetricsBytes);
        using var samples = new SamplesLog(_options.Out, _state.ValidatedStep);
        IReadOnlyList<TrainingPair> pairs = _pairs.Of(_state.Epoch);
        int[][] batches = BatchPlan.Of(pairs, _options.BatchTokens, _options.Seed, _state.Epoch);
        if (_state.NextBatch > batches.Length)
            throw new InvalidDataException($"{Path.Combine(_options.Out, Checkpoint.FileName)}: batch {_state.NextBatch + 1:N0} comes next, an epoch has {batches.Length:N0}; the file is damaged, start a new run in another folder.");
        string? reason;
        while (true)
        {
            if (ValidationIsDue) ValidateAndSave(metrics, samples, meter);
            if ((reason = LimitReached(meter, batches.Length)) is not null) break;
            if (_state.NextBatch == batches.Length)
            {
                _state = _state with { Epoch = _state.Epoch + 1, NextBatch = 0 };
                pairs = _pairs.Of(_state.Epoch);
                batches = BatchPlan.Of(pairs, _options.BatchTokens, _options.Seed, _state.Epoch);
            }
            Step(pairs, batches[_state.NextBatch], metrics, meter, batches.Length);
            if (_state.Step % _options.CheckpointEvery == 0 && !ValidationIsDue) Save(metrics);
        }
        Save(metrics);
        _cancellation.ThrowIfCancellationRequested();
        if (_state.ValidatedStep != _state.Step) Validate(metrics, samples, meter, keeps: false);   // after the checkpoint: a run that goes on does not see it
        var finished = new TrainingFinished(_state.Step, reason, _state.BestStep, _state.BestBleu ?? 0, _state.BestPerplexity ?? 0, meter.Elapsed) { Warnings = Judge() };
        _progress?.Report(finished);
        return finished;
    }

    // What is wrong with the run, which its model's README says too.
    private List<string> Judge()
    {
        IReadOnlyList<TrainingWarning> found = RunVerdict.Of(_options, _data, _state, RunHistory.Read(_options.Out), _state.Kept is { } kept ? kept.Habits : _validation.Habits);
        if (_state.Kept is { } own) WriteCard(_state with { Step = own.Step, Epoch = own.Epoch, Tokens = own.Tokens }, found);
        return [.. found.Select(static warning => warning.Long)];
    }

    private void WriteCard(RunState state, IReadOnlyList<TrainingWarning> warnings) =>
        AtomicFile.WriteText(Path.Combine(_options.Out, "README.md"), ModelCard.Of(_options, _data, state, _model.ParameterCount, warnings));

    private DropoutSettings DropoutOf(long step) => new(_options.Dropout, _options.Seed, (uint)step, _options.VariationalDropout)
    {
        AttentionRate = _options.AttentionDropout ?? _options.Dropout,
        InnerRate = _options.FeedForwardDropout ?? _options.Dropout,
        ContextRate = _options.ContextDropout,
        TokenRate = _options.WordDropout,
    };

    private bool ValidationIsDue => _state.Step % _options.ValidateEvery == 0 && _state.ValidatedStep != _state.Step;

    // Stopped in the middle, the state is saved without the validation, and a run that goes on begins with it.
    private void ValidateAndSave(MetricsLog metrics, SamplesLog samples, SpeedMeter meter)
    {
        try
        {
            Validate(metrics, samples, meter, keeps: _options.Keep > 0);
            samples.Flush();                                                        // before the checkpoint that says it is there
        }
        finally
        {
            Save(metrics);
        }
    }

    private void Step(IReadOnlyList<TrainingPair> pairs, int[] batch, MetricsLog metrics, SpeedMeter meter, int batches)
    {
        long step = _state.Step + 1, tokens = 0;
        foreach (int pair in batch) tokens += pairs[pair].Target.Length;
        var dropout = DropoutOf(step);
        (double loss, double squares) = _gradient.Compute(pairs, batch, _options.LabelSmoothing, (float)_options.Guide, dropout);
        if (!double.IsFinite(loss) || !double.IsFinite(squares))
            throw new TrainingDivergedException($"step {step:N0}, batch {_state.NextBatch + 1:N0} of epoch {_state.Epoch}: the {(double.IsFinite(loss) ? "gradient" : "loss")} is not a number. "
                + "The last checkpoint is intact; try a lower --lr.");
        float rate = LearningRateSchedules.RateOf(_options, step);
        double norm = _optimizer.Step(_gradient.Sum, squares, tokens, step, rate, _options.ClipNorm, _workers);
        _average?.Add(step, _workers);
        metrics.Step(step, _state.Epoch, loss / tokens, rate, norm, tokens);
        _state = _state with { Step = step, NextBatch = _state.NextBatch + 1, Tokens = _state.Tokens + tokens };
        meter.Add(loss, tokens);
        _progress?.Report(meter.Progress(_state, rate, batches));
    }

    private void Validate(MetricsLog metrics, SamplesLog samples, SpeedMeter meter, bool keeps)
    {
        meter.Pause();
        _average?.Swap();
        try
        {
            ValidateWeights(metrics, samples, keeps);
        }
        finally
        {
            _average?.Swap();
        }
        meter.Continue();
    }

    // Of the average, if there is one.
    private void ValidateWeights(MetricsLog metrics, SamplesLog samples, bool keeps)
    {
        (double loss, double bleu, IReadOnlyList<string> translations) = _validation.Run(_cancellation);
        double perplexity = Math.Exp(loss);
        bool best = _state.BestBleu is not { } before || bleu > before;
        bool better = best || _state.LowestPerplexity is not { } lowest || perplexity < lowest;
        RunState validated = _state with
        {
            ValidatedStep = _state.Step,
            BestStep = best ? _state.Step : _state.BestStep,
            BestBleu = best ? bleu : _state.BestBleu,
            BestPerplexity = best ? perplexity : _state.BestPerplexity,
            LowestPerplexity = Math.Min(perplexity, _state.LowestPerplexity ?? double.PositiveInfinity),
            StaleValidations = better ? 0 : _state.StaleValidations + 1,
            Kept = best ? new KeptModel(_state.Step, _state.Epoch, _state.Tokens, _validation.Habits) : _state.Kept,
        };
        if (best)
        {
            ModelFolder.Save(_options.Out, _model, _data.Tokenizer);
            WriteCard(validated, _data.Warnings);
        }
        metrics.Validation(_state.Step, loss, perplexity, bleu);
        samples.Write(_state.Step, _data.DevTexts, translations);
        if (keeps) KeptModels.Save(_options.Out, _state.Step, _options.Keep, _model, _data.Tokenizer);
        _state = validated;
        int sample = (int)(_state.Step / _options.ValidateEvery % translations.Count);
        _progress?.Report(new TrainingValidated(_state.Step, perplexity, bleu, best, _data.DevTexts[sample].Source, translations[sample], _data.DevTexts[sample].Target));
    }

    private void Save(MetricsLog metrics)
    {
        metrics.Flush();
        _state = _state with { MetricsBytes = metrics.Length };
        Checkpoint.Write(_options.Out, _state, _storage, _optimizer, _average);
        _progress?.Report(new TrainingCheckpointed(_state.Step));
    }

    private string? LimitReached(SpeedMeter meter, int batches)
    {
        if (_cancellation.IsCancellationRequested) return "cancelled";
        if (_options.MaxSteps is { } steps && _state.Step >= steps) return $"all of {steps:N0} steps taken";
        if (_options.MaxEpochs is { } epochs && (_state.Epoch > epochs || (_state.Epoch == epochs && _state.NextBatch == batches))) return $"all of {epochs:N0} epochs done";
        if (_options.MaxTime is { } time && meter.Elapsed >= time) return $"stopped by time after step {_state.Step:N0}";
        if (_state.StaleValidations >= _options.Patience) return $"no better model in {_options.Patience:N0} validations";
        return null;
    }

    // Two gradients of the first batch, thrown away: the second is timed.
    private TrainingPlan TellPlan()
    {
        _progress?.Report(new TrainingPreparing("measuring the speed"));
        int[][] batches = BatchPlan.Of(_data.Train, _options.BatchTokens, _options.Seed, 1);
        int[] batch = batches[0];
        var dropout = DropoutOf(step: 0);
        _gradient.Compute(_data.Train, batch, _options.LabelSmoothing, (float)_options.Guide, dropout);
        long start = Stopwatch.GetTimestamp();
        _gradient.Compute(_data.Train, batch, _options.LabelSmoothing, (float)_options.Guide, dropout);
        double rate = batch.Sum(i => (long)_data.Train[i].Target.Length) / Math.Max(1e-6, Stopwatch.GetElapsedTime(start).TotalSeconds);

        double perStep = (double)_data.TargetTokens / batches.Length / rate;
        double seconds = double.PositiveInfinity;
        if (_options.MaxSteps is { } steps) seconds = Math.Min(seconds, (steps - _state.Step) * perStep);
        if (_options.MaxEpochs is { } epochs) seconds = Math.Min(seconds, ((double)epochs * batches.Length - _state.Step) * perStep);
        if (_options.MaxTime is { } time) seconds = Math.Min(seconds, time.TotalSeconds);
        List<string> warnings = [.. _data.Warnings.Select(static warning => warning.ToString())];
        if (WidthChanged) warnings.Add("the processor's vectors are not as wide as those the run began with: results will agree closely, but not bit for bit.");
        long memory = 4 * (_gradient.Reserved + 5L * _storage.Size);
        var plan = new TrainingPlan(_data.Corpora, _data.Train.Count, _data.Dev.Count, _data.LeftOut, _data.TargetTokens, batches.Length, _data.Tokenizer.Vocabulary.Size,
            _data.Tokenizer.Model.Shortfall, _model.ParameterCount, memory, rate, double.IsFinite(seconds) ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null, _state.Step, warnings);
        _progress?.Report(plan);
        return plan;
    }
}
