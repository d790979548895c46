using System.CommandLine;
using System.Text.Json;
using Heed.Decoding;
using Heed.Documents;
using Heed.Models;
using Heed.Text;
using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary><c>heed localize</c>: the files that software is localised with, placeholders safe.</summary>
internal sealed class LocalizeCommand : Command
{
    private const int MostShown = 20;

    private readonly Terminal _terminal;

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = $"What to translate, by its ending: {string.Join(", ", DocumentFormats.All.Select(static format => $"{string.Join(' ', format.Extensions)} ({format.Description})"))}",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _to = new("--to") { Description = "The language to translate to, such as fr", HelpName = "LANG", Required = true };
    private readonly Option<string?> _from = new("--from") { Description = "The language of the files [default: the model's]", HelpName = "LANG" };

    private readonly Option<string[]> _model = new("--model", "-m")
    {
        Description = "A model's folder or name; several translate together [default: FROM-TO, or en-TO]",
        HelpName = "DIR|NAME",
    };

    private readonly Option<string?> _output = new("--output") { Description = "The file to write, or a folder for several [default: Strings.fr.resx beside Strings.resx]", HelpName = "F|DIR" };
    private readonly Option<string[]> _memory = new("--memory") { Description = "Translations that people made, used where a whole text is the same: a corpus such as tmx:en-fr:FILE", HelpName = "NAME" };
    private readonly Option<string?> _glossary = new("--glossary") { Description = "Words whose translations are given: a term, a tab and its translation a line", HelpName = "F" };

    private readonly Option<double?> _reviewBelow = new Option<double?>("--review-below")
    {
        Description = "Mark translations whose tokens have a smaller probability, as a geometric mean [default: 0.5]",
        HelpName = "P",
    }.Within(0, 1, includeLeast: true, includeMost: true);

    private readonly Option<bool> _again = new("--again") { Description = "Translate also what is translated already" };
    private readonly Option<bool> _noState = new("--no-state") { Description = "Write no .heed file, which remembers the texts so that only changed ones are translated the next time" };
    private readonly Option<bool> _strict = new("--strict") { Description = "End with exit code 1 where a text stays in its language" };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<string?> _weights = CommonOptions.Weights();
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a file: counts, and each text with its outcome" };

