using System.CommandLine;
using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary><c>heed corpus split</c>: pairs to learn from, to choose by and to judge by, which know nothing of each other.</summary>
internal sealed class CorpusSplitCommand : Command
{
    private const int UsualPairs = 1000;

    private readonly Terminal _terminal;
    private readonly CorpusOptions _corpora = new();
    private readonly Option<string> _output = new("--output") { Description = "The folder for train, dev and test; made if needed", HelpName = "DIR", Required = true };
    private readonly Option<int?> _dev = new Option<int?>("--dev") { Description = $"Pairs for development [default: {UsualPairs}]", HelpName = "N" }.Between(0, 10_000_000);
    private readonly Option<int?> _test = new Option<int?>("--test") { Description = $"Pairs for the test [default: {UsualPairs}]", HelpName = "N" }.Between(0, 10_000_000);
    private readonly Option<string?> _from = new("--from") { Description = "With --to: two files each, named by language, instead of a table", HelpName = "LANG" };
    private readonly Option<string?> _to = new("--to") { Description = "The target language, such as en", HelpName = "LANG" };
    private readonly Option<bool> _byDocument = new("--by-document") { Description = "Keep documents whole: opus with its ids, xliff, po, tmx and sdk name them, --columns S,T,D does, and else a file is one" };
    private readonly Option<bool> _gzip = new("--gzip") { Description = "Compress the files" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "The same seed and pairs give the same parts [default: 1]", HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "The account as one JSON object" };

    public CorpusSplitCommand(Terminal terminal) : base("split", "Split pairs into train, dev and test, which share no source and no target, nor any that differ only in digits, punctuation or case.")
    {
        _terminal = terminal;
        foreach (Option option in (Option[])[.. _corpora.All, _output, _dev, _test, _from, _to, _byDocument, _gzip, _seed, _json]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed corpus split --tsv pairs.tsv --output parts --dev 1000 --test 2000
            heed corpus split --tsv pairs.tsv --from fr --to en --output parts --seed 7
            heed corpus split --corpus opus:fr-en:News.zip --by-document --output parts
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        List<CorpusSpec> corpora = _corpora.ReadSome(parsed);
        string folder = parsed.GetRequiredValue(_output);
        string? from = parsed.GetValue(_from), to = parsed.GetValue(_to);
        if ((from is null) != (to is null) || (from is not null && from == to)) throw new UsageException("--from and --to go together and differ: they name the files.");
        foreach (string language in new[] { from, to }.OfType<string>())
            if (language.Length == 0 || language.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))) throw new UsageException($"'{language}' cannot end a file's name; write a language such as fr.");
        if (File.Exists(folder)) throw new UsageException($"--output {folder}: this is a file; name a folder.");

        List<(CorpusSpec Corpus, CorpusReport Report)> reports = [.. corpora.Select(static corpus => (corpus, new CorpusReport()))];
        IEnumerable<SentencePair> pairs = reports.SelectMany(r => Corpus.Read(r.Corpus, r.Report, _terminal.Stop).Select(p => p with { Document = p.Document ?? r.Corpus.Name }));
        (int dev, ulong seed, int test) = (parsed.GetValue(_dev) ?? UsualPairs, parsed.GetValue(_seed) ?? 1, parsed.GetValue(_test) ?? UsualPairs);
        CorpusSplit split = parsed.GetValue(_byDocument) ? CorpusSplit.SplitByDocument(pairs, dev, seed, test) : CorpusSplit.Split(pairs, dev, seed, test);
        Directory.CreateDirectory(folder);
        string[] endings = from is null ? [".tsv"] : [$".{from}", $".{to}"];
        string gz = parsed.GetValue(_gzip) ? ".gz" : "";
        (string Name, IReadOnlyList<SentencePair> Pairs)[] parts = [("train", split.Train), ("dev", split.Dev), ("test", split.Test)];
        string[] paths = [.. parts.SelectMany(part => endings.Select(ending => Path.Combine(folder, part.Name + ending + gz)))];
        CorpusFiles.Write(paths, corpora, writers =>
        {
            for (int part = 0; part < parts.Length; part++)
            {
                TextWriter[] own = [.. writers.Skip(part * endings.Length).Take(endings.Length)];
                foreach (SentencePair pair in parts[part].Pairs) CorpusOutputs.WritePair(own, pair);
            }
        });
        if (parsed.GetValue(_json)) WriteJson(reports, split);
        else WriteText(reports, split, paths);
        return ExitCode.Done;
    }

    private void WriteText(List<(CorpusSpec Corpus, CorpusReport Report)> reports, CorpusSplit split, string[] paths)
    {
        foreach ((CorpusSpec corpus, CorpusReport report) in reports) _terminal.Out.WriteLine($"{corpus.Name}: {report}");
        _terminal.Out.WriteLine($"train {split.Train.Count:N0}, dev {split.Dev.Count:N0}, test {split.Test.Count:N0}; {split.Repeated:N0} repeated pairs left out{(split.Shared > 0 ? $", {split.Shared:N0} that stand in another part too" : "")}");
        if (split.Documents.Train > 0) _terminal.Out.WriteLine($"documents: train {split.Documents.Train:N0}, dev {split.Documents.Dev:N0}, test {split.Documents.Test:N0}");
        _terminal.Out.WriteLine(string.Join(' ', paths));
    }

    private void WriteJson(List<(CorpusSpec Corpus, CorpusReport Report)> reports, CorpusSplit split) => _terminal.Out.WriteLine(JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("read", reports.Sum(static r => r.Report.Read));
        json.WriteNumber("leftOut", reports.Sum(static r => r.Report.Read - r.Report.Kept));
        json.WriteNumber("repeated", split.Repeated);
        json.WriteNumber("shared", split.Shared);
        json.WriteNumber("train", split.Train.Count);
        json.WriteNumber("dev", split.Dev.Count);
        json.WriteNumber("test", split.Test.Count);
        json.WriteEndObject();
    }));
}
