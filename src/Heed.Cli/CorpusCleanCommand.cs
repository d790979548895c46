using System.CommandLine;
using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary><c>heed corpus clean</c>: a copy without the faults, and an account of what is not in it.</summary>
internal sealed class CorpusCleanCommand : Command
{
    private readonly Terminal _terminal;
    private readonly CorpusOptions _corpora = new();
    private readonly CorpusRuleOptions _rules = new();
    private readonly Option<string?> _output = new("--output") { Description = "The cleaned pairs as a table of two columns (compressed where named .gz)", HelpName = "F" };
    private readonly Option<string?> _outputSource = new("--output-source") { Description = "The cleaned sentences, one a line; with --output-target", HelpName = "F" };
    private readonly Option<string?> _outputTarget = new("--output-target") { Description = "Their translations, line by line", HelpName = "F" };
    private readonly Option<string?> _rejects = new("--rejects") { Description = "Keep what is left out in this table: reason, file, line, source, target", HelpName = "F" };
    private readonly Option<bool> _json = new("--json") { Description = "The account as one JSON object" };

    public CorpusCleanCommand(Terminal terminal) : base("clean", "Write a cleaned copy of a corpus, and say what was mended and what left out.")
    {
        _terminal = terminal;
        foreach (Option option in (Option[])[.. _corpora.All, .. _rules.All, _output, _outputSource, _outputTarget, _rejects, _json]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed corpus clean --tsv fra-eng.zip --columns 2,1 --output pairs.tsv --rejects rejects.tsv
            heed corpus clean --source train.fr --target train.en --output-source clean.fr --output-target clean.en
            heed corpus clean --tsv crawled.tsv --aligned --output clean.tsv --rejects rejects.tsv
            heed corpus clean --corpus sdk:fr-en --against test.fr test.en --output train.tsv.gz
            heed corpus clean --corpus tmx:fr-en:memory.tmx --languages --score-model models/fr-en --output pairs.tsv --rejects rejects.tsv
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        List<CorpusSpec> corpora = _rules.Limit(parsed, _corpora.ReadSome(parsed));
        string? rejects = parsed.GetValue(_rejects);
        string[] outputs = (parsed.GetValue(_output), parsed.GetValue(_outputSource), parsed.GetValue(_outputTarget)) switch
        {
            (string table, null, null) => [table],
            (null, string source, string target) => [source, target],
            _ => throw new UsageException("Say where to write: --output F for a table, or --output-source F and --output-target F."),
        };
        string[] paths = rejects is null ? outputs : [.. outputs, rejects];
        foreach (string path in paths) CommonOptions.CheckFolderOf(path);
        CorpusRules rules = _rules.Read(parsed, corpora, _terminal.Stop);

        CorpusCleaner? cleaned = null;
        CorpusFiles.Write(paths, corpora, writers =>
        {
            TextWriter[] pairs = [.. writers.Take(outputs.Length)];
            Action<CorpusReject>? reject = rejects is null ? null : r => WriteReject(writers[^1], r);
            cleaned = CorpusCleaner.Clean(corpora, rules, pair => CorpusOutputs.WritePair(pairs, pair), reject, _terminal.Stop);
        });
        if (parsed.GetValue(_json)) WriteJson(cleaned!);
        else WriteText(cleaned!, outputs, rejects);
        return ExitCode.Done;
    }

    private static void WriteReject(TextWriter writer, CorpusReject reject)
    {
        string source = reject.Found.Length > 0 ? reject.Found : reject.Source;
        writer.WriteLine(string.Join('\t', reject.Reason, reject.File, reject.Line, OneLineText.Of(source), OneLineText.Of(reject.Target)));
    }

    private void WriteText(CorpusCleaner cleaned, string[] outputs, string? rejects)
    {
        TextWriter output = _terminal.Out;
        output.WriteLine($"{cleaned.Read:N0} lines read, {cleaned.Kept:N0} pairs kept in {string.Join(" and ", outputs)}");
        Account("left out", cleaned.LeftOut);
        if (rejects is not null) output.WriteLine($"what was left out is in {rejects}");
        Account("mended", cleaned.Mended);

        void Account(string what, IReadOnlyDictionary<string, long> counts)
        {
            if (counts.Count == 0) return;
            output.WriteLine($"{what}: {counts.Values.Sum():N0}");
            foreach ((string reason, long count) in counts) output.WriteLine($"  {reason,-18} {count,10:N0}");
        }
    }

    private void WriteJson(CorpusCleaner cleaned) => _terminal.Out.WriteLine(JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("read", cleaned.Read);
        json.WriteNumber("kept", cleaned.Kept);
        CorpusJson.Counts(json, "leftOut", cleaned.LeftOut);
        CorpusJson.Counts(json, "mended", cleaned.Mended);
        json.WriteEndObject();
    }));
}
