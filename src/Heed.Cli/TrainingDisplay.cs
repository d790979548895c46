using System.Diagnostics;
using Heed.Training;

namespace Heed.Cli;

/// <summary>Shows a training that runs; everything goes to standard error.</summary>
internal abstract class TrainingDisplay(Terminal terminal)
{
    protected TextWriter Error => terminal.Error;

    /// <summary>Runs the training, shows what it reports on the thread that reports it, and gives its end.</summary>
    public abstract TrainingFinished Show(Func<IProgress<TrainingEvent>, TrainingFinished> train);

    /// <summary>What will happen, a line for each thing.</summary>
    protected static IEnumerable<string> Lines(TrainingPlan plan)
    {
        foreach (string corpus in plan.Corpora) yield return $"corpus      {corpus}";
        yield return $"pairs       {plan.TrainingPairs:N0} to learn from, {plan.DevPairs:N0} for validation, {plan.LeftOut:N0} left out";
        yield return $"epoch       {plan.BatchesPerEpoch:N0} steps, {plan.TargetTokens:N0} target tokens";
        yield return $"vocabulary  {plan.Vocabulary:N0} pieces{(plan.VocabularyNote is { } note ? $" ({note})" : "")}";
        yield return $"parameters  {plan.Parameters:N0}";
        yield return $"memory      about {plan.MemoryBytes / 1e6:N0} MB";
        string speed = $"{plan.TokensPerSecond:N0} target tokens/s";
        yield return plan.TimeExpected is { } time ? $"time        about {Duration.Show(time)} at {speed}, less if it stops early" : $"time        until it stops improving, at {speed}";
        if (plan.ResumedAtStep > 0) yield return $"resumed     at step {plan.ResumedAtStep:N0}";
        foreach (string warning in plan.Warnings) yield return $"warning     {warning}";
    }

    protected static string Line(TrainingPreparing preparing) => preparing.Fraction is double fraction ? $"{preparing.What} {fraction:P0}" : preparing.What;

    /// <summary>Texts of a corpus may hold line breaks and control characters, and a model that knows nothing never ends.</summary>
    protected static string OneLine(string text) => OneLineText.Of(text, most: 160);

    /// <summary>True at most once in <paramref name="pause"/>.</summary>
    protected static bool Due(Stopwatch watch, TimeSpan pause)
    {
        if (watch.Elapsed < pause) return false;
        watch.Restart();
        return true;
    }

    // Progress<T> would report on other threads, later and out of order.
    protected sealed class Reports(Action<TrainingEvent> report) : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value) => report(value);
    }
}
