using System.Text;
using System.Text.RegularExpressions;
using Heed.Files;

namespace Heed.Documents;

/// <summary>Looks through an XML document before its places are used: it has to be sound, of the kind it says, without a document type, and in UTF-8.</summary>
internal static partial class XmlDocumentCheck
{
    private const int MostTokenBytes = 1 << 20;

    [GeneratedRegex(@"^<\?xml[^>]{0,200}?\sencoding\s{0,10}=\s{0,10}[""'](?<encoding>[\w.-]{1,40})[""']", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration { get; }

    /// <summary>The tags and texts of a document that was looked through.</summary>
    /// <exception cref="InvalidDataException">It is refused; the message names file and line.</exception>
    public static List<MarkupToken> Scan(DocumentText document, string root, string format)
    {
        if (Declaration.Match(document.Text) is { Success: true } match && match.Groups["encoding"].Value.ToUpperInvariant() is not ("UTF-8" or "UTF8" or "US-ASCII") and string encoding)
            throw new InvalidDataException($"{document.Path}:1: it says that it is in {encoding}; save it as UTF-8.");
        using (var xml = new XmlFile(document.Path, new MemoryStream(Encoding.UTF8.GetBytes(document.Text)), long.MaxValue, MostTokenBytes))
        {
            xml.ReadRoot(root, format);
            while (xml.Read()) { }
        }
        List<MarkupToken> tokens = Markup.Scan(document.Text, isHtml: false);
        foreach (MarkupToken token in tokens)
            if (token.Kind == MarkupKind.Type) throw document.Bad(token.Start, "there is a document type, which is not read: it could name other files; take it out");
        return tokens;
    }
}
