using System.Text.Json;
using Heed.Training;

namespace Heed.Campaign.Kills;

/// <summary>Tells from what a killed run left what it was doing.</summary>
internal static class KillPhases
{
    /// <param name="run">The run's folder.</param>
    /// <param name="process">The killed process's number, which its temporary files have in their names.</param>
    /// <param name="before">The run's state as the process began; null where there was none.</param>
    /// <param name="begun">When it began.</param>
    /// <param name="training">What was trained.</param>
    public static KillPhase Of(string run, int process, RunState? before, DateTime begun, KillTraining training)
    {
        string[] temporaries = [.. Directory.EnumerateFiles(run, $".*.tmp-{process}-*", SearchOption.AllDirectories).Select(static file => Path.GetFileName(file))];
        if (temporaries.Any(static name => name.StartsWith($".{Checkpoint.FileName}", StringComparison.Ordinal))) return KillPhase.CheckpointWrite;
        if (temporaries.Length > 0) return KillPhase.ModelWrite;

        var metrics = new FileInfo(Path.Combine(run, MetricsLog.FileName));
        if (!metrics.Exists || metrics.LastWriteTimeUtc < begun || metrics.Length == (before?.MetricsBytes ?? 0)) return KillPhase.Start;
        RunState state = Checkpoint.Exists(run) ? Checkpoint.ReadState(run) : new RunState();
        if (state.Step == training.Steps) return KillPhase.End;
        long step = LastStep(metrics.FullName);
        return step % training.ValidateEvery == 0 && state.ValidatedStep != step ? KillPhase.Validation : KillPhase.Step;
    }

    // The step of the log's last whole line.
    private static long LastStep(string metrics)
    {
        string[] lines = File.ReadAllText(metrics).Split('\n');
        if (lines.Length < 2) return 0;
        using JsonDocument line = JsonDocument.Parse(lines[^2]);
        return line.RootElement.GetProperty("step").GetInt64();
    }
}
