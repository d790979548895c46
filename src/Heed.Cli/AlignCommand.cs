using System.CommandLine;
using System.Text.Json;
using Heed.Decoding;
using Heed.Evaluation;
using Heed.Files;
using Heed.Kernels;

namespace Heed.Cli;

/// <summary><c>heed align</c>: which words of sentence pairs belong together, by what translators attend to.</summary>
internal sealed class AlignCommand : Command
{
    private readonly Terminal _terminal;
    private readonly AlignInput _input = new();
    private readonly Option<string[]> _model = CommonOptions.Models();
    private readonly Option<string[]> _reverse = new("--reverse") { Description = "A model from the target's language to the source's: both directions are brought together", HelpName = "DIR|NAME" };

    private readonly Option<string?> _way = new Option<string?>("--symmetrise")
    {
        Description = $"How both directions are brought together: mean (of their weights, then grow-diagonal), or by the links of each: intersection, union, grow-diagonal, grow-diagonal-final [default: {TwoWayAlignment.Mean}]",
        HelpName = string.Join('|', TwoWayAlignment.Names),
    }.OneOf([.. TwoWayAlignment.Names]);

    private readonly Option<bool> _soft = new("--soft") { Description = "All weights of --model instead of links: target words separated by spaces, source words by commas, end symbols last" };
    private readonly Option<string?> _gold = new("--gold") { Description = "Tell the alignment error rate against this file (i-j sure, ipj possible, or a line pair i j S|P for each link); links are then written only to --output", HelpName = "F" };
    private readonly Option<int?> _goldBase = new Option<int?>("--gold-base") { Description = "The number of a sentence's first word in --gold [default: 0 where a 0 stands in it, else 1]", HelpName = "0|1" }.Between(0, 1);
    private readonly Option<bool> _tune = new("--tune") { Description = "Find the layer, head and step that align best, by --gold or else by how well both directions agree, and record them in the models' config.json" };
    private readonly Option<string?> _output = new("--output") { Description = "Write links or weights to this file, whole or not at all", HelpName = "F" };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line: words and links, with --soft weights; with --gold or --tune one object" };

