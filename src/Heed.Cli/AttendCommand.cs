using System.CommandLine;
using Heed.Decoding;
using Heed.Files;
using Heed.Kernels;
using Heed.Models;
using Heed.Text.Corpora;
using Heed.Visuals;

namespace Heed.Cli;

/// <summary><c>heed attend</c>: the attention of a sentence pair, or of every pair of a file, given or translated.</summary>
internal sealed class AttendCommand : Command
{
    private const int MapsOnAPage = 100;
    private const int FaultsTold = 10;

    private readonly Terminal _terminal;
    private readonly Option<string?> _source = new("--source") { Description = "The sentence to translate", HelpName = "TEXT" };
    private readonly Option<string?> _target = new("--target") { Description = "Its translation; without one, the model's own", HelpName = "TEXT" };
    private readonly Option<string?> _sourceFile = new("--source-file") { Description = "A file of sentences instead, one a line (also .gz)", HelpName = "F" };
    private readonly Option<string?> _targetFile = new("--target-file") { Description = "Their translations, line by line; without them, the model's own", HelpName = "F" };
    private readonly Option<string?> _tsv = new("--tsv") { Description = "Or a table of pairs with tabs between columns (also .gz)", HelpName = "F" };
    private readonly Option<string?> _columns = new("--columns") { Description = "Its columns of source and target [default: 1,2]", HelpName = "S,T" };
    private readonly Option<string[]> _model = CommonOptions.Models();

    private readonly Option<string?> _format = new Option<string?>("--format")
    {
        Description = "terminal, svg, html (one file for all pairs), json (as translate --json), pharaoh (the best source word of each target word) "
            + "soft (all weights, end symbols last) or safetensors (every layer and head, with --output) [default: terminal]",
        HelpName = "terminal|svg|html|json|pharaoh|soft|safetensors",
    }.OneOf("terminal", "svg", "html", "json", "pharaoh", "soft", "safetensors");

    private readonly Option<bool> _heads = new("--heads") { Description = "Every layer and head of --source: entropy in nats (0 is one place), and mean distance in pieces" };
    private readonly Option<string?> _layer = new("--layer") { Description = "Only this layer, or all: encoder0.self, decoder1.cross ... (--heads lists them) [default: the one that aligns]", HelpName = "NAME|all" };
    private readonly Option<int?> _head = new Option<int?>("--head") { Description = "Only this head of a layer, from 0 [default: the mean, without --layer that which aligns; in html each]", HelpName = "N" }.Between(0, 255);
    private readonly Option<bool> _pieces = new("--pieces") { Description = "Pieces as the model reads them, not words" };

    private readonly Option<string?> _words = new Option<string?>("--words")
    {
        Description = "split: punctuation and elisions are words of their own; space: as white space separates them, the way gold alignments count [default: split]",
        HelpName = "split|space",
    }.OneOf("split", "space");

    private readonly Option<bool> _json = new("--json") { Description = "The same as --format json" };
    private readonly Option<int?> _limit = new Option<int?>("--limit") { Description = $"Only the first N pairs of a file [default: all, {MapsOnAPage} of html]", HelpName = "N" }.Between(1, int.MaxValue);
    private readonly Option<string?> _output = new("--output") { Description = "Write to this file, whole or not at all", HelpName = "F" };
    private readonly Option<string?> _encoder = new("--encoder") { Description = "Look into a BERT or DistilBERT checkpoint of Hugging Face instead of a translator; --target is then a second text", HelpName = "DIR" };
    private readonly Option<bool> _explain = new("--explain") { Description = "Whether the weights of --source explain its translation: words left out, attention made even or dealt out at random, heads switched off" };
    private readonly Option<string?> _overTraining = new("--over-training") { Description = "How attention to the given pairs changed over the models that a training kept (heed train --keep N)", HelpName = "RUN" };
    private readonly LabOptions _lab = new();
    private readonly Option<int?> _threads = CommonOptions.Threads();

