using System.CommandLine;
using System.Globalization;
using Heed.Decoding;
using Heed.Kernels;
using Heed.Lab;
using Heed.Training;
using Heed.Visuals;

namespace Heed.Cli;

/// <summary><c>heed attend --over-training</c>: how attention to some pairs changed over the models that a training kept.</summary>
internal sealed class AttendOverTraining(Terminal terminal, LabOptions lab)
{
    public const int UsualPairs = 20;
    private const int Maps = 4;

    public int Run(ParseResult parsed, string run, IEnumerable<PairOfFile> pairs, string of, int limit, bool asJson, Workers workers)
    {
        if (!Directory.Exists(run)) throw new DirectoryNotFoundException($"--over-training {run}: there is no such folder.");
        IReadOnlyList<(string Folder, long Step)> kept = KeptModels.In(run);
        if (kept.Count == 0) throw new InvalidDataException($"--over-training {run}: no models of single steps (step-000100 …) are kept there; train with --keep N.");
        PairOfFile[] usable = [.. pairs.Where(pair => pair.Fault is null).Take(limit)];
        if (usable.Length == 0) throw new InvalidDataException("There is no pair to look at.");
        // Without translations those of the last model are what all are asked for: the same words at every step.
        string[] targets = [.. usable.Select(pair => pair.Target ?? "")];
        if (usable.Any(pair => pair.Target is null))
        {
            IReadOnlyList<Translation> own = Translator.Load(kept[^1].Folder, workers).Translate([.. usable.Select(pair => pair.Source)], cancellation: terminal.Stop);
            for (int i = 0; i < usable.Length; i++) targets[i] = usable[i].Target ?? own[i].Text;
        }
        var points = new List<OverTrainingPoint>();
        var maps = new List<(string, AttentionMap)>();
        HashSet<int> drawn = [.. Enumerable.Range(0, Maps).Select(i => i * (kept.Count - 1) / (Maps - 1))];
        try
        {
            LabDisplay.Show(terminal, progress =>
            {
                for (int k = 0; k < kept.Count; k++)
                {
                    Translator translator = Translator.Load(kept[k].Folder, Workers.One);
                    HeatmapOutput.RequireAttention(translator.Config);
                    var traces = new TracedTranslation[usable.Length];
                    string step = string.Create(CultureInfo.InvariantCulture, $"step {kept[k].Step:N0}");
                    progress?.Report(new LabProgress((double)k / kept.Count, step));
                    workers.For(usable.Length, i =>
                    {
                        terminal.Stop.ThrowIfCancellationRequested();
                        traces[i] = translator.Trace(usable[i].Source, targets[i], cancellation: terminal.Stop);
                    });
                    points.AddRange(OverTrainingPoint.Of(kept[k].Step, traces));
                    if (drawn.Contains(k) && traces[0].Translation.Attention.Length > 0) maps.Add((step, HeatmapOutput.Map(traces[0].Translation)));
                }
                return 0;
            });
        }
        catch (ArgumentException e)
        {
            throw new UsageException(CommandLine.MessageOf(e));
        }
        if (asJson) foreach (OverTrainingPoint point in points) terminal.Out.WriteLine(Json(point));
        else WriteTable(points);
        string made = MadeBy.Line($"heed attend --over-training {run} {of} ({usable.Length} pairs, {kept.Count} models)");
        lab.Write(terminal, parsed, (page, language) => OverTrainingPage.Write(page, points, maps, made, language), Csv(points, made));
        return ExitCode.Done;
    }

    private void WriteTable(List<OverTrainingPoint> points)
    {
        terminal.Out.WriteLine($"{"step",9} {"layer",-18} {"entropy",8} {"distance",9} {"diagonality",12} {"agreement",10} {"log p/piece",12}");
        foreach (OverTrainingPoint point in points)
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{point.Step,9:N0} {point.Layer,-18} {point.Entropy,8:F2} {point.Distance,9:F2} {point.Diagonality,12:F2} {(double.IsNaN(point.Agreement) ? "–" : point.Agreement.ToString("F2", CultureInfo.InvariantCulture)),10} {point.Score,12:F2}"));
    }

    private static string Json(OverTrainingPoint point) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("step", point.Step);
        json.WriteString("layer", point.Layer);
        json.WriteNumber("heads", point.Heads);
        json.WriteNumber("entropy", point.Entropy);
        json.WriteNumber("distance", point.Distance);
        json.WriteNumber("diagonality", point.Diagonality);
        if (!double.IsNaN(point.Agreement)) json.WriteNumber("agreement", point.Agreement);
        json.WriteNumber("logProbabilityOfPiece", point.Score);
        json.WriteEndObject();
    });

    private static IEnumerable<IEnumerable<object?>> Csv(List<OverTrainingPoint> points, string made)
    {
        yield return [$"# {made}"];
        yield return ["step", "layer", "heads", "entropy", "distance", "diagonality", "agreement", "log_probability_of_piece"];
        foreach (OverTrainingPoint point in points) yield return [point.Step, point.Layer, point.Heads, point.Entropy, point.Distance, point.Diagonality, point.Agreement, point.Score];
    }
}
