using System.CommandLine;
using System.Diagnostics;
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
    private readonly Option<string?> _source = new("--source") { Description = "The sentences to translate, one a line (also .gz)", HelpName = "F" };
    private readonly Option<string?> _hypothesis = new("--hypothesis") { Description = "Translations that exist already, one a line (also .gz)", HelpName = "F" };
    private readonly Option<string> _reference = new("--reference") { Description = "The right translations, one a line (also .gz)", HelpName = "F", Required = true };
    private readonly Option<bool> _lowercase = new("--lowercase") { Description = "BLEU in lower case (chrF keeps the case)" };

    private readonly Option<string?> _tokenize = new Option<string?>("--tokenize")
    {
        Description = "How BLEU cuts words [default: 13a]",
        HelpName = "13a|none|intl|char",
    }.OneOf("13a", "none", "intl", "char");

    private readonly SearchCommandOptions _search = new();
    private readonly Option<string?> _output = new("--output") { Description = "Keep the model's translations in this file", HelpName = "F" };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object: bleu, chrf, signature and more" };

    public EvaluateCommand(Terminal terminal) : base("evaluate", "Score a model's translations with BLEU, chrF and perplexity, or a file of translations with BLEU and chrF.")
    {
        _terminal = terminal;
        foreach (Option option in (Option[])[_model, _source, _hypothesis, _reference, _lowercase, _tokenize, .. _search.All, _output, _threads, _json]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed evaluate --model fr-en --source test.fr --reference test.en
            heed evaluate --hypothesis output.en --reference test.en --lowercase
            heed evaluate --hypothesis output.en --reference test.en --json
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string? hypothesis = parsed.GetValue(_hypothesis);
        string? source = parsed.GetValue(_source);
        string[]? model = parsed.GetValue(_model) is { Length: > 0 } named ? named : null;
        string? output = parsed.GetValue(_output);
        string reference = parsed.GetRequiredValue(_reference);
        if (hypothesis is null && (model is null || source is null)) throw new UsageException("Give --model and --source to translate, or --hypothesis with translations.");
        SearchOptions search = _search.Read(parsed);
        if (hypothesis is not null && _search.All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is Option given) throw new UsageException($"{given.Name} says how to translate; --hypothesis has translations.");
        if (hypothesis is not null && (model is not null || (source ?? output) is not null)) throw new UsageException("--hypothesis needs no --model, --source or --output.");

        List<string> references = ReadLines(reference);
        List<string> inputs = ReadLines(hypothesis ?? source!);
        if (inputs.Count != references.Count)
            throw new InvalidDataException($"{hypothesis ?? source} has {inputs.Count:N0} lines and {reference} has {references.Count:N0}; they must match line by line.");
        if (references.Count == 0) throw new InvalidDataException($"{reference}: there is no line to score.");

        Stopwatch watch = Stopwatch.StartNew();
        Translator? translator = hypothesis is null ? Load(parsed, model!, output) : null;
        List<string> translations = translator is null ? inputs : Translate(translator, search, inputs, output);
        watch.Stop();
        double? perplexity = translator?.Perplexity(inputs, references, _terminal.Stop);
        BleuScore bleu = Bleu.Corpus(translations, references, new BleuOptions
        {
            LowerCase = parsed.GetValue(_lowercase),
            Tokenizer = BleuTokenizer.Named(parsed.GetValue(_tokenize) ?? "13a"),
        });
        ChrFScore chrF = ChrF.Corpus(translations, references);
        ChrFScore chrFPlusPlus = ChrF.Corpus(translations, references, wordOrder: 2);
        double? seconds = hypothesis is null ? watch.Elapsed.TotalSeconds : null;
        if (parsed.GetValue(_json)) WriteJson(bleu, chrF, chrFPlusPlus, perplexity, references.Count, seconds);
        else WriteText(bleu, chrF, chrFPlusPlus, perplexity, references.Count, seconds);
        return ExitCode.Done;
    }

    private Translator Load(ParseResult parsed, string[] models, string? output)
    {
        CommonOptions.CheckFolderOf(output);
        return Translator.Load(CommonOptions.FoldersOf(models), CommonOptions.WorkersOf(parsed.GetValue(_threads)));
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

    private void WriteText(BleuScore bleu, ChrFScore chrF, ChrFScore chrFPlusPlus, double? perplexity, int sentences, double? seconds)
    {
        TextWriter output = _terminal.Out;
        output.WriteLine(bleu);
        output.WriteLine(chrF);
        output.WriteLine(chrFPlusPlus);
        if (perplexity is double wavering) output.WriteLine($"perplexity of the references {wavering:F3}");
        output.WriteLine($"signature {bleu.Signature}");
        output.WriteLine(seconds is null ? $"{sentences:N0} sentences" : $"{sentences:N0} sentences, translated in {seconds:F1} s");
    }

    private void WriteJson(BleuScore bleu, ChrFScore chrF, ChrFScore chrFPlusPlus, double? perplexity, int sentences, double? seconds) =>
        _terminal.Out.WriteLine(JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("bleu", bleu.Value);
            json.WriteNumber("chrf", chrF.Value);
            json.WriteNumber("chrfPlusPlus", chrFPlusPlus.Value);
            if (perplexity is double wavering) json.WriteNumber("perplexity", wavering);
            json.WriteString("signature", bleu.Signature);
            json.WriteString("chrfSignature", chrF.Signature);
            Numbers(json, "precisions", bleu.Precisions, static (j, value) => j.WriteNumberValue(value));
            Numbers(json, "counts", bleu.Counts, static (j, value) => j.WriteNumberValue(value));
            Numbers(json, "totals", bleu.Totals, static (j, value) => j.WriteNumberValue(value));
            json.WriteNumber("brevityPenalty", bleu.BrevityPenalty);
            json.WriteNumber("systemLength", bleu.SystemLength);
            json.WriteNumber("referenceLength", bleu.ReferenceLength);
            json.WriteNumber("sentences", sentences);
            if (seconds is double time) json.WriteNumber("seconds", Math.Round(time, 3));
            json.WriteEndObject();
        }));

    private static void Numbers<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values) write(json, value);
        json.WriteEndArray();
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
