namespace Heed.Documents;

/// <summary>A text of a document and what became of it.</summary>
/// <param name="Id">Its name in the document.</param>
/// <param name="Line">Its line, counted from 1.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Source">The text.</param>
/// <param name="Translation">What stands in the localised document.</param>
public sealed record LocalizedUnit(string Id, int Line, UnitOutcome Outcome, string Source, string Translation)
{
    /// <summary>Whether somebody should look at it: the model was not sure, or a placeholder had to be put right.</summary>
    public bool NeedsReview { get; init; }

    /// <summary>Why it failed, was left alone, or needs a look; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a translation by the model, the geometric mean of its tokens' probabilities, from 0 to 1.</summary>
    public double? Confidence { get; init; }
}
