namespace Heed.Documents;

/// <summary>A document and the texts in it.</summary>
/// <param name="Text">The document.</param>
/// <param name="Units">Its texts, in their order.</param>
internal sealed record LocalizableDocument(DocumentText Text, IReadOnlyList<DocumentUnit> Units)
{
    /// <summary>Whether <c>&amp;</c> and <c>_</c> may stand before the letter to press.</summary>
    public bool HasAccessKeys { get; init; }

    /// <summary>Whether names of units last when the document changes; if not, they are numbers.</summary>
    public bool HasNames { get; init; }

    /// <summary>Whether translations stand beside their sources.</summary>
    public bool HoldsTranslations { get; init; }

    /// <summary>What says which language the document is in, and has to change.</summary>
    public IReadOnlyList<TextEdit> LanguageEdits { get; init; } = [];
}
