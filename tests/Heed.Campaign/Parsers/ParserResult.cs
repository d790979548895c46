namespace Heed.Campaign.Parsers;

/// <summary>What a campaign against a parser came to.</summary>
/// <param name="Name">The parser.</param>
/// <param name="Seed">The campaign's seed.</param>
/// <param name="First">The number of the first case.</param>
/// <param name="Cases">Cases that ran as they should.</param>
/// <param name="Accepted">Those among them that were well-formed; the others were refused with an <see cref="InvalidDataException"/>.</param>
/// <param name="Time">How long it took.</param>
/// <param name="Failure">The case that broke, or null.</param>
internal sealed record ParserResult(string Name, ulong Seed, long First, long Cases, long Accepted, TimeSpan Time, ParserFailure? Failure)
{
    /// <summary>The number of the case after the last that ran as it should.</summary>
    public long Next => First + Cases;

    public override string ToString() =>
        $"{Name,-12} {Cases,12:N0} cases from {First} with seed {Seed}, {Accepted:N0} accepted, {Time.TotalSeconds:F1} s ({Cases / Time.TotalSeconds:N0} a second)" + (Failure is null ? "" : $"; case {Failure.Number} broke: {Failure.What}");
}
