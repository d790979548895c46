namespace Heed.Documents;

/// <summary>Writes a unit's translation into its document.</summary>
/// <param name="translation">The translation.</param>
/// <param name="needsReview">Whether somebody should look at it.</param>
internal delegate IEnumerable<TextEdit> WriteUnit(IReadOnlyList<Inline> translation, bool needsReview);

/// <summary>A text of a document.</summary>
internal sealed record DocumentUnit
{
    /// <summary>Its name, which no other unit of the document has.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required int At { get; init; }

    /// <summary>The text to translate.</summary>
    public required IReadOnlyList<Inline> Source { get; init; }

    /// <summary>Its translation, where the document has one beside it.</summary>
    public IReadOnlyList<Inline>? Translation { get; init; }

    /// <summary>Why it is left as it is; null where it is not.</summary>
    public string? LeftAlone { get; init; }

    /// <summary>Words that must stay as they are.</summary>
    public IReadOnlyList<string> Locked { get; init; } = [];

    /// <summary>Writes its translation.</summary>
    public required WriteUnit Write { get; init; }
}
