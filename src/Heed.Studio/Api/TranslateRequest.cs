namespace Heed.Studio.Api;

/// <summary>Texts to translate, and how. Give <see cref="Text"/> or <see cref="Texts"/>.</summary>
internal sealed record TranslateRequest
{
    public string? Model { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<string>? Texts { get; init; }

    public int? Beam { get; init; }

    public int? NBest { get; init; }

    public bool? Attention { get; init; }

    public string? LengthPenalty { get; init; }

    public double? LengthExponent { get; init; }

    public double? CoverageWeight { get; init; }

    public bool? SplitSentences { get; init; }

    public string? Prefix { get; init; }

    public IReadOnlyList<TermPair>? Terms { get; init; }

    public bool? CopyNames { get; init; }
}
