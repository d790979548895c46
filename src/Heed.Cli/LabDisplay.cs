using System.Globalization;
using Heed.Lab;
using Spectre.Console;

namespace Heed.Cli;

/// <summary>A bar with the time left on standard error while an experiment of the lab runs; nothing where standard error is no terminal.</summary>
internal static class LabDisplay
{
    /// <summary>Runs work that tells how far it has come.</summary>
    public static T Show<T>(Terminal terminal, Func<IProgress<LabProgress>?, T> work)
    {
        if (!terminal.ColourError) return work(null);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        return console.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(progress =>
            {
                ProgressTask task = progress.AddTask("starting", maxValue: 1);
                return work(new Reports(told =>
                {
                    task.Value = told.Done;
                    if (told.What.Length > 0) task.Description = told.What.EscapeMarkup();
                }));
            });
    }

    /// <summary>Several experiments as one: each takes its share of the bar.</summary>
    public static IProgress<LabProgress>? Part(this IProgress<LabProgress>? whole, double from, double to) =>
        whole is null ? null : new Reports(told => whole.Report(told with { Done = from + (to - from) * told.Done }));

    /// <summary>A fraction as a whole number of percent.</summary>
    public static string Percent(double fraction) => double.IsNaN(fraction) ? "–" : (100 * fraction).ToString("F0", CultureInfo.InvariantCulture);

    private sealed class Reports(Action<LabProgress> report) : IProgress<LabProgress>
    {
        public void Report(LabProgress value) => report(value);
    }
}
