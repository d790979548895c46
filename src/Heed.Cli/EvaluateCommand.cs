using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Heed.Decoding;
using Heed.Evaluation;
using Heed.Files;
using Heed.Models;

namespace Heed.Cli;

/// <summary><c>heed evaluate</c>: BLEU and chrF of a model's translations, or of a file of them.</summary>
internal sealed class EvaluateCommand : Command
{
    private const int LinesTogether = 256;
    private const int MostLines = 5_000_000;
    private const long MostCharacters = 1L << 29;

    private readonly Terminal _terminal;
    private readonly Option<string[]> _model = new("--model", "-m") { Description = "Translate --source with this model, a folder or a name; several translate together", HelpName = "DIR|NAME" };
    private readonly Option<int?> _last = CommonOptions.Last();
    private readonly Option<string?> _source = new("--source") { Description = "The sentences to translate, or to take lengths from, one a line (also .gz)", HelpName = "F" };
    private readonly Option<string[]> _hypothesis = new("--hypothesis") { Description = "Translations that exist already, one a line (also .gz); one file for each seed of a system", HelpName = "F", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _baseline = new("--baseline") { Description = "Translations of a system to compare with; one file for each seed", HelpName = "F", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _reference = new("--reference") { Description = "The right translations, one a line (also .gz)", HelpName = "F", Required = true };
    private readonly Option<bool> _lowercase = new("--lowercase") { Description = "BLEU in lower case (chrF keeps the case)" };

    private readonly Option<string?> _tokenize = new Option<string?>("--tokenize")
    {
        Description = "How BLEU cuts words [default: 13a]",
        HelpName = "13a|none|intl|char",
    }.OneOf("13a", "none", "intl", "char");

    private readonly Option<string?> _moses = new("--moses")
    {
        Description = "BLEU as Moses' multi-bleu computes it too, on the words of its tokenizer for the translations' language, unsmoothed; a model knows its own",
        HelpName = "LANG",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _byLength = new("--by-length") { Description = "Scores by the words of the source: the most words of each bin, the last has no limit", HelpName = "5,10,15" };

    private readonly Option<string?> _metric = new Option<string?>("--metric")
    {
        Description = "The score that has intervals [default: bleu]",
        HelpName = "bleu|chrf|chrf++",
    }.OneOf("bleu", "chrf", "chrf++");

    private readonly Option<int?> _bootstrap = new Option<int?>("--bootstrap") { Description = "95 % intervals from so many resamples of the sentences [default: 1000 with --by-length or --baseline]", HelpName = "N" }.Between(1, 1_000_000);
    private readonly SearchCommandOptions _search = new();
    private readonly Option<string?> _output = new("--output") { Description = "Keep the model's translations in this file", HelpName = "F" };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<string?> _weights = CommonOptions.Weights();
    private readonly Option<bool> _shortlist = CommonOptions.Shortlist();
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object: bleu, chrf, signature and more" };

    public EvaluateCommand(Terminal terminal) : base("evaluate", "Score a model's translations with BLEU, chrF and perplexity, or a file of translations with BLEU and chrF.")
    {
        _terminal = terminal;
        _search.Seed.Description = "The same seed draws the same resamples, and with --sample the same translations [default: 1]";
        foreach (Option option in (Option[])[_model, _last, _source, _hypothesis, _baseline, _reference, _lowercase, _tokenize, _moses, _byLength, _metric, _bootstrap, .. _search.All, _output, _threads, _weights, _shortlist, _json]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed evaluate --model fr-en --source test.fr --reference test.en
            heed evaluate --model runs/first --last 4 --source test.fr --reference test.en
            heed evaluate --hypothesis output.en --reference test.en --lowercase
            heed evaluate --hypothesis output.en --reference test.en --json
            heed evaluate --model en-de --source test.en --reference test.de --moses --lowercase
            heed evaluate --hypothesis output.en --reference test.en --source test.fr --by-length 5,10,15,20,30
            heed evaluate --hypothesis a1.en a2.en --baseline b1.en b2.en --reference test.en --bootstrap 1000
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string[] hypotheses = parsed.GetValue(_hypothesis) ?? [], baselines = parsed.GetValue(_baseline) ?? [];
        string? source = parsed.GetValue(_source);
        string[]? model = parsed.GetValue(_model) is { Length: > 0 } named ? named : null;
        int? last = parsed.GetValue(_last);
        string? output = parsed.GetValue(_output);
        string reference = parsed.GetRequiredValue(_reference);
        int[]? edges = EdgesOf(parsed.GetValue(_byLength));
        bool translates = hypotheses.Length == 0;
        if (translates && (model is null || source is null)) throw new UsageException("Give --model and --source to translate, or --hypothesis with translations.");
        if (!translates && (model is not null || last is not null || output is not null || (source is not null && edges is null))) throw new UsageException("--hypothesis needs no --model, --last or --output, and --source only with --by-length.");
        if (edges is not null && source is null) throw new UsageException("--by-length needs --source, whose words it counts.");
        bool asksMoses = parsed.GetResult(_moses) is not null;
        BleuOptions? moses = parsed.GetValue(_moses) is { } language ? MosesOf(language, parsed.GetValue(_lowercase)) : null;
        if (asksMoses && moses is null && !translates) throw new UsageException("--moses: name the language of the translations, such as --moses de.");
        bool hasIntervals = edges is not null || baselines.Length > 0 || parsed.GetValue(_bootstrap) is not null;
        if (!hasIntervals && (parsed.GetValue(_metric) is not null || (!translates && parsed.GetValue(_search.Seed) is not null))) throw new UsageException("--seed and --metric are for --bootstrap, --by-length and --baseline.");
        if (hypotheses.Length > 1 && !hasIntervals) throw new UsageException("Several --hypothesis are the seeds of one system: give --bootstrap, --by-length or --baseline too.");
        if (!translates && _search.All.FirstOrDefault(option => option != _search.Seed && parsed.GetResult(option) is { Implicit: false }) is Option given) throw new UsageException($"{given.Name} says how to translate; --hypothesis has translations.");
        SearchOptions search = _search.Read(parsed, seedsMore: hasIntervals);

        List<string> references = ReadLines(reference);
        if (references.Count == 0) throw new InvalidDataException($"{reference}: there is no line to score.");
        List<string>? sources = source is null ? null : ReadMatching(source, reference, references.Count);
        List<IReadOnlyList<string>> systems = [.. hypotheses.Select(path => ReadMatching(path, reference, references.Count))];
        List<IReadOnlyList<string>> others = [.. baselines.Select(path => ReadMatching(path, reference, references.Count))];

        Stopwatch watch = Stopwatch.StartNew();
        if (translates) search = CommonOptions.WithShortlist(search, parsed.GetValue(_shortlist), CommonOptions.FoldersOf(model!, last));
        Translator? translator = translates ? Load(parsed, CommonOptions.FoldersOf(model!, last), output) : null;
        if (translator is not null) systems.Add(Translate(translator, search, sources!, output));
        watch.Stop();
        double? perplexity = translator?.Perplexity(sources!, references, _terminal.Stop);
        double? seconds = translates ? watch.Elapsed.TotalSeconds : null;
        BleuOptions options = new()
        {
            LowerCase = parsed.GetValue(_lowercase),
            Tokenizer = BleuTokenizer.Named(parsed.GetValue(_tokenize) ?? "13a"),
        };
        if (asksMoses) moses ??= MosesOf(translator!.Config.To, parsed.GetValue(_lowercase));
        LengthReport? report = hasIntervals ? Report(parsed, systems, others, references, edges is null ? [] : LengthBin.Of(sources!, edges), options) : null;

        // The scores of the first; those of further seeds stand with their mean in the intervals.
        BleuScore bleu = Bleu.Corpus(systems[0], references, options);
        BleuScore? mosesBleu = moses is null ? null : Bleu.Corpus(systems[0], references, moses);
        ChrFScore chrF = ChrF.Corpus(systems[0], references);
        ChrFScore chrFPlusPlus = ChrF.Corpus(systems[0], references, wordOrder: 2);
        if (parsed.GetValue(_json))
        {
            WriteJson(bleu, mosesBleu, chrF, chrFPlusPlus, perplexity, references.Count, seconds, report);
            return ExitCode.Done;
        }
        if (systems.Count > 1) _terminal.Out.WriteLine($"{hypotheses[0]}, the first of {systems.Count}:");
        WriteText(bleu, mosesBleu, chrF, chrFPlusPlus, perplexity, references.Count, seconds);
        if (report is null) return ExitCode.Done;
        _terminal.Out.WriteLine();
        report.WriteText(_terminal.Out);
        return ExitCode.Done;
    }

    private static BleuOptions MosesOf(string language, bool lowerCase)
    {
        try
        {
            return BleuOptions.Moses(language, lowerCase);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--moses: {CommandLine.MessageOf(e)}");
        }
    }

    private static int[]? EdgesOf(string? text)
    {
        if (text is null) return null;
        string[] numbers = text.Split(',');
        int[] edges = [.. numbers.Select(static number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int edge) ? edge : 0)];
        if (edges.Length > 1000 || edges[0] < 1 || edges.Zip(edges.Skip(1)).Any(static pair => pair.First >= pair.Second))
            throw new UsageException($"--by-length '{OneLineText.Of(text, 40)}': write at most 1,000 rising whole numbers with commas, such as 5,10,15,20,30.");
        return edges;
    }

    private LengthReport Report(ParseResult parsed, List<IReadOnlyList<string>> systems, List<IReadOnlyList<string>> baselines, List<string> references, IReadOnlyList<LengthBin> bins, BleuOptions options)
    {
        BootstrapOptions bootstrap = new() { Workers = CommonOptions.WorkersOf(parsed.GetValue(_threads)), Seed = parsed.GetValue(_search.Seed) ?? 1 };
        if (parsed.GetValue(_bootstrap) is int resamples) bootstrap = bootstrap with { Resamples = resamples };
        (string name, Func<IReadOnlyList<string>, LineCounts> count) = parsed.GetValue(_metric) switch
        {
            "chrf" => ("chrF2", (Func<IReadOnlyList<string>, LineCounts>)(lines => ChrF.CountLines(lines, [references]))),
            "chrf++" => ("chrF2++", lines => ChrF.CountLines(lines, [references], wordOrder: 2)),
            _ => ("BLEU", lines => Bleu.CountLines(lines, [references], options)),
        };
        return new LengthReport(name, [.. systems.Select(count)], [.. baselines.Select(count)], bins, bootstrap, _terminal.Stop);
    }

    private Translator Load(ParseResult parsed, string[] folders, string? output)
    {
        CommonOptions.CheckFolderOf(output);
        return Translator.Load(folders, CommonOptions.WorkersOf(parsed.GetValue(_threads)), CommonOptions.WeightsOf(parsed.GetValue(_weights)));
    }

    private List<string> Translate(Translator translator, SearchOptions options, List<string> sources, string? output)
    {
        List<string> translations = new(sources.Count);
        foreach (string[] lines in sources.Chunk(LinesTogether))
        {
            translations.AddRange(translator.Translate(lines, options, _terminal.Stop).Select(static translation => OneLineText.Of(translation.Text)));
            if (_terminal.ErrorIsTerminal) _terminal.Error.Write($"\rheed: {translations.Count:N0} of {sources.Count:N0} sentences");
        }
        if (_terminal.ErrorIsTerminal) _terminal.Error.WriteLine();
        if (output is not null) AtomicFile.WriteText(output, string.Concat(translations.Select(static line => $"{line}\n")));
        return translations;
    }

    private void WriteText(BleuScore bleu, BleuScore? moses, ChrFScore chrF, ChrFScore chrFPlusPlus, double? perplexity, int sentences, double? seconds)
    {
        TextWriter output = _terminal.Out;
        output.WriteLine(bleu);
        if (moses is not null) output.WriteLine($"Moses {moses}");
        output.WriteLine(chrF);
        output.WriteLine(chrFPlusPlus);
        if (perplexity is double wavering) output.WriteLine($"perplexity of the references {wavering:F3}");
        output.WriteLine($"signature {bleu.Signature}");
        if (moses is not null) output.WriteLine($"Moses signature {moses.Signature}");
        output.WriteLine(seconds is null ? $"{sentences:N0} sentences" : $"{sentences:N0} sentences, translated in {seconds:F1} s");
    }

    private void WriteJson(BleuScore bleu, BleuScore? moses, ChrFScore chrF, ChrFScore chrFPlusPlus, double? perplexity, int sentences, double? seconds, LengthReport? report) =>
        _terminal.Out.WriteLine(JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("bleu", bleu.Value);
            if (moses is not null) json.WriteNumber("mosesBleu", moses.Value);
            json.WriteNumber("chrf", chrF.Value);
            json.WriteNumber("chrfPlusPlus", chrFPlusPlus.Value);
            if (perplexity is double wavering) json.WriteNumber("perplexity", wavering);
            json.WriteString("signature", bleu.Signature);
            if (moses is not null) json.WriteString("mosesSignature", moses.Signature);
            json.WriteString("chrfSignature", chrF.Signature);
            Numbers(json, "precisions", bleu.Precisions, static (j, value) => j.WriteNumberValue(value));
            Numbers(json, "counts", bleu.Counts, static (j, value) => j.WriteNumberValue(value));
            Numbers(json, "totals", bleu.Totals, static (j, value) => j.WriteNumberValue(value));
            json.WriteNumber("brevityPenalty", bleu.BrevityPenalty);
            json.WriteNumber("systemLength", bleu.SystemLength);
            json.WriteNumber("referenceLength", bleu.ReferenceLength);
            json.WriteNumber("sentences", sentences);
            if (seconds is double time) json.WriteNumber("seconds", Math.Round(time, 3));
            report?.WriteJson(json);
            json.WriteEndObject();
        }));

    private static void Numbers<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values) write(json, value);
        json.WriteEndArray();
    }

    private static List<string> ReadMatching(string path, string reference, int lines)
    {
        List<string> own = ReadLines(path);
        return own.Count == lines ? own : throw new InvalidDataException($"{path} has {own.Count:N0} lines and {reference} has {lines:N0}; they must match line by line.");
    }

    private static List<string> ReadLines(string path)
    {
        List<string> lines = [];
        long characters = 0;
        foreach (string line in Lines.Read(path))
        {
            lines.Add(line);
            characters += line.Length;
            if (lines.Count > MostLines || characters > MostCharacters)
                throw new InvalidDataException($"{path}: more than {MostLines:N0} lines or {MostCharacters:N0} characters; a test set is smaller.");
        }
        return lines;
    }
}
