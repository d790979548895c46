namespace Heed.Documents;

/// <summary>What became of a document's texts.</summary>
/// <param name="Path">The document.</param>
/// <param name="Output">The localised document.</param>
/// <param name="Format">Its kind.</param>
/// <param name="Units">Its texts, in their order.</param>
public sealed record LocalizationReport(string Path, string Output, string Format, IReadOnlyList<LocalizedUnit> Units)
{
    /// <summary>How many texts came to an outcome.</summary>
    public int Count(UnitOutcome outcome) => Units.Count(unit => unit.Outcome == outcome);

    /// <summary>How many translations somebody should look at.</summary>
    public int NeedReview => Units.Count(static unit => unit.NeedsReview);
}