    public AttendCommand(Terminal terminal) : base("attend", "Show which source words each target word of sentence pairs attended to.")
    {
        _terminal = terminal;
        foreach (Option option in (Option[])[_source, _target, _sourceFile, _targetFile, _tsv, _columns, _model, _format, _heads, _layer, _head, _pieces, _words, _json, _limit, _output, _encoder, _explain, _overTraining, _threads]) Options.Add(option);
        _lab.AddFilesTo(this);
        WithExamples.AddTo(this, """
            heed attend --source "L'accord sur la zone économique européenne a été signé en août 1992." --target "The agreement on the European Economic Area was signed in August 1992."
            heed attend --source "Le chat dort." --format svg --output cat.svg
            heed attend --source "Le chat dort." --heads
            heed attend --source "Le chat dort." --layer all --format html --output heads.html
            heed attend --source "Le chat dort." --target "The cat is asleep." --format pharaoh
            heed attend --source-file test.fr --target-file test.en --format pharaoh --words space --output test.align
            heed attend --encoder bert-base-uncased --source "The cat sat on the mat." --layer all --format html --output bert.html
            heed attend --source "Le chat dort." --explain --report why.html
            heed attend --over-training runs/fr-en --tsv pairs.tsv --report attention.html
            heed attend --tsv pairs.tsv --columns 2,1 --format html --limit 20 --output pairs.html
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string format = FormatOf(parsed);
        string? source = parsed.GetValue(_source), target = parsed.GetValue(_target), output = parsed.GetValue(_output);
        IEnumerable<PairOfFile> pairs = PairsOf(parsed, source, target, format);
        CommonOptions.CheckFolderOf(output);
        _lab.Check(parsed);
        if (!parsed.GetValue(_explain) && parsed.GetValue(_overTraining) is null && _lab.GivenFile(parsed) is { } lab) throw new UsageException($"{lab} goes with --explain or --over-training.");
        Workers workers = CommonOptions.WorkersOf(parsed.GetValue(_threads));
        if (parsed.GetValue(_overTraining) is { } run)
            return new AttendOverTraining(_terminal, _lab).Run(parsed, run, pairs, NameOf(parsed), parsed.GetValue(_limit) ?? AttendOverTraining.UsualPairs, format == "json", workers);
        if (parsed.GetValue(_encoder) is { } encoder) return Encoder(parsed, TextEncoder.Load(encoder, workers), format, source!, target, output);
        Translator translator = Translator.Load(CommonOptions.FoldersOf(parsed.GetValue(_model)), workers);
        HeatmapOutput.RequireAttention(translator.Config);
        if (parsed.GetValue(_explain)) return new AttendExplanation(_terminal, _lab).Run(parsed, translator, source!, target, format == "json");
        if (LooksInside(parsed, format)) return Inside(parsed, translator, format, source!, target, output);
        bool isFile = source is null;
        int limit = parsed.GetValue(_limit) ?? (isFile && format == "html" ? MapsOnAPage : int.MaxValue);
        // Numbers on the screen would run into results on the same screen.
        bool counts = isFile && _terminal.ErrorIsTerminal && (output is not null || !_terminal.OutIsTerminal);
        WriteTo(output, Write);
        return ExitCode.Done;

        void Write(TextWriter writer)
        {
            IEnumerable<(PairOfFile, Translation?)> attended = Attended(translator, workers, pairs, limit, counts);
            if (parsed.GetValue(_words) == "space") attended = attended.Select(static pair => (pair.Item1, pair.Item2 is null ? null : SpacedWords.Of(pair.Item2)));
            if (format == "html") AttentionPage.Write(writer, HeatmapOutput.Maps(attended.Select(static pair => pair.Item2), translator.Config));
            else foreach ((PairOfFile pair, Translation? translation) in attended) WritePair(writer, format, pair, translation, output is null);
        }
    }

    // What was looked at, as it was asked for.
    private string NameOf(ParseResult parsed) =>
        string.Join(' ', ((Option<string?>[])[_source, _target, _sourceFile, _targetFile, _tsv]).Where(option => parsed.GetValue(option) is not null).Select(option => $"{option.Name} \"{OneLineText.Of(parsed.GetValue(option)!, 120)}\""));

    private bool LooksInside(ParseResult parsed, string format) =>
        parsed.GetValue(_heads) || parsed.GetValue(_layer) is not null || parsed.GetValue(_head) is not null || parsed.GetValue(_pieces) || format == "safetensors";

    // Single layers and heads of one sentence.
    private int Inside(ParseResult parsed, Translator translator, string format, string source, string? target, string? output)
    {
        TracedTranslation trace;
        try
        {
            trace = translator.Trace(source, target, cancellation: _terminal.Stop);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(CommandLine.MessageOf(e));
        }
        _terminal.Warn(trace.Translation);
        return Show(parsed, trace, format, output);
    }

    // Every layer and head of a text that is only read.
    private int Encoder(ParseResult parsed, TextEncoder encoder, string format, string text, string? second, string? output)
    {
        TracedTranslation trace;
        try
        {
            trace = encoder.Trace(text, second);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(CommandLine.MessageOf(e));
        }
        return Show(parsed, trace, format, output);
    }

    private int Show(ParseResult parsed, TracedTranslation trace, string format, string? output)
    {
        if (format == "safetensors")
        {
            TraceOutput.WriteSafetensors(trace, output);
            return ExitCode.Done;
        }
        WriteTo(output, Write);
        return ExitCode.Done;

        void Write(TextWriter writer)
        {
            if (parsed.GetValue(_heads) && format != "json") TraceOutput.WriteHeads(trace, writer);
            else new TraceOutput(parsed.GetValue(_layer), parsed.GetValue(_head), parsed.GetValue(_pieces)).Write(trace, format, writer, _terminal, output is null);
        }
    }

    private void WriteTo(string? output, Action<TextWriter> write)
    {
        if (output is null) write(_terminal.Out);
        else AtomicFile.Write(output, stream =>
        {
            using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
            write(writer);
        });
    }

    private string FormatOf(ParseResult parsed)
    {
        bool json = parsed.GetValue(_json);
        if ((parsed.GetValue(_explain) || parsed.GetValue(_overTraining) is not null)
            && (parsed.GetValue(_format) is not (null or "json") || parsed.GetValue(_output) is not null || LooksInside(parsed, "") || parsed.GetValue(_words) is not null))
            throw new UsageException("--explain and --over-training write tables, --json, --report F.html and --csv F.csv; --format, --output, --words, --heads, --layer, --head and --pieces do not go with them.");
        if (parsed.GetValue(_explain) && parsed.GetValue(_overTraining) is not null) throw new UsageException("Give one of --explain and --over-training.");
        if (parsed.GetValue(_overTraining) is not null && parsed.GetValue(_model) is { Length: > 0 }) throw new UsageException("--over-training takes the models of the run; leave --model out.");
        string? asked = parsed.GetValue(_format);
        if (json && asked is not (null or "json")) throw new UsageException($"--json and --format {asked} contradict each other.");
        return json ? "json" : asked ?? "terminal";
    }

    private IEnumerable<PairOfFile> PairsOf(ParseResult parsed, string? source, string? target, string format)
    {
        string? sourceFile = parsed.GetValue(_sourceFile), targetFile = parsed.GetValue(_targetFile), table = parsed.GetValue(_tsv), columns = parsed.GetValue(_columns);
        if ((source is null ? 0 : 1) + (sourceFile is null ? 0 : 1) + (table is null ? 0 : 1) != 1) throw new UsageException("Give one of --source TEXT, --source-file F and --tsv F.");
        if (target is not null && source is null) throw new UsageException("--target goes with --source; files have --target-file.");
        if (targetFile is not null && sourceFile is null) throw new UsageException("--target-file goes with --source-file.");
        if (columns is not null && table is null) throw new UsageException("--columns goes with --tsv.");
        if (parsed.GetValue(_encoder) is not null && (source is null || parsed.GetValue(_explain) || parsed.GetValue(_overTraining) is not null || parsed.GetValue(_model) is { Length: > 0 }))
            throw new UsageException("--encoder looks at one text, given with --source; --model, --explain and --over-training do not go with it.");
        if (source is null && parsed.GetValue(_explain)) throw new UsageException("--explain looks at one sentence; give it with --source.");
        if (source is null && LooksInside(parsed, format)) throw new UsageException("--heads, --layer, --head, --pieces and --format safetensors look into one sentence; give it with --source.");
        if (source is null && format == "svg") throw new UsageException("--format svg draws one pair; --format html takes many.");
        if (source is not null && parsed.GetValue(_limit) is not null) throw new UsageException("--limit goes with --source-file or --tsv.");
        if (source is not null)
        {
            int longest = target is null ? 0 : Math.Max(source.Length, target.Length);
            if (longest > PairReader.MostCharacters) throw new UsageException($"A text has {longest:N0} characters; the attention of a pair can be shown up to {PairReader.MostCharacters:N0}.");
            return [new PairOfFile(1, source, target, null)];
        }
        foreach (string? file in (string?[])[sourceFile, targetFile, table])
            CommonOptions.CheckIsFile(file);
        if (table is null) return targetFile is null ? PairReader.OfSources(sourceFile!) : PairReader.OfFiles(sourceFile!, targetFile);
        try
        {
            return PairReader.OfTable(TsvCorpus.Parse(table, columns ?? "1,2"));
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--columns: {CommandLine.MessageOf(e)}");
        }
    }

    /// <summary>The pairs with their attention, a batch at a time, in order; null for what cannot be used, which is told.</summary>
    private IEnumerable<(PairOfFile, Translation?)> Attended(Translator translator, Workers workers, IEnumerable<PairOfFile> pairs, int limit, bool counts)
    {
        long done = 0, faults = 0;
        // One more is looked at, to tell whether there are more.
        foreach (List<PairOfFile> batch in PairReader.Batches(limit < int.MaxValue ? pairs.Take(limit + 1) : pairs))
        {
            Translation?[] found = new Translation?[batch.Count];
            int[] forced = [.. Enumerable.Range(0, batch.Count).Where(i => batch[i] is { Fault: null, Target: not null } && done + i < limit)];
            workers.For(forced.Length, i => found[forced[i]] = translator.Force(batch[forced[i]].Source, batch[forced[i]].Target!, _terminal.Stop));
            int[] free = [.. Enumerable.Range(0, batch.Count).Where(i => batch[i] is { Fault: null, Target: null } && done + i < limit)];
            IReadOnlyList<Translation> translated = translator.Translate([.. free.Select(i => batch[i].Source)], cancellation: _terminal.Stop);
            for (int i = 0; i < free.Length; i++) found[free[i]] = translated[i];
            for (int i = 0; i < batch.Count; i++)
            {
                if (done == limit)
                {
                    if (counts) _terminal.Error.WriteLine();
                    _terminal.Error.WriteLine($"heed: there are more than {limit:N0} pairs; --limit N takes more.");
                    yield break;
                }
                done++;
                if (found[i] is { } translation) _terminal.Warn(translation);
                else if (batch[i].Fault is { } fault && ++faults <= FaultsTold) _terminal.Error.WriteLine($"heed: line {batch[i].Line:N0}: {fault}; it has no attention.");
                yield return (batch[i], found[i]);
            }
            if (counts) _terminal.Error.Write($"\rheed: {done:N0} pairs");
        }
        if (counts) _terminal.Error.WriteLine();
        if (faults > FaultsTold) _terminal.Error.WriteLine($"heed: {faults:N0} lines of {done:N0} have no attention.");
    }

    // A line out for a line in: a pair that cannot be used leaves its line empty.
    private void WritePair(TextWriter writer, string format, PairOfFile pair, Translation? translation, bool toTerminal)
    {
        switch (format)
        {
            case "json": writer.WriteLine(translation is null ? TranslationJson.OfFault(pair.Source, pair.Line, pair.Fault!) : TranslationJson.Of(translation)); break;
            case "pharaoh": writer.WriteLine(translation is null ? "" : HeatmapOutput.Pharaoh(translation)); break;
            case "soft": writer.WriteLine(translation is null ? "" : HeatmapOutput.Soft(translation)); break;
            case "svg": writer.WriteLine(HeatmapOutput.Svg(translation!)); break;
            default:
                if (translation is null) break;
                if (pair.Line > 1) writer.WriteLine();
                HeatmapOutput.Write(translation, writer, _terminal, toTerminal);
                break;
        }
    }
}
