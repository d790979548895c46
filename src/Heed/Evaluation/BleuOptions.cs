namespace Heed.Evaluation;

/// <summary>What changes a BLEU score besides the texts. The default is what papers report: 13a, cased.</summary>
public sealed record BleuOptions
{
    /// <summary>How lines are cut into words.</summary>
    public BleuTokenizer Tokenizer { get; init; } = BleuTokenizer.Standard;

    /// <summary>Compare in lower case.</summary>
    public bool LowerCase { get; init; }

    /// <summary>
    /// Average over the orders that the translation is long enough to have, and not always over four. Null: on for a sentence,
    /// off for a corpus.
    /// </summary>
    public bool? EffectiveOrder { get; init; }

    /// <summary>Whether an order with no match counts as a little more than nothing; without, one such order makes the score 0.</summary>
    public bool IsSmoothed { get; init; } = true;

    /// <summary>BLEU as Moses' <c>multi-bleu.perl</c> computes it on the words of its tokenizer, without smoothing; in lower case, lines are lower-cased before they are cut.</summary>
    /// <param name="language">The language of the translations, such as <c>de</c>.</param>
    /// <param name="lowerCase">Compare in lower case.</param>
    /// <exception cref="ArgumentException">The language is no code such as <c>de</c>.</exception>
    public static BleuOptions Moses(string language, bool lowerCase = false) => new() { Tokenizer = BleuTokenizer.Moses(language), LowerCase = lowerCase, IsSmoothed = false };
}
