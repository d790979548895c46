namespace Heed.Studio.Api;

/// <summary>A sentence and its translation.</summary>
internal sealed record SentencePair
{
    public required string Source { get; init; }

    public required string Target { get; init; }
}
