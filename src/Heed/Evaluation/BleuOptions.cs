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
}
