namespace Heed.Campaign.Kills;

/// <summary>A training that did not end as the one that nobody killed, or could not be gone on with.</summary>
/// <param name="Number">Its number.</param>
/// <param name="What">What was wrong.</param>
internal sealed record KillFailure(long Number, string What);
