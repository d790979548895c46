namespace Heed.Visuals;

/// <summary>Which source word every output word attended to, ready to be drawn.</summary>
public sealed record AttentionMap
{
    /// <summary>Checks that the sizes fit and that every weight lies in [0, 1].</summary>
    /// <param name="sourceWords">The words attended to, in their order in the sentence; the end symbol may be the last.</param>
    /// <param name="targetWords">The words that attended, in their order; the end symbol may be the last.</param>
    /// <param name="weights">[target words, source words], row by row. A row sums to 1, or to 0 where there was nothing to attend to. Not copied.</param>
    /// <param name="title">What stands above the picture, if anything.</param>
    /// <exception cref="ArgumentException">No words, another number of weights, or a weight outside [0, 1].</exception>
    public AttentionMap(IReadOnlyList<string> sourceWords, IReadOnlyList<string> targetWords, ReadOnlyMemory<float> weights, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(sourceWords);
        ArgumentNullException.ThrowIfNull(targetWords);
        if (sourceWords.Count == 0 || targetWords.Count == 0)
        {
            throw new ArgumentException($"AttentionMap: there are {sourceWords.Count} source and {targetWords.Count} target words; at least one of each is needed.");
        }
        if ((long)sourceWords.Count * targetWords.Count != weights.Length)
        {
            throw new ArgumentException($"AttentionMap: {targetWords.Count} target × {sourceWords.Count} source words need {(long)sourceWords.Count * targetWords.Count} weights, but {weights.Length} were given.", nameof(weights));
        }
        ReadOnlySpan<float> values = weights.Span;
        for (int i = 0; i < values.Length; i++)
        {
            // Sums of many rounded weights, as for a word of several pieces, may stand a little above 1.
            if (!(values[i] >= 0 && values[i] <= 1.001f))
            {
                throw new ArgumentException($"AttentionMap: the weight of target word {(i / sourceWords.Count) + 1} on source word {(i % sourceWords.Count) + 1} is {values[i]}; weights lie in [0, 1].", nameof(weights));
            }
        }
        SourceWords = sourceWords;
        TargetWords = targetWords;
        Weights = weights;
        Title = title;
    }

    /// <summary>The words attended to: the columns.</summary>
    public IReadOnlyList<string> SourceWords { get; }

    /// <summary>The words that attended: the rows.</summary>
    public IReadOnlyList<string> TargetWords { get; }

    /// <summary>[target words, source words], row by row.</summary>
    public ReadOnlyMemory<float> Weights { get; }

    /// <summary>What stands above the picture, if anything.</summary>
    public string? Title { get; }

    /// <summary>The sentence that the source words stand in, as it is written; null where nobody knows.</summary>
    public string? SourceText { get; init; }

    /// <summary>The sentence that the target words stand in, as it is written; null where nobody knows.</summary>
    public string? TargetText { get; init; }

    /// <summary>The source's language, such as <c>fr</c> or <c>zh-Hans</c>; null where nobody knows.</summary>
    public string? SourceLanguage { get; init; }

    /// <summary>The target's language; null where nobody knows.</summary>
    public string? TargetLanguage { get; init; }

    /// <summary>
    /// Whether the source is read from right to left, as Persian, Arabic and Hebrew are: most of its letters are written so. Its first word is
    /// then the rightmost column.
    /// </summary>
    public bool SourceIsRightToLeft => Label.AreRightToLeft(SourceWords);

    /// <summary>How much an output word attended to a source word, 0 to 1.</summary>
    public float this[int target, int source] => Math.Min(1, Weights.Span[(target * SourceWords.Count) + source]);

    /// <summary>The source word that an output word attended to most; the first of equals.</summary>
    public int StrongestSource(int target)
    {
        int strongest = 0;
        for (int source = 1; source < SourceWords.Count; source++)
        {
            if (this[target, source] > this[target, strongest]) strongest = source;
        }
        return strongest;
    }
}
