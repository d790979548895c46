namespace Heed.Text.Corpora;

/// <summary>What a corpus is checked against.</summary>
public sealed record CorpusRules
{
    /// <summary>The rules used where nothing else is said.</summary>
    public static CorpusRules Default { get; } = new();

    /// <summary>How many times longer one side may be than the other, above 1. A sign of Chinese, Japanese or Korean counts as three letters.</summary>
    public double MostRatio { get; init; } = 6;

    /// <summary>Lengths, in letters, up to which the ratio says nothing: "OK" may well be a whole sentence in another language.</summary>
    public int ShortLength { get; init; } = 40;

    /// <summary>The language of the sentences, such as <c>fr</c>, or null to take what the corpus looks like.</summary>
    public string? From { get; init; }

    /// <summary>The language of the translations, likewise.</summary>
    public string? To { get; init; }

    /// <summary>Tells languages apart, to find sides in another language than the corpus's, or null not to look. Each side should be in <see cref="From"/> or <see cref="To"/>, or where these are
    /// null in what the corpus looks like.</summary>
    public LanguageGuess? Languages { get; init; }

    /// <summary>Scores pairs, the mean log-probability of a target token given its source (natural logarithm, at most 0), or null not to look. Many pairs are scored at a time.</summary>
    public Func<IReadOnlyList<SentencePair>, IReadOnlyList<double>>? Score { get; init; }

    /// <summary>The least score of a pair, where pairs are scored. Halfway between what pairs and what sentences joined at random get is a good place.</summary>
    public double LeastScore { get; init; } = -5;

    /// <summary>What the corpus must share no source or target with, or null.</summary>
    public KnownTexts? Against { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public CorpusRules Validate()
    {
        if (double.IsNaN(MostRatio) || MostRatio <= 1) throw new ArgumentException($"ratio: must be above 1, it is {MostRatio}.");
        if (ShortLength < 0) throw new ArgumentException($"short length: must not be negative, it is {ShortLength}.");
        if (double.IsNaN(LeastScore) || LeastScore > 0) throw new ArgumentException($"least score: it is a logarithm of a probability, at most 0, and not {LeastScore}.");
        return this;
    }
}
