using System.Diagnostics;
using Heed.Training;
using Spectre.Console;
using Spectre.Console.Rendering;
using Cell = Spectre.Console.Text;

namespace Heed.Cli;

/// <summary>A panel in the terminal that follows the training.</summary>
internal sealed class LiveTrainingDisplay(Terminal terminal) : TrainingDisplay(terminal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly Style Grey = new(Color.Grey);

    private string? _preparing;
    private TrainingPlan? _plan;
    private TrainingProgress? _progress;
    private TrainingValidated? _validated;
    private TrainingValidated? _best;
    private TrainingFinished? _finished;

    public override TrainingFinished Show(Func<IProgress<TrainingEvent>, TrainingFinished> train)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Error) });
        Stopwatch sinceDrawn = Stopwatch.StartNew();
        return console.Live(new Cell("")).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).Start(live => train(new Reports(e =>
        {
            if (Take(e) || Due(sinceDrawn, Pause)) live.UpdateTarget(Draw());
        })));
    }

    // Keeps what the panel shows; true where it should be seen at once.
    private bool Take(TrainingEvent e)
    {
        switch (e)
        {
            case TrainingPreparing preparing:
                bool isNew = _preparing is null;
                _preparing = Line(preparing);
                return isNew;
            case TrainingPlan plan:
                _preparing = null;
                _plan = plan;
                return true;
            case TrainingProgress progress:
                bool isFirst = _progress is null;
                _preparing = null;
                _progress = progress;
                return isFirst;
            case TrainingValidated validated:
                _validated = validated;
                if (validated.IsBest) _best = validated;
                return true;
            case TrainingFinished finished:
                _finished = finished;
                return true;
            default:
                return false;
        }
    }

    // The plan stays above the panel; on a low terminal its first lines go.
    private IRenderable Draw()
    {
        Panel panel = DrawPanel();
        return _plan is null ? panel : new Rows([.. Lines(_plan).Select(static line => new Cell(line)), panel]);
    }

    private Panel DrawPanel()
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        if (_preparing is not null) Row("preparing", _preparing);
        if (_progress is { } progress)
        {
            string left = progress.TimeLeft is { } time && _finished is null ? $", {Duration.Show(time)} left" : "";
            Row("progress", $"step {progress.Step:N0}, epoch {progress.Epoch}, {Duration.Show(progress.Elapsed)}{left}");
            if (progress.Fraction is double fraction) grid.AddRow(new Cell(""), Bar(fraction));
            Row("training", $"loss {progress.Loss:F3}   perplexity {progress.Perplexity:F2}   {progress.TokensPerSecond:N0} tokens/s");
        }
        if (_validated is { } validated)
        {
            string best = _best is null ? "" : $"   best BLEU {_best.Bleu:F2} at step {_best.Step:N0}";
            Row("validation", $"perplexity {validated.Perplexity:F2}   BLEU {validated.Bleu:F2}   at step {validated.Step:N0}{best}");
            Row("source", OneLine(validated.SampleSource));
            Row("reference", OneLine(validated.SampleReference));
            Row("model", OneLine(validated.SampleTranslation));
        }
        return new Panel(grid).Header(" heed train ").RoundedBorder().BorderColor(Color.Grey);

        void Row(string name, string text) => grid.AddRow(new Cell(name, Grey), new Cell(text));
    }

    private static Cell Bar(double fraction)
    {
        const int Width = 40;
        int done = (int)Math.Round(Width * Math.Clamp(fraction, 0, 1));
        return new Cell(new string('━', done) + new string('─', Width - done) + $" {fraction:P0}");
    }
}