    public LocalizeCommand(Terminal terminal) : base("localize", "Translate the files that software is localised with; placeholders, tags and everything else stay as they are.")
    {
        _terminal = terminal;
        Arguments.Add(_files);
        foreach (Option option in (Option[])[_to, _from, _model, _output, _memory, _glossary, _reviewBelow, _again, _noState, _strict, _threads, _weights, _json]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed localize Strings.resx --to fr
            heed localize Strings.resx Errors.resx --to fr --output build/fr
            heed localize Strings.fr.resx --to en --model fr-en --json
            heed localize Strings.resx --to fr --memory resx:Old.resx,Old.fr.resx --glossary terms.tsv
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string[] files = parsed.GetRequiredValue(_files);
        string to = parsed.GetRequiredValue(_to);
        string? from = parsed.GetValue(_from), output = parsed.GetValue(_output);
        foreach (string language in new[] { from, to }.OfType<string>())
            if (language.Length is 0 or > 32 || language.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '@'))) throw new UsageException($"'{language}' is no language; write one such as fr or pt-BR.");
        foreach (string file in files)
        {
            CommonOptions.CheckIsFile(file);
            DocumentFormats.Of(file);
        }
        string[] models = parsed.GetValue(_model) is { Length: > 0 } named ? named : [$"{from ?? (to == "en" ? "fr" : "en")}-{to}"];
        string[] folders = [.. models.Select(ModelFolder.Resolve)];
        Glossary? glossary = parsed.GetValue(_glossary) is string terms ? Glossary.Load(terms) : null;
        TranslationMemory? memory = Memory(parsed.GetValue(_memory) ?? []);
        Translator translator = Translator.Load(folders, CommonOptions.WorkersOf(parsed.GetValue(_threads)), CommonOptions.WeightsOf(parsed.GetValue(_weights)));
        if (!IsFor(to, translator.Config.To)) throw new UsageException($"--to {to}: the model {models[0]} translates to {translator.Config.To}; name another with --model.");
        if (from is not null && !IsFor(from, translator.Config.From)) throw new UsageException($"--from {from}: the model {models[0]} translates from {translator.Config.From}; name another with --model.");
        var languages = new DocumentLanguages(from ?? translator.Config.From, to);
        string[] outputs = Outputs(files, output, languages);
        var localizer = new Localizer(translator, new LocalizerOptions
        {
            From = languages.From,
            To = to,
            Memory = memory,
            Glossary = glossary,
            ReviewBelow = parsed.GetValue(_reviewBelow) ?? 0.5,
            Again = parsed.GetValue(_again),
            KeepState = !parsed.GetValue(_noState),
        });
        bool isJson = parsed.GetValue(_json);
        int failed = 0;
        for (int i = 0; i < files.Length; i++)
        {
            LocalizationReport report = LocalizeProgress.Show(_terminal, files[i], progress => localizer.Localize(files[i], outputs[i], progress, _terminal.Stop));
            failed += report.Count(UnitOutcome.Failed);
            if (isJson) _terminal.Out.WriteLine(Json(report));
            else WriteText(report);
        }
        return failed > 0 && parsed.GetValue(_strict) ? ExitCode.Failed : ExitCode.Done;
    }

    // fr serves for fr-CA.
    private static bool IsFor(string asked, string model) => asked.Split('-', '_', '@')[0].Equals(model.Split('-', '_', '@')[0], StringComparison.OrdinalIgnoreCase);

    private TranslationMemory? Memory(string[] corpora)
    {
        if (corpora.Length == 0) return null;
        var memory = new TranslationMemory();
        foreach (string name in corpora) memory.Add(CorpusOptions.Checked("--memory", () => CorpusSpec.Parse(name)), _terminal.Stop);
        return memory;
    }

    private static string[] Outputs(string[] files, string? output, DocumentLanguages languages)
    {
        string[] usual = [.. files.Select(file => DocumentFormats.OutputOf(file, languages))];
        if (output is not null && (files.Length > 1 || Directory.Exists(output)))
        {
            if (File.Exists(output)) throw new UsageException($"--output {output}: this is a file; name a folder for {files.Length} files.");
            Directory.CreateDirectory(output);
            usual = [.. usual.Select(file => Path.Combine(output, Path.GetFileName(file)))];
        }
        else if (output is not null)
        {
            CommonOptions.CheckFolderOf(output);
            usual = [output];
        }
        if (usual.GroupBy(Path.GetFullPath).FirstOrDefault(static same => same.Count() > 1) is { } twice) throw new UsageException($"Two files would be written to {twice.Key}; localise them one by one.");
        return usual;
    }

    private void WriteText(LocalizationReport report)
    {
        _terminal.Out.WriteLine($"{report.Path} -> {report.Output}: {report.Units.Count:N0} texts");
        foreach ((UnitOutcome outcome, string said) in ((UnitOutcome, string)[])[(UnitOutcome.Translated, "translated"), (UnitOutcome.Kept, "kept, translated before"), (UnitOutcome.FromMemory, "from the memory"),
            (UnitOutcome.NothingToTranslate, "without words"), (UnitOutcome.LeftAlone, "left alone"), (UnitOutcome.Failed, "failed, in their language")])
            if (report.Count(outcome) is > 0 and int count) _terminal.Out.WriteLine($"  {said,-26} {count,8:N0}{(outcome == UnitOutcome.Translated && report.NeedReview > 0 ? $"   to review: {report.NeedReview:N0}" : "")}");
        LocalizedUnit[] shown = [.. report.Units.Where(static unit => unit.Outcome is UnitOutcome.Failed or UnitOutcome.LeftAlone)];
        foreach (LocalizedUnit unit in shown.Take(MostShown)) _terminal.Error.WriteLine($"heed: {report.Path}:{unit.Line}: {OneLineText.Of(unit.Id, 40)}: {OneLineText.Of(unit.Reason ?? "", 200)}");
        if (shown.Length > MostShown) _terminal.Error.WriteLine($"heed: {report.Path}: {shown.Length - MostShown:N0} more; --json lists all");
    }

    private static string Json(LocalizationReport report) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("path", report.Path);
        json.WriteString("output", report.Output);
        json.WriteString("format", report.Format);
        json.WriteNumber("texts", report.Units.Count);
        foreach (UnitOutcome outcome in Enum.GetValues<UnitOutcome>()) json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString()), report.Count(outcome));
        json.WriteNumber("needReview", report.NeedReview);
        json.WriteStartArray("units");
        foreach (LocalizedUnit unit in report.Units)
        {
            json.WriteStartObject();
            json.WriteString("id", unit.Id);
            json.WriteNumber("line", unit.Line);
            json.WriteString("outcome", JsonNamingPolicy.CamelCase.ConvertName(unit.Outcome.ToString()));
            json.WriteString("source", unit.Source);
            json.WriteString("translation", unit.Translation);
            if (unit.Confidence is double confidence) json.WriteNumber("confidence", Math.Round(confidence, 4));
            if (unit.NeedsReview) json.WriteBoolean("needsReview", true);
            if (unit.Reason is not null) json.WriteString("reason", unit.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
