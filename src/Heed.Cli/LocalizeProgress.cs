using System.Globalization;
using Spectre.Console;

namespace Heed.Cli;

/// <summary>How far a document has come, on standard error where that is a terminal.</summary>
internal static class LocalizeProgress
{
    /// <summary>Runs work that tells how many texts are done, and of how many.</summary>
    public static T Show<T>(Terminal terminal, string file, Func<IProgress<(int Done, int All)>?, T> work)
    {
        if (!terminal.ColourError) return work(null);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        return console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(progress =>
        {
            ProgressTask task = progress.AddTask(Path.GetFileName(file).EscapeMarkup());
            return work(new Told(task, Path.GetFileName(file)));
        });
    }

    private sealed class Told(ProgressTask task, string file) : IProgress<(int Done, int All)>
    {
        public void Report((int Done, int All) value)
        {
            task.MaxValue = value.All;
            task.Value = value.Done;
            task.Description = string.Create(CultureInfo.InvariantCulture, $"{file} {value.Done:N0} of {value.All:N0}").EscapeMarkup();
        }
    }
}
