using System.CommandLine;
using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary>The options that name sentence pairs. Each may be repeated; all are taken together.</summary>
internal sealed class CorpusOptions
{
    private readonly Option<string[]> _corpus = new("--corpus") { Description = "A named corpus; sdk:fr-en is the .NET SDK's own messages", HelpName = "NAME" };
    private readonly Option<string[]> _source = new("--source") { Description = "A file of source sentences, one a line (also .gz, .zip); with --target", HelpName = "F" };
    private readonly Option<string[]> _target = new("--target") { Description = "Their translations, line by line", HelpName = "F" };
    private readonly Option<string[]> _tsv = new("--tsv") { Description = "A table with tabs between columns (also .gz, .zip)", HelpName = "F" };
    private readonly Option<string[]> _columns = new("--columns") { Description = "Its columns of source and target; once for all --tsv, or once for each [default: 1,2]", HelpName = "S,T" };

    public IEnumerable<Option> All => [_corpus, _source, _target, _tsv, _columns];

    /// <exception cref="UsageException">Options contradict or lack each other.</exception>
    public List<CorpusSpec> Read(ParseResult parsed)
    {
        string[] sources = parsed.GetValue(_source) ?? [];
        string[] targets = parsed.GetValue(_target) ?? [];
        string[] tables = parsed.GetValue(_tsv) ?? [];
        string[] columns = parsed.GetValue(_columns) ?? [];
        if (sources.Length != targets.Length) throw new UsageException($"--source and --target go in pairs: {sources.Length} and {targets.Length} were given.");
        if (columns.Length > 0 && tables.Length == 0) throw new UsageException("--columns says which columns of a --tsv to take; there is no --tsv.");
        if (columns.Length > 1 && columns.Length != tables.Length) throw new UsageException($"--columns: give it once, or once for each --tsv; there are {columns.Length} and {tables.Length}.");
        return
        [
            .. (parsed.GetValue(_corpus) ?? []).Select(static name => Checked("--corpus", () => CorpusSpec.Parse(name))),
            .. sources.Zip(targets, static (source, target) => new MosesCorpus(source, target)),
            .. tables.Select((table, i) => Checked("--columns", () => TsvCorpus.Parse(table, columns.Length == 0 ? "1,2" : columns[columns.Length == 1 ? 0 : i]))),
        ];
    }

    /// <exception cref="UsageException">No corpus is named either.</exception>
    public List<CorpusSpec> ReadSome(ParseResult parsed) => Read(parsed) is { Count: > 0 } corpora
        ? corpora
        : throw new UsageException("Name a corpus: --corpus sdk:fr-en, --source F --target F, or --tsv F.");

    public static CorpusSpec Checked(string option, Func<CorpusSpec> parse)
    {
        try
        {
            return parse();
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{option}: {CommandLine.MessageOf(e)}");
        }
    }
}
