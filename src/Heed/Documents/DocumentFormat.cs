namespace Heed.Documents;

/// <summary>A kind of document that can be localised.</summary>
public sealed class DocumentFormat
{
    internal DocumentFormat(string name, string description, string[] extensions, Func<DocumentText, DocumentLanguages, LocalizableDocument> parse) => (Name, Description, Extensions, Parse) = (name, description, extensions, parse);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>One line for a reader.</summary>
    public string Description { get; }

    /// <summary>How the names of its files end.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Finds the texts of a document.</summary>
    internal Func<DocumentText, DocumentLanguages, LocalizableDocument> Parse { get; }
}
