using System.Diagnostics;

namespace Heed.Training;

/// <summary>Time, speed and smoothed loss of a run, for those who watch it; nothing of it changes the result.</summary>
internal sealed class SpeedMeter(TrainingOptions options, TrainingPlan plan)
{
    private const int Window = 20;

    private readonly Stopwatch _running = Stopwatch.StartNew(), _training = Stopwatch.StartNew();
    private readonly Queue<(double Loss, long Tokens, TimeSpan At)> _recent = new();
    private readonly long _first = plan.ResumedAtStep;

    /// <summary>The time since the run began.</summary>
    public TimeSpan Elapsed => _running.Elapsed;

    /// <summary>Stops the clock that speed is measured by.</summary>
    public void Pause() => _training.Stop();

    public void Continue() => _training.Start();

    public void Add(double loss, long tokens)
    {
        _recent.Enqueue((loss, tokens, _training.Elapsed));
        if (_recent.Count > Window + 1) _recent.Dequeue();
    }

    public TrainingProgress Progress(RunState state, double learningRate, int batches)
    {
        double loss = 0;
        long tokens = 0;
        foreach ((double of, long count, _) in _recent)
        {
            loss += of;
            tokens += count;
        }
        loss /= tokens;
        double seconds = (_training.Elapsed - (_recent.Count > 1 ? _recent.Peek().At : TimeSpan.Zero)).TotalSeconds;
        double rate = (_recent.Count > 1 ? tokens - _recent.Peek().Tokens : tokens) / Math.Max(1e-6, seconds);
        double? fraction = Fraction(state, batches);
        TimeSpan? left = fraction is > 0 and { } f ? TimeLeft(state, f, batches) : null;
        return new TrainingProgress(state.Step, state.Epoch, fraction, loss, Math.Exp(loss), learningRate, rate, Elapsed, left);
    }

    private double? Fraction(RunState state, int batches)
    {
        double fraction = 0;
        if (options.MaxSteps is { } steps) fraction = Math.Max(fraction, (double)state.Step / steps);
        if (options.MaxEpochs is { } epochs) fraction = Math.Max(fraction, (state.Epoch - 1 + (double)state.NextBatch / batches) / epochs);
        if (options.MaxTime is { } time) fraction = Math.Max(fraction, Elapsed / time);
        return options.MaxSteps is null && options.MaxEpochs is null && options.MaxTime is null ? null : Math.Min(1, fraction);
    }

    private TimeSpan TimeLeft(RunState state, double fraction, int batches)
    {
        double perStep = Elapsed.TotalSeconds / Math.Max(1, state.Step - _first), seconds = double.PositiveInfinity;
        if (options.MaxSteps is { } steps) seconds = Math.Min(seconds, (steps - state.Step) * perStep);
        if (options.MaxEpochs is { } epochs) seconds = Math.Min(seconds, (((double)epochs - state.Epoch + 1) * batches - state.NextBatch) * perStep);
        if (options.MaxTime is { } time) seconds = Math.Min(seconds, (time - Elapsed).TotalSeconds);
        return TimeSpan.FromSeconds(fraction >= 1 ? 0 : Math.Max(0, seconds));
    }
}
