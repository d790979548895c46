using System.CommandLine;
using Heed.Decoding;
using Heed.Models;
using Heed.Text;
using Heed.Text.Corpora;
using Heed.Training;

namespace Heed.Cli;

/// <summary><c>heed models shortlist</c>: which target tokens each source token may become.</summary>
internal sealed class ModelsShortlistCommand : Command
{
    private const int UsualPerToken = 50, UsualFrequent = 100;

    private readonly Terminal _terminal;
    private readonly CorpusOptions _corpora = new();
    private readonly Argument<string> _model = new("MODEL") { Description = "A model's folder or name" };
    private readonly Option<int?> _perToken = new Option<int?>("--per-token") { Description = $"The most target tokens of a source token [default: {UsualPerToken}]", HelpName = "N" }.Between(1, 10_000);
    private readonly Option<int?> _frequent = new Option<int?>("--frequent") { Description = $"How many of the most frequent target tokens are always allowed [default: {UsualFrequent}]", HelpName = "N" }.Between(0, 100_000);
    private readonly Option<string?> _output = new("--output") { Description = $"Write to this file [default: {Shortlist.FileName} in the model's folder]", HelpName = "F" };
    private readonly Option<int?> _threads = CommonOptions.Threads();

    public ModelsShortlistCommand(Terminal terminal) : base("shortlist", "Learn from sentence pairs which target tokens each source token may become, for --shortlist.")
    {
        _terminal = terminal;
        Arguments.Add(_model);
        foreach (Option option in (Option[])[.. _corpora.All, _perToken, _frequent, _output, _threads]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed models shortlist fr-en --corpus sdk:fr-en
            heed models shortlist runs/first --tsv pairs.tsv --per-token 100
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string folder = ModelFolder.Resolve(parsed.GetRequiredValue(_model)), output = parsed.GetValue(_output) ?? Path.Combine(folder, Shortlist.FileName);
        CommonOptions.CheckFolderOf(output);
        Tokenizer tokenizer = Tokenizer.Load(folder);
        var pairs = new List<SentencePair>();
        foreach (CorpusSpec corpus in _corpora.ReadSome(parsed))
        {
            var report = new CorpusReport();
            pairs.AddRange(Corpus.Read(corpus, report, _terminal.Stop));
            _terminal.Out.WriteLine($"{corpus.Name}: {report}");
        }
        if (pairs.Count == 0) throw new InvalidDataException("no pair is left to learn from.");
        Shortlist shortlist = ShortlistBuilder.Build(pairs, tokenizer, parsed.GetValue(_perToken) ?? UsualPerToken, parsed.GetValue(_frequent) ?? UsualFrequent, CommonOptions.WorkersOf(parsed.GetValue(_threads)), _terminal.Stop);
        shortlist.Save(output);
        double mean = pairs.Take(1000).Average(pair => (double)shortlist.For(tokenizer.Encode(pair.Source)).Length);
        _terminal.Out.WriteLine($"{output}: {mean:N0} tokens a sentence on average, of {shortlist.VocabularySize:N0}");
        return ExitCode.Done;
    }
}
