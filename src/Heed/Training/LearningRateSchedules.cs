namespace Heed.Training;

/// <summary>How the learning rate changes over the steps.</summary>
public static class LearningRateSchedules
{
    /// <summary>Every schedule: its name, what it does, and the factor of step s (from 1) for w steps of warm-up and n steps in all.</summary>
    public static IReadOnlyList<(string Name, string Description, Func<long, int, long, double> Factor)> All { get; } =
    [
        ("inverse-sqrt", "rises for the warm-up, then falls with one over the root of the step (Vaswani et al. 2017)", static (s, w, _) => Math.Min((double)s / w, Math.Sqrt((double)w / s))),
        ("constant", "rises for the warm-up, then stays", static (s, w, _) => Math.Min(1.0, (double)s / w)),
        ("cosine", "rises for the warm-up, then falls to zero at the last step along half a cosine (Loshchilov and Hutter 2017)",
            static (s, w, n) => Math.Min((double)s / w, 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp((double)(s - w) / Math.Max(1, n - w), 0, 1))))),
    ];

    /// <summary>The learning rate of a step, counted from 1.</summary>
    public static float RateOf(TrainingOptions options, long step)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (float)(options.LearningRate * All.First(schedule => schedule.Name == options.Schedule).Factor(step, options.Warmup, options.ScheduleSteps ?? options.MaxSteps ?? 0));
    }
}
