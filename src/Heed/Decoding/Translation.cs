namespace Heed.Decoding;

/// <summary>A translation and how it came about.</summary>
public sealed record Translation
{
    /// <summary>The text that was translated.</summary>
    public required string Source { get; init; }

    /// <summary>The translation.</summary>
    public required string Text { get; init; }

    /// <summary>Σ log p of the target tokens, natural logarithm, divided by length^exponent.</summary>
    public required double Score { get; init; }

    /// <summary>The source's pieces, the end symbol included.</summary>
    public required IReadOnlyList<string> SourceTokens { get; init; }

    /// <summary>The translation's pieces, the end symbol included if it was reached.</summary>
    public required IReadOnlyList<string> TargetTokens { get; init; }

    /// <summary>The source's words, the end symbol included.</summary>
    public required IReadOnlyList<string> SourceWords { get; init; }

    /// <summary>The translation's words, the end symbol included if it was reached.</summary>
    public required IReadOnlyList<string> TargetWords { get; init; }

    /// <summary>
    /// How much each target word attended to each source word, [target words × source words] row by row: the weights of a source word's pieces are
    /// added, those of a target word's pieces averaged, so that rows sum to 1. Empty for a model without attention.
    /// </summary>
    public required float[] Attention { get; init; }

    /// <summary>What the user should know: characters that had to be replaced, an end that was not reached.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
