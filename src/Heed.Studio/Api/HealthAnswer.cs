namespace Heed.Studio.Api;

/// <summary>How the studio is.</summary>
internal sealed record HealthAnswer(string Status);
