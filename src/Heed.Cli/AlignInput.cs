using System.CommandLine;
using Heed.Text;
using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary>The options that name the pairs to align, and how their words are counted.</summary>
internal sealed class AlignInput
{
    private readonly Option<string?> _pairs = new("--pairs") { Description = "A file of pairs, a line each: source ||| target (also .gz)", HelpName = "F" };
    private readonly Option<string?> _source = new("--source") { Description = "Or a file of sentences, one a line (also .gz); with --target", HelpName = "F" };
    private readonly Option<string?> _target = new("--target") { Description = "Their translations, line by line", HelpName = "F" };
    private readonly Option<string?> _tsv = new("--tsv") { Description = "Or a table of pairs with tabs between columns (also .gz)", HelpName = "F" };
    private readonly Option<string?> _columns = new("--columns") { Description = "Its columns of source and target [default: 1,2]", HelpName = "S,T" };

    private readonly Option<string?> _words = new Option<string?>("--words")
    {
        Description = "split: punctuation and elisions are words of their own; space: as white space separates them; tokens: the same of text that was cut into words, as gold alignments have it: "
            + "the model reads it as it would be written (l' homme, le homme: l'homme; de le: du; do n't: don't), links stay with the words as they are given [default: split]",
        HelpName = "split|space|tokens",
    }.OneOf("split", "space", "tokens");

    private readonly Option<int?> _limit = new Option<int?>("--limit") { Description = "Only the first N pairs", HelpName = "N" }.Between(1, int.MaxValue);

    public IEnumerable<Option> All => [_pairs, _source, _target, _tsv, _columns, _words, _limit];

    /// <summary>The file whose bytes tell how far the work has come.</summary>
    public string? FirstFile(ParseResult parsed) => parsed.GetValue(_pairs) ?? parsed.GetValue(_source) ?? parsed.GetValue(_tsv);

    /// <exception cref="UsageException">Options contradict or lack each other.</exception>
    public IEnumerable<PairOfFile> Read(ParseResult parsed)
    {
        string? pairs = parsed.GetValue(_pairs), source = parsed.GetValue(_source), target = parsed.GetValue(_target), table = parsed.GetValue(_tsv), columns = parsed.GetValue(_columns);
        if ((pairs is null ? 0 : 1) + (source is null && target is null ? 0 : 1) + (table is null ? 0 : 1) != 1) throw new UsageException("Give one of --pairs F, --source F --target F and --tsv F.");
        if ((source is null) != (target is null)) throw new UsageException("--source and --target go together.");
        if (columns is not null && table is null) throw new UsageException("--columns goes with --tsv.");
        foreach (string? file in (string?[])[pairs, source, target, table]) CommonOptions.CheckIsFile(file);
        IEnumerable<PairOfFile> read = pairs is not null ? PairReader.OfBars(pairs)
            : source is not null ? PairReader.OfFiles(source, target!)
            : PairReader.OfTable((TsvCorpus)CorpusOptions.Checked("--columns", () => TsvCorpus.Parse(table!, columns ?? "1,2")));
        return parsed.GetValue(_limit) is { } limit ? read.Take(limit) : read;
    }

    /// <summary>A side of a pair with its words.</summary>
    public Func<string, string, WordedText> WordsOf(ParseResult parsed) => parsed.GetValue(_words) switch
    {
        "space" => static (text, _) => WordedText.Spaced(text.Trim()),
        "tokens" => WordedText.Tokens,
        _ => static (text, _) => WordedText.Split(text.Trim()),
    };
}
