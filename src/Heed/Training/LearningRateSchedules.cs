namespace Heed.Training;

/// <summary>How the learning rate changes over the steps.</summary>
public static class LearningRateSchedules
{
    /// <summary>Every schedule: its name, what it does, and the factor of step s (from 1) for w steps of warm-up.</summary>
    public static IReadOnlyList<(string Name, string Description, Func<long, int, double> Factor)> All { get; } =
    [
        ("inverse-sqrt", "rises for the warm-up, then falls with one over the root of the step (Vaswani et al. 2017)", static (s, w) => Math.Min((double)s / w, Math.Sqrt((double)w / s))),
        ("constant", "rises for the warm-up, then stays", static (s, w) => Math.Min(1.0, (double)s / w)),
    ];

    /// <summary>The learning rate of a step, counted from 1.</summary>
    public static float RateOf(TrainingOptions options, long step)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (float)(options.LearningRate * All.First(schedule => schedule.Name == options.Schedule).Factor(step, options.Warmup));
    }
}
