using System.CommandLine;
using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary><c>heed corpus check</c>: every fault with its file, line and text, counts, and how long the texts are.</summary>
internal sealed class CorpusCheckCommand : Command
{
    private const int UsualShown = 10;

    private readonly Terminal _terminal;
    private readonly CorpusOptions _corpora = new();
    private readonly CorpusRuleOptions _rules = new();
    private readonly Option<int?> _show = new Option<int?>("--show") { Description = $"How many findings of each kind to show [default: {UsualShown}]", HelpName = "N" }.Between(0, int.MaxValue);
    private readonly Option<bool> _all = new("--all") { Description = "Show every finding" };
    private readonly Option<bool> _strict = new("--strict") { Description = "End with exit code 1 when anything is found" };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a corpus: counts, findings, lengths" };

    public CorpusCheckCommand(Terminal terminal) : base("check", "Report what is wrong with a corpus: file, line and text of every fault, and counts. The exit code is 0 unless --strict is given.")
    {
        _terminal = terminal;
        foreach (Option option in (Option[])[.. _corpora.All, .. _rules.All, _show, _all, _strict, _json]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed corpus check --source train.fr --target train.en
            heed corpus check --tsv fra-eng.zip --columns 2,1 --from fr --to en
            heed corpus check --tsv crawled.tsv --from fr --to en --languages --aligned
            heed corpus check --source test.fr --target test.en --against train.fr train.en --strict
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        List<CorpusSpec> corpora = _rules.Limit(parsed, _corpora.ReadSome(parsed));
        CorpusRules rules = _rules.Read(parsed, corpora, _terminal.Stop);
        bool asJson = parsed.GetValue(_json);
        int most = parsed.GetValue(_all) ? int.MaxValue : parsed.GetValue(_show) ?? UsualShown;
        long findings = 0;
        foreach (CorpusSpec corpus in corpora)
        {
            Dictionary<CorpusFault, int> shown = [];
            List<CorpusFinding> kept = [];
            CorpusCheck check = CorpusCheck.Run(corpus, rules, Show, _terminal.Stop);
            findings += check.Findings;
            if (asJson) WriteJson(check, kept);
            else WriteText(check, shown);

            void Show(CorpusFinding finding)
            {
                int before = shown.GetValueOrDefault(finding.Fault);
                if (before >= most) return;
                shown[finding.Fault] = before + 1;
                if (asJson) kept.Add(finding);
                else _terminal.Out.WriteLine($"{finding.File}{(finding.Line > 0 ? $":{finding.Line}" : "")}: {finding.Fault.NameInReports()}: {OneLineText.Of(finding.Text)}");
            }
        }
        return findings > 0 && parsed.GetValue(_strict) ? ExitCode.Failed : ExitCode.Done;
    }

    private void WriteText(CorpusCheck check, Dictionary<CorpusFault, int> shown)
    {
        TextWriter output = _terminal.Out;
        if (shown.Count > 0) output.WriteLine();
        output.WriteLine($"{check.Corpus}: {check.Lines:N0} {(check.Lines == 1 ? "line" : "lines")}, {check.Sound:N0} without a fault{(check.PassedOver > 0 ? $", {check.PassedOver:N0} messages not translated or repeated" : "")}");
        if (check.SourceLanguage is not null || check.TargetLanguage is not null)
            output.WriteLine($"looks like: {check.SourceLanguage ?? "?"} → {check.TargetLanguage ?? "?"}");
        foreach ((CorpusFault fault, long count) in check.Counts)
        {
            int seen = shown.GetValueOrDefault(fault);
            output.WriteLine($"  {fault.NameInReports(),-16} {count,10:N0}{(seen < count ? $"  ({seen:N0} shown; --all shows every one)" : "")}");
        }
        if (check.Source.Lengths.Count == 0) return;
        output.WriteLine();
        LengthChart.Write(_terminal, check.Source.Lengths, check.Target.Lengths);
    }

    private void WriteJson(CorpusCheck check, List<CorpusFinding> findings) => _terminal.Out.WriteLine(JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("corpus", check.Corpus);
        json.WriteNumber("lines", check.Lines);
        json.WriteNumber("sound", check.Sound);
        json.WriteNumber("passedOver", check.PassedOver);
        json.WriteString("sourceLanguage", check.SourceLanguage);
        json.WriteString("targetLanguage", check.TargetLanguage);
        CorpusJson.Counts(json, "counts", check.Counts.Select(static count => KeyValuePair.Create(count.Key.NameInReports(), count.Value)));
        json.WriteStartArray("findings");
        foreach (CorpusFinding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("fault", finding.Fault.NameInReports());
            json.WriteString("file", finding.File);
            json.WriteNumber("line", finding.Line);
            json.WriteString("text", finding.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        CorpusJson.Side(json, "source", check.Source);
        CorpusJson.Side(json, "target", check.Target);
        json.WriteEndObject();
    }));
}
