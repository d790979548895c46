using Heed.Models;
using Heed.Training;

namespace Heed.Studio.Runs;

/// <summary>Follows a run's folder: each look reads what was added since the last. May be called from any thread.</summary>
internal sealed class RunReader(string folder, TimeProvider clock)
{
    private const long MostBytesAtOnce = 32 << 20;
    private const int MostValidations = 4000, MostSamples = 400, MostSpeeds = 2000;
    private static readonly TimeSpan Lively = TimeSpan.FromSeconds(20), LeastMeasured = TimeSpan.FromSeconds(0.8);

    private readonly Lock _lock = new();
    private readonly LineTail _metrics = new(Path.Combine(folder, MetricsLog.FileName)), _samples = new(Path.Combine(folder, SamplesLog.FileName));
    private readonly ThinnedSteps _steps = new();
    private readonly List<RunValidation> _validations = [];
    private readonly List<RunSamples> _sentences = [];
    private readonly List<RunSpeed> _speeds = [];
    private RunSnapshot _last = new() { Name = Path.GetFileName(folder), Folder = folder, Version = 0 };
    private (DateTime Written, RunState? State, string? Fault) _state;
    private string? _metricsFault, _samplesFault;
    private (long At, long Tokens)? _measured;
    private long _lastStep, _tokens;
    private bool _stepsChanged = true;

    /// <summary>Whether a folder holds a run.</summary>
    public static bool IsRun(string folder) => File.Exists(Path.Combine(folder, MetricsLog.FileName)) || Checkpoint.Exists(folder);

    /// <summary>Reads what is new and tells what is known now. A file that cannot be read is told in the snapshot.</summary>
    public RunSnapshot Look()
    {
        lock (_lock)
        {
            string? reading = null;
            bool changed = false;
            try
            {
                changed = _metrics.Read(MostBytesAtOnce, RestartMetrics, TakeMetrics, () => _metricsFault ??= FaultAt(MetricsLog.FileName, _metrics.Lines));
                changed |= _samples.Read(MostBytesAtOnce, RestartSamples, TakeSamples, () => _samplesFault ??= FaultAt(SamplesLog.FileName, _samples.Lines));
                ReadState();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                reading = e.Message;
            }
            Measure();
            RunSnapshot now = _last with
            {
                State = _state.State,
                Steps = _stepsChanged ? _steps.ToArray() : _last.Steps,
                Validations = changed ? [.. _validations] : _last.Validations,
                Samples = changed ? [.. _sentences] : _last.Samples,
                Speeds = _speeds.Count == _last.Speeds.Count ? _last.Speeds : [.. _speeds],
                Kept = KeptNow(_last.Kept),
                HasModel = File.Exists(Path.Combine(folder, ModelFolder.ConfigFile)) && File.Exists(Path.Combine(folder, ModelFolder.WeightsFile)),
                Written = File.GetLastWriteTimeUtc(Path.Combine(folder, MetricsLog.FileName)),
                Fault = reading ?? _metricsFault ?? _samplesFault ?? _state.Fault,
            };
            now = now with { IsGrowing = now.Steps.Count > 0 && clock.GetUtcNow().UtcDateTime - now.Written < Lively };
            _stepsChanged = false;
            if (!changed && now == _last) return _last;
            return _last = now with { Version = _last.Version + 1 };
        }
    }

    private static string FaultAt(string file, long line) => $"{file}:{line}";

    private void TakeMetrics(ReadOnlySpan<byte> line)
    {
        if (!RunLines.TryRead(line, out (RunPoint Point, long Tokens)? step, out RunValidation? validation))
        {
            _metricsFault ??= FaultAt(MetricsLog.FileName, _metrics.Lines);
            return;
        }
        if (validation is { } score) Add(_validations, score, MostValidations);
        if (step is not { } taken) return;
        if (taken.Point.Step <= _lastStep) RestartMetrics();                                // another run in the same folder
        _lastStep = taken.Point.Step;
        _tokens += taken.Tokens;
        _steps.Add(taken.Point);
        _stepsChanged = true;
    }

    private void TakeSamples(ReadOnlySpan<byte> line)
    {
        if (RunLines.ReadSamples(line) is not { } samples)
        {
            _samplesFault ??= FaultAt(SamplesLog.FileName, _samples.Lines);
            return;
        }
        if (_sentences.Count > 0 && samples.Step <= _sentences[^1].Step) RestartSamples();
        Add(_sentences, samples, MostSamples);
    }

    private void RestartMetrics()
    {
        _steps.Clear();
        _validations.Clear();
        (_lastStep, _tokens, _measured, _metricsFault, _stepsChanged) = (0, 0, null, null, true);
    }

    private void RestartSamples()
    {
        _sentences.Clear();
        _samplesFault = null;
    }

    // Tokens since the last look that saw some, by this program's clock: the files know none.
    private void Measure()
    {
        long now = clock.GetTimestamp();
        if (_measured is not { } before)
        {
            if (_tokens > 0) _measured = (now, _tokens);
            return;
        }
        TimeSpan time = clock.GetElapsedTime(before.At, now);
        if (_tokens == before.Tokens || time < LeastMeasured) return;
        _measured = (now, _tokens);
        if (time < Lively) Add(_speeds, new RunSpeed(_lastStep, (_tokens - before.Tokens) / time.TotalSeconds), MostSpeeds);
    }

    private void ReadState()
    {
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(folder, Checkpoint.FileName));
        if (written == _state.Written) return;
        try
        {
            _state = (written, RunStateFile.Read(folder), null);
        }
        catch (InvalidDataException e)
        {
            _state = (written, null, e.Message);
        }
    }

    private IReadOnlyList<(string Folder, long Step)> KeptNow(IReadOnlyList<(string Folder, long Step)> before)
    {
        try
        {
            IReadOnlyList<(string Folder, long Step)> now = [.. KeptModels.In(folder).Where(static kept => File.Exists(Path.Combine(kept.Folder, ModelFolder.WeightsFile)))];
            return now.SequenceEqual(before) ? before : now;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return before;
        }
    }

    // When there are too many, every second goes.
    private static void Add<T>(List<T> list, T item, int most)
    {
        list.Add(item);
        if (list.Count <= most) return;
        int kept = 0;
        for (int i = 1; i < list.Count; i += 2) list[kept++] = list[i];
        list.RemoveRange(kept, list.Count - kept);
    }
}
