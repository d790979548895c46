namespace Heed.Decoding;

/// <summary>
/// A translation and how it came about. A text of several sentences is translated sentence by sentence: see <see cref="Parts"/>.
/// </summary>
public sealed record Translation
{
    /// <summary>The most pairs of words that <see cref="Attention"/> is put together for from several parts.</summary>
    public const int MostWordPairs = 1 << 22;

    private readonly IReadOnlyList<Translation>? _parts;
    private float[]? _attention;

    /// <summary>The text that was translated.</summary>
    public required string Source { get; init; }

    /// <summary>The translation; of several parts, their translations with the white space that stands between the parts in the source.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// Σ log p of the target tokens, natural logarithm, divided by the length penalty, and the coverage penalty if one is asked for; of several parts, the same of
    /// the tokens of all.
    /// </summary>
    public required double Score { get; init; }

    /// <summary>Σ log p of the target tokens, natural logarithm.</summary>
    public double LogProbability { get; init; }

    /// <summary>Whether the end symbol was reached, in every part.</summary>
    public bool Finished { get; init; } = true;

    /// <summary>The source's pieces, the end symbol included; of several parts one after the other, with one end symbol for all.</summary>
    public required IReadOnlyList<string> SourceTokens { get; init; }

    /// <summary>The translation's pieces, the end symbol included if it was reached.</summary>
    public required IReadOnlyList<string> TargetTokens { get; init; }

    /// <summary>The source's words, the end symbol included.</summary>
    public required IReadOnlyList<string> SourceWords { get; init; }

    /// <summary>The translation's words, the end symbol included if it was reached.</summary>
    public required IReadOnlyList<string> TargetWords { get; init; }

    /// <summary>
    /// How much each target word attended to each source word, [target words × source words] row by row: the weights of a source word's pieces are
    /// added, those of a target word's pieces averaged, so that rows sum to 1. Empty for a model without attention. Of several parts: each part's weights
    /// beside the diagonal of parts, zero elsewhere; what went to a part's end symbol stands in the one column of the end symbol, and the row of the end symbol is
    /// the last part's. Put together when it is first asked for; empty for more than <see cref="MostWordPairs"/> pairs of words, where only the parts have theirs.
    /// </summary>
    public float[] Attention
    {
        get => _attention ??= TranslationParts.AttentionOf(this);
        init => _attention = value;
    }

    /// <summary>
    /// What was translated at a time, in order: the sentences of the text, and stretches of sentences that are too long. A text of one sentence is its only part.
    /// </summary>
    public IReadOnlyList<Translation> Parts
    {
        get => _parts ?? [this];
        init => _parts = value;
    }

    /// <summary>
    /// The next best translations found, the best of them first, or the further samples in the order they were drawn, if more than one was asked for. Of several parts:
    /// the parts' alternatives of the same rank put together.
    /// </summary>
    public IReadOnlyList<Translation> Alternatives { get; init; } = [];

    /// <summary>
    /// What the user should know, a line each: characters that had to be replaced, a sentence that had to be cut, an end that was not reached, a translation that
    /// repeats itself, a source in letters that the model never met.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
