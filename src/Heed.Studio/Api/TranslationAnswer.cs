using Heed.Decoding;

namespace Heed.Studio.Api;

/// <summary>A translation as programs get it.</summary>
internal sealed record TranslationAnswer
{
    // A longer text has the weights of its sentences, which lie on the diagonal, and not those between them, which are zero.
    private const int MostWordPairs = 1 << 16;

    public required string Text { get; init; }

    public double? Score { get; init; }

    public double? LogProbability { get; init; }

    public bool Finished { get; init; }

    public required IReadOnlyList<string> SourceWords { get; init; }

    public required IReadOnlyList<string> TargetWords { get; init; }

    public IReadOnlyList<float[]>? Attention { get; init; }

    public IReadOnlyList<PartAnswer>? Parts { get; init; }

    public IReadOnlyList<AlternativeAnswer>? Alternatives { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <param name="translation">The translation.</param>
    /// <param name="attention">Whether the weights are wanted.</param>
    public static TranslationAnswer Of(Translation translation, bool attention) => new()
    {
        Text = translation.Text,
        Score = Numbers.Finite(translation.Score),
        LogProbability = Numbers.Finite(translation.LogProbability),
        Finished = translation.Finished,
        SourceWords = translation.SourceWords,
        TargetWords = translation.TargetWords,
        Attention = attention && (long)translation.SourceWords.Count * translation.TargetWords.Count <= MostWordPairs ? Numbers.Rows(translation) : null,
        Parts = attention && translation.Parts.Count > 1 ? [.. translation.Parts.Select(PartAnswer.Of)] : null,
        Alternatives = translation.Alternatives.Count > 0 ? [.. translation.Alternatives.Select(AlternativeAnswer.Of)] : null,
        Warnings = translation.Warnings,
    };
}