    public AlignCommand(Terminal terminal) : base("align", "Link the words of sentence pairs by what a translator attends to: source-target, from 0, a line for each pair.")
    {
        _terminal = terminal;
        foreach (Option option in (Option[])[.. _input.All, _model, _reverse, _way, _soft, _gold, _goldBase, _tune, _output, _threads, _json]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed align --model fr-en --source train.fr --target train.en --output train.align
            heed align --model fr-en --reverse en-fr --source train.fr --target train.en --symmetrise grow-diagonal-final
            heed align --model fr-en --tsv pairs.tsv --columns 2,1 --soft
            heed align --model en-fr --reverse fr-en --pairs test.src-tgt --words tokens --gold test.gold
            heed align --model en-fr --reverse fr-en --pairs dev.src-tgt --words tokens --gold dev.gold --tune
            heed align --model en-fr --reverse fr-en --source dev.en --target dev.fr --tune
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string? output = parsed.GetValue(_output), gold = parsed.GetValue(_gold);
        string[] reverse = parsed.GetValue(_reverse) ?? [];
        bool soft = parsed.GetValue(_soft), tune = parsed.GetValue(_tune), json = parsed.GetValue(_json);
        if (soft && reverse.Length > 0) throw new UsageException("--soft writes the weights of one direction; leave --reverse out.");
        if (parsed.GetValue(_way) is not null && reverse.Length == 0) throw new UsageException("--symmetrise brings two directions together; name a model of the other one with --reverse.");
        if (parsed.GetValue(_goldBase) is not null && gold is null) throw new UsageException("--gold-base goes with --gold.");
        if (tune && gold is null && reverse.Length == 0) throw new UsageException("--tune needs gold links (--gold F), or a model of the other direction to agree with (--reverse).");
        if (tune && (soft || output is not null)) throw new UsageException("--tune writes no links; leave --soft and --output out.");
        string[] models = parsed.GetValue(_model) ?? [];
        if (tune && (models.Length > 1 || reverse.Length > 1)) throw new UsageException("--tune finds the weights of one model a direction; give one.");
        IEnumerable<PairOfFile> pairs = _input.Read(parsed);
        CommonOptions.CheckIsFile(gold);
        CommonOptions.CheckFolderOf(output);
        IReadOnlyList<GoldAlignment>? links = gold is null ? null : AlignmentFile.ReadGold(gold, parsed.GetValue(_goldBase));
        var aligner = new PairAligner(Load(models, parsed), reverse.Length == 0 ? null : Load(reverse, parsed), _input.WordsOf(parsed), _terminal);
        RequireDirections(aligner);
        if (tune) return new AlignTuning(_terminal, aligner).Run([.. pairs.Take(AlignTuning.MostPairs)], links, gold, [.. CommonOptions.FoldersOf(models), .. reverse.Length == 0 ? [] : CommonOptions.FoldersOf(reverse)], json);
        string way = parsed.GetValue(_way) ?? TwoWayAlignment.Mean;
        if (links is not null) return new AlignScores(_terminal, aligner).Run([.. pairs], links, gold!, way, soft, json, output);
        DocumentProgress.Show(_terminal, output is null && _terminal.OutIsTerminal, DocumentProgress.BytesOf(_input.FirstFile(parsed)), done =>
        {
            if (output is null) Write(_terminal.Out, done);
            else AtomicFile.Write(output, stream =>
            {
                using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
                Write(writer, done);
            });
        }, "aligning");
        return ExitCode.Done;

        void Write(TextWriter writer, Action<string>? done)
        {
            foreach (AlignedPair pair in aligner.Align(pairs))
            {
                writer.WriteLine(json ? Json(pair, way, soft) : soft ? (pair.Forward is { } forward ? WordLinks.Soft(forward.Weights) : "") : WordLinks.Pharaoh(pair.Links(way)));
                done?.Invoke(pair.Pair.Source);
            }
        }
    }

    private Translator Load(string[] models, ParseResult parsed)
    {
        Translator translator = Translator.Load(CommonOptions.FoldersOf(models), CommonOptions.WorkersOf(parsed.GetValue(_threads)));
        HeatmapOutput.RequireAttention(translator.Config);
        return translator;
    }

    private static void RequireDirections(PairAligner aligner)
    {
        if (aligner.Backward is { Config: var back } && aligner.Forward.Config is var to && (back.From != to.To || back.To != to.From))
            throw new UsageException($"--reverse: the model translates from {back.From} to {back.To}; one from {to.To} to {to.From} is the other direction.");
    }

    private static string Json(AlignedPair pair, string way, bool soft) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("line", pair.Pair.Line);
        if (pair.Pair.Fault is { } fault) json.WriteString("fault", fault);
        json.WriteStartArray("links");
        foreach ((int source, int target) in pair.Links(way))
        {
            json.WriteStartArray();
            json.WriteNumberValue(source);
            json.WriteNumberValue(target);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        if (pair.Forward is { } forward)
        {
            WriteWords(json, "sourceWords", forward.Source.Words);
            WriteWords(json, "targetWords", forward.Target.Words);
            if (soft) WriteWeights(json, forward.Weights);
        }
        json.WriteEndObject();
    });

    private static void WriteWords(Utf8JsonWriter json, string name, IReadOnlyList<Text.Word> words)
    {
        json.WriteStartArray(name);
        foreach (Text.Word word in words) json.WriteStringValue(word.Text);
        json.WriteEndArray();
    }

    private static void WriteWeights(Utf8JsonWriter json, float[,] weights)
    {
        json.WriteStartArray("weights");
        for (int t = 0; t < weights.GetLength(0); t++)
        {
            json.WriteStartArray();
            for (int s = 0; s < weights.GetLength(1); s++) json.WriteNumberValue(weights[t, s]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
