namespace Heed.Studio.Api;

/// <summary>Whose attention is wanted, and of which layer and head.</summary>
internal sealed record AttendRequest
{
    public string? Model { get; init; }

    public required string Source { get; init; }

    public string? Target { get; init; }

    public string? Layer { get; init; }

    public int? Head { get; init; }

    public bool? Pieces { get; init; }
}
