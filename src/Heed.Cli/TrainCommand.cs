using System.CommandLine;
using System.CommandLine.Invocation;
using Heed.Training;

namespace Heed.Cli;

/// <summary><c>heed train</c>: trains a translator from sentence pairs, or goes on with a run.</summary>
internal sealed class TrainCommand : Command
{
    private readonly Terminal _terminal;
    private readonly TrainCommandOptions _options = new();

    public TrainCommand(Terminal terminal) : base("train", "Train a translator from sentence pairs; Ctrl-C saves, --resume goes on.")
    {
        _terminal = terminal;
        foreach (Option option in _options.All) Options.Add(option);
        WithExamples.AddTo(this, """
            heed train --corpus sdk:fr-en --from fr --to en --out runs/first
            heed train --tsv pairs.tsv --columns 2,1 --corpus sdk:fr-en --from fr --to en --max-time 15m --out runs/mine
            heed train --source train.fr --target train.en --dev-source dev.fr --dev-target dev.en --from fr --to en --out runs/files
            heed train --tsv crawled.tsv --clean --from fr --to en --out runs/clean
            heed train --corpus sdk:fr-en --from fr --to en --architecture transformer --out runs/transformer
            heed train --recipe transformer-tiny --source train.en --target train.de --dev-source dev.en --dev-target dev.de --from en --to de --out runs/tiny
            heed train --corpus sdk:fr-en --from fr --to en --score none --out runs/without-attention
            heed train --resume --out runs/first
            heed train --config run.json --seed 2 --out runs/second    # { "corpus": "sdk:fr-en", "from": "fr", "to": "en" }
            """);
        SetAction(Run);
    }

    /// <summary>Parses again with the options of --config, then those of --recipe, as if those that are left out stood on the command line.</summary>
    public ParseResult WithConfigFile(ParseResult parsed, string[] args, RootCommand root, ParserConfiguration parsing)
    {
        bool runs = parsed.Action == Action || parsed.Action is ParseErrorAction;   // not --help
        if (!runs) return parsed;
        if (parsed.GetResult(_options.Config) is not null && parsed.GetValue(_options.Config) is { } file)
        {
            args = [.. args, .. ConfigFile.Tokens(file, this, option => parsed.GetResult(option) is { Implicit: false })];
            parsed = root.Parse(args, parsing);
        }
        if (parsed.GetResult(_options.Recipe) is not { } given || given.Errors.Any() || parsed.GetValue(_options.Recipe) is not { } recipe) return parsed;
        return root.Parse([.. args, .. ConfigFile.Tokens($"recipe {recipe}", Recipes.TextOf(recipe), this, option => parsed.GetResult(option) is { Implicit: false })], parsing);
    }

    private int Run(ParseResult parsed)
    {
        TrainingOptions options = _options.Read(parsed);
        TrainingDisplay display = _terminal.ColourError ? new LiveTrainingDisplay(_terminal) : new PlainTrainingDisplay(_terminal);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_terminal.Stop);
        if (parsed.GetValue(_options.StopOnInputEnd)) StopAtEnd(_terminal.In, stop);
        try
        {
            TrainingFinished end = display.Show(progress => Trainer.Run(options, progress, stop.Token));
            _terminal.Out.WriteLine(parsed.GetValue(_options.Json) ? Json(options, end) : Line(options, end));
            if (!parsed.GetValue(_options.Json))
                foreach (string warning in end.Warnings) _terminal.Error.WriteLine($"warning     {warning}");
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            bool saved = File.Exists(Path.Combine(options.Out, "state.safetensors"));
            _terminal.Error.WriteLine(saved ? $"heed: stopped; to go on: heed train --resume --out {options.Out}" : "heed: stopped before the first step");
            throw;
        }
    }

    // A thread of its own, for a read that nothing interrupts; it does not keep the process.
    private static void StopAtEnd(Stream input, CancellationTokenSource stop) => new Thread(() =>
    {
        byte[] passedOver = new byte[256];
        try
        {
            while (input.Read(passedOver) > 0) { }
        }
        catch (IOException)
        {
            // A pipe that broke has ended.
        }
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // So has the training.
        }
    })
    { IsBackground = true, Name = "end of input" }.Start();

    private static string Line(TrainingOptions options, TrainingFinished end) =>
        $"{options.Out}: BLEU {end.BestBleu:F2}, perplexity {end.BestPerplexity:F2} on the validation pairs at step {end.BestStep:N0}; "
        + $"ended at step {end.Step:N0} after {Duration.Show(end.Elapsed)}: {end.Reason}";

    private static string Json(TrainingOptions options, TrainingFinished end) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("run", options.Out);
        json.WriteNumber("step", end.Step);
        json.WriteString("reason", end.Reason);
        json.WriteNumber("bestStep", end.BestStep);
        json.WriteNumber("bleu", end.BestBleu);
        json.WriteNumber("perplexity", end.BestPerplexity);
        json.WriteNumber("seconds", Math.Round(end.Elapsed.TotalSeconds, 3));
        json.WriteStartArray("warnings");
        foreach (string warning in end.Warnings) json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
