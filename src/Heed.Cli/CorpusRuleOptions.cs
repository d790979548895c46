using System.CommandLine;
using System.Globalization;
using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary>The options that say what a corpus is checked against.</summary>
internal sealed class CorpusRuleOptions
{
    private readonly Option<double?> _ratio = new Option<double?>("--ratio")
    {
        Description = $"How many times longer one side may be than the other [default: {CorpusRules.Default.MostRatio.ToString(CultureInfo.InvariantCulture)}]",
        HelpName = "X",
    }.Within(1, 1e6, includeLeast: false);

    private readonly Option<int?> _mostCharacters = new Option<int?>("--max-characters")
    {
        Description = $"The most characters of a side [default: {CorpusLimits.Default.MostCharacters}]",
        HelpName = "N",
    }.Between(1, 1 << 20);

    private readonly Option<string[]> _against = new("--against")
    {
        Description = "What no pair may share a side with, such as the training corpus of a test set: files (of a table, every column) or names as for --corpus",
        HelpName = "F|NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _languages = new("--languages") { Description = "Look for sides in another language, by letters learned from the .NET SDK's messages in 14 languages" };

    private readonly Option<bool> _aligned = new("--aligned") { Description = "Look for translations that do not belong to their source, by the words that go together in the other pairs" };

    private readonly Option<string?> _model = new("--score-model") { Description = "A model of the same direction that scores pairs, to find translations that do not belong to their source", HelpName = "DIR" };

    private readonly Option<double?> _leastScore = new Option<double?>("--least-score")
    {
        Description = $"With --score-model: the least mean log-probability of a target token [default: {CorpusRules.Default.LeastScore.ToString(CultureInfo.InvariantCulture)}]",
        HelpName = "X",
    }.Within(-1000, 0, includeLeast: true, includeMost: true);

    private readonly Option<string?> _from = new("--from") { Description = "The source language, such as fr, to see whether the sides are swapped", HelpName = "LANG" };
    private readonly Option<string?> _to = new("--to") { Description = "The target language, such as en", HelpName = "LANG" };

    public IEnumerable<Option> All => [_from, _to, _against, _ratio, _mostCharacters, _languages, _aligned, _model, _leastScore];

    /// <param name="parsed">The command line.</param>
    /// <param name="corpora">What will be checked.</param>
    /// <param name="stop">Stops it.</param>
    public CorpusRules Read(ParseResult parsed, IReadOnlyList<CorpusSpec> corpora, CancellationToken stop)
    {
        string? folder = parsed.GetValue(_model);
        if (folder is null && parsed.GetValue(_leastScore) is not null) throw new UsageException("--least-score needs a --score-model that scores.");
        if (folder is not null && parsed.GetValue(_aligned)) throw new UsageException("--aligned and --score-model both score pairs; give one of them.");
        Translator? model = folder is null ? null : Translator.Load(folder);
        CorpusRules rules = Rules(parsed, model, stop);
        return parsed.GetValue(_aligned) ? rules with { Score = PairAlignment.Learn(corpora.SelectMany(corpus => Corpus.Read(corpus, cancellation: stop)), cancellation: stop).Above, LeastScore = 0 } : rules;
    }

    private CorpusRules Rules(ParseResult parsed, Translator? model, CancellationToken stop) => new()
    {
        Languages = parsed.GetValue(_languages) ? LanguageGuess.LearnFromSdk(stop) : null,
        Score = model is null ? null : pairs => model.Scores([.. pairs.Select(static p => p.Source)], [.. pairs.Select(static p => p.Target)], stop),
        LeastScore = parsed.GetValue(_leastScore) ?? CorpusRules.Default.LeastScore,
        MostRatio = parsed.GetValue(_ratio) ?? CorpusRules.Default.MostRatio,
        From = parsed.GetValue(_from),
        To = parsed.GetValue(_to),
        Against = Against(parsed.GetValue(_against) ?? [], stop),
    };

    /// <summary>The corpora with the limits asked for.</summary>
    public List<CorpusSpec> Limit(ParseResult parsed, List<CorpusSpec> corpora) =>
        parsed.GetValue(_mostCharacters) is int most ? [.. corpora.Select(c => c with { Limits = c.Limits with { MostCharacters = most } })] : corpora;

    private static KnownTexts? Against(string[] names, CancellationToken stop)
    {
        if (names.Length == 0) return null;
        KnownTexts known = new();
        foreach (string name in names)
        {
            bool isName = !File.Exists(name) && CorpusFormats.All.Any(format => name.StartsWith($"{format.Name}:", StringComparison.Ordinal));
            if (isName) known.Add(CorpusOptions.Checked("--against", () => CorpusSpec.Parse(name)), stop);
            else known.AddFile(name, stop);
        }
        return known;
    }
}
