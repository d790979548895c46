namespace Heed.Studio.Api;

/// <summary>What can be asked of the service. Its words are those of <c>reference.{Id}</c>.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The address.</param>
internal sealed record ApiOperation(string Id, string Method, string Path)
{
    /// <summary>What the body is; null without one.</summary>
    public Type? Request { get; init; }

    /// <summary>What the answer is; null where it is no JSON.</summary>
    public Type? Answer { get; init; }

    /// <summary>What comes as events before the answer ends.</summary>
    public IReadOnlyList<(string Event, Type Data)> Events { get; init; } = [];

    /// <summary>The answer's content type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>A body to try.</summary>
    public string? Example { get; init; }

    /// <summary>The statuses of faults.</summary>
    public IReadOnlyList<int> Faults { get; init; } = [];
}
