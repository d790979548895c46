namespace Heed.Studio.Api;

/// <summary>Pairs whose words are to be linked. Give <see cref="Pairs"/>, or one pair as <see cref="Source"/> and <see cref="Target"/>.</summary>
internal sealed record AlignRequest
{
    public string? Model { get; init; }

    public IReadOnlyList<SentencePair>? Pairs { get; init; }

    public string? Source { get; init; }

    public string? Target { get; init; }

    public string? Words { get; init; }
}
