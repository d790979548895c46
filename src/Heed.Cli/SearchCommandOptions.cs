using System.CommandLine;
using Heed.Decoding;
using Heed.Text;

namespace Heed.Cli;

/// <summary>The options of verbs that translate, which say how a translation is searched for.</summary>
internal sealed class SearchCommandOptions
{
    private static readonly SearchOptions Default = new();
    private static readonly Sampling DefaultSampling = new();

    private readonly Option<int?> _beam = new Option<int?>("--beam")
    {
        Description = $"Translations kept at each step; 1 is greedy search [default: {Default.Beam}]",
        HelpName = "N",
    }.Between(1, SearchOptions.MostTranslations);

    private readonly Option<string?> _lengthPenalty = new Option<string?>("--length-penalty")
    {
        Description = "What the log-probability of n tokens is divided by to compare translations: power, n^A, or gnmt, ((5+n)/6)^A [default: power]",
        HelpName = "power|gnmt",
    }.OneOf("power", "gnmt");

    private readonly Option<double?> _lengthExponent = new Option<double?>("--length-exponent")
    {
        Description = $"That A, from 0 to 10: 0 prefers short translations, more longer ones [default: {Default.LengthExponent}]",
        HelpName = "A",
    }.Within(0, 10, includeLeast: true, includeMost: true);

    private readonly Option<double?> _coverage = new Option<double?>("--coverage-penalty")
    {
        Description = "How much it costs to leave source words unread: B times the sum over source tokens of log min(attention received, 1) is added [default: 0]",
        HelpName = "B",
    }.Within(0, 100, includeLeast: true, includeMost: true);

    private readonly Option<bool> _noSplit = new("--no-split") { Description = "Translate a text as a whole, not sentence by sentence, unless it is too long" };

    private readonly Option<string?> _terms = new("--terms")
    {
        Description = "Words that translations must have: a term, a tab and its translation a line, used wherever a text has the term in whole words (in any case, unless the term has a capital)",
        HelpName = "F",
    };

    private readonly Option<string[]> _term = new("--term") { Description = "The same for one term, such as \"chat=tomcat\"; may stand several times", HelpName = "SOURCE=TARGET" };

    private readonly Option<bool> _copyNames = new("--copy-names")
    {
        Description = "Copy rare names, file names, versions and numbers that the model would spoil: sentences that lack one are translated again with it",
    };

    private readonly Option<bool> _sample = new("--sample") { Description = "Draw each token by chance instead of searching for the most probable translation" };

    private readonly Option<double?> _temperature = new Option<double?>("--temperature")
    {
        Description = $"With --sample: below 1 probable tokens become more probable, above 1 all more alike, from 0.01 to 100 [default: {DefaultSampling.Temperature}]",
        HelpName = "T",
    }.Within(0.01, 100, includeLeast: true, includeMost: true);

    private readonly Option<int?> _topK = new Option<int?>("--top-k") { Description = "With --sample: draw from the K most probable tokens [default: all]", HelpName = "K" }.Between(1, int.MaxValue);

    private readonly Option<double?> _topP = new Option<double?>("--top-p")
    {
        Description = "With --sample: draw from the fewest tokens that have probability P together [default: 1]",
        HelpName = "P",
    }.Within(0, 1, includeLeast: false, includeMost: true);

    /// <summary>What translations are drawn with; a verb that draws something else too has one seed for all.</summary>
    public Option<ulong?> Seed { get; } = new("--seed") { Description = $"With --sample: the same seed draws the same translations [default: {DefaultSampling.Seed}]", HelpName = "N" };

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [_beam, _lengthPenalty, _lengthExponent, _coverage, _noSplit, _terms, _term, _copyNames, _sample, _temperature, _topK, _topP, Seed];

    /// <param name="parsed">What was typed.</param>
    /// <param name="nBest">How many translations are asked for.</param>
    /// <param name="seedsMore">Whether the verb draws something else with the seed, so that it may stand without --sample.</param>
    /// <exception cref="UsageException">Options contradict or lack each other.</exception>
    public SearchOptions Read(ParseResult parsed, int nBest = 1, bool seedsMore = false)
    {
        bool sample = parsed.GetValue(_sample);
        int beam = parsed.GetValue(_beam) ?? Default.Beam;
        if (sample && parsed.GetResult(_beam) is { Implicit: false }) throw new UsageException("--sample draws translations, --beam searches for the best; leave one out.");
        if (sample && ((Option[])[_terms, _term, _copyNames]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is Option wanted)
            throw new UsageException($"{wanted.Name} is for searches, --sample draws token by token; leave one out.");
        foreach (Option option in (Option[])[_temperature, _topK, _topP, Seed])
            if (!sample && !(seedsMore && option == Seed) && parsed.GetResult(option) is { Implicit: false }) throw new UsageException($"{option.Name} is for drawn translations; add --sample.");
        if (!sample && nBest > beam) throw new UsageException($"--n-best {nBest} is more than a beam of {beam} finds; add --beam {nBest}.");
        return new SearchOptions
        {
            Beam = beam,
            NBest = nBest,
            SplitSentences = !parsed.GetValue(_noSplit),
            Terms = TermsOf(parsed),
            CopyNames = parsed.GetValue(_copyNames),
            LengthPenalty = parsed.GetValue(_lengthPenalty) == "gnmt" ? LengthPenalty.Gnmt : Default.LengthPenalty,
            LengthExponent = parsed.GetValue(_lengthExponent) ?? Default.LengthExponent,
            CoverageWeight = parsed.GetValue(_coverage) ?? Default.CoverageWeight,
            Sampling = !sample ? null : new Sampling
            {
                Temperature = parsed.GetValue(_temperature) ?? DefaultSampling.Temperature,
                TopK = parsed.GetValue(_topK) ?? DefaultSampling.TopK,
                TopP = parsed.GetValue(_topP) ?? DefaultSampling.TopP,
                Seed = parsed.GetValue(Seed) ?? DefaultSampling.Seed,
            },
        };
    }

    private Glossary? TermsOf(ParseResult parsed)
    {
        string[] terms = parsed.GetValue(_term) ?? [];
        string? file = parsed.GetValue(_terms);
        if (terms.Length == 0 && file is null) return null;
        CommonOptions.CheckIsFile(file);
        Glossary glossary = file is null ? new Glossary() : Glossary.Load(file);
        foreach (string term in terms)
            if (!glossary.TryAdd(term)) throw new UsageException($"--term '{OneLineText.Of(term, 40)}': write a term, = and its translation, such as \"chat=tomcat\".");
        return glossary;
    }
}
