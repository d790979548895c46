using System.Diagnostics;
using Heed.Training;

namespace Heed.Cli;

/// <summary>A line from time to time, for logs and for those who asked for no colours.</summary>
internal sealed class PlainTrainingDisplay(Terminal terminal) : TrainingDisplay(terminal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    public override TrainingFinished Show(Func<IProgress<TrainingEvent>, TrainingFinished> train)
    {
        Stopwatch sinceStep = Stopwatch.StartNew();
        Stopwatch sincePreparing = Stopwatch.StartNew();
        string? preparing = null;
        bool first = true;
        return train(new Reports(e =>
        {
            switch (e)
            {
                case TrainingPreparing p when p.What != preparing || Due(sincePreparing, Pause):
                    preparing = p.What;
                    Error.WriteLine(Line(p));
                    break;
                case TrainingPlan plan:
                    foreach (string line in Lines(plan)) Error.WriteLine(line);
                    break;
                case TrainingProgress p when first || Due(sinceStep, Pause):
                    first = false;
                    string left = p.TimeLeft is { } time ? $"  {Duration.Show(time)} left" : "";
                    Error.WriteLine($"step {p.Step:N0}  epoch {p.Epoch}  loss {p.Loss:F3}  perplexity {p.Perplexity:F2}  {p.TokensPerSecond:N0} tokens/s{left}");
                    break;
                case TrainingValidated v:
                    Error.WriteLine($"step {v.Step:N0}  validation perplexity {v.Perplexity:F2}  BLEU {v.Bleu:F2}{(v.IsBest ? "  (best so far, kept)" : "")}");
                    Error.WriteLine($"  source     {OneLine(v.SampleSource)}");
                    Error.WriteLine($"  reference  {OneLine(v.SampleReference)}");
                    Error.WriteLine($"  model      {OneLine(v.SampleTranslation)}");
                    break;
            }
        }));
    }
}
