namespace Heed.Studio.Api;

/// <summary>A term and its translation.</summary>
internal sealed record TermPair
{
    public required string Source { get; init; }

    public required string Target { get; init; }
}
