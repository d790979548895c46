using System.CommandLine;
using System.Text.Json;
using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary><c>heed corpus show</c>: some pairs, and numbers about all.</summary>
internal sealed class CorpusShowCommand : Command
{
    private const int UsualPairs = 10;

    private readonly Terminal _terminal;
    private readonly CorpusOptions _corpora = new();
    private readonly Option<int?> _pairs = new Option<int?>("--pairs") { Description = $"How many pairs to show [default: {UsualPairs}]", HelpName = "N" }.Between(0, 1_000_000);
    private readonly Option<bool> _random = new("--random") { Description = "Pairs from anywhere instead of the first ones" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Chooses the random pairs; the same seed chooses the same [default: 1]", HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object: the pairs and the numbers" };

    public CorpusShowCommand(Terminal terminal) : base("show", "Show pairs of a corpus, the first or random ones, and numbers about all.")
    {
        _terminal = terminal;
        foreach (Option option in (Option[])[.. _corpora.All, _pairs, _random, _seed, _json]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed corpus show --corpus sdk:fr-en --pairs 5
            heed corpus show --tsv pairs.tsv --columns 2,1 --random --seed 7
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        List<CorpusSpec> corpora = _corpora.ReadSome(parsed);
        List<(CorpusSpec Corpus, CorpusReport Report)> reports = [.. corpora.Select(static corpus => (corpus, new CorpusReport()))];
        bool isRandom = parsed.GetValue(_random) || parsed.GetValue(_seed) is not null;
        CorpusSample sample = CorpusSample.Take(
            reports.SelectMany(r => Corpus.Read(r.Corpus, r.Report, _terminal.Stop)),
            parsed.GetValue(_pairs) ?? UsualPairs,
            isRandom ? parsed.GetValue(_seed) ?? 1 : null);
        if (parsed.GetValue(_json)) WriteJson(sample, reports);
        else WriteText(sample, reports);
        return ExitCode.Done;
    }

    private void WriteText(CorpusSample sample, List<(CorpusSpec Corpus, CorpusReport Report)> reports)
    {
        TextWriter output = _terminal.Out;
        foreach (SentencePair pair in sample.Pairs)
        {
            if (pair.Line > 0) output.WriteLine($"line {pair.Line}");
            output.WriteLine($"  {OneLineText.Of(pair.Source)}");
            output.WriteLine($"  {OneLineText.Of(pair.Target)}");
            output.WriteLine();
        }
        foreach ((CorpusSpec corpus, CorpusReport report) in reports) output.WriteLine($"{corpus.Name}: {report}");
        Side("source", sample.Source);
        Side("target", sample.Target);

        void Side(string name, SideStatistics side) =>
            output.WriteLine($"{name}: {side.Lengths.Characters:N0} characters, {side.Words:N0} words; {side.Lengths.Mean:F1} characters on average, {side.Lengths.Longest:N0} at most");
    }

    private void WriteJson(CorpusSample sample, List<(CorpusSpec Corpus, CorpusReport Report)> reports) => _terminal.Out.WriteLine(JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("corpora");
        foreach ((CorpusSpec corpus, CorpusReport report) in reports)
        {
            json.WriteStartObject();
            json.WriteString("name", corpus.Name);
            json.WriteNumber("read", report.Read);
            json.WriteNumber("kept", report.Kept);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        CorpusJson.Side(json, "source", sample.Source);
        CorpusJson.Side(json, "target", sample.Target);
        json.WriteStartArray("pairs");
        foreach (SentencePair pair in sample.Pairs)
        {
            json.WriteStartObject();
            json.WriteNumber("line", pair.Line);
            json.WriteString("source", pair.Source);
            json.WriteString("target", pair.Target);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }));
}
