namespace Heed.Documents;

/// <summary>The kinds of document that can be localised.</summary>
public static class DocumentFormats
{
    /// <summary>All of them, a line each.</summary>
    public static IReadOnlyList<DocumentFormat> All { get; } =
    [
        new("resx", "messages of a .NET program", [".resx"], ResxDocument.Parse),
        new("po", "gettext", [".po", ".pot"], PoDocument.Parse),
        new("xliff", "XLIFF 1.2 and 2.x", [".xlf", ".xliff"], XliffDocument.Parse),
        new("json", "messages of a web program", [".json", ".arb"], JsonDocument.Parse),
        new("srt", "subtitles", [".srt"], SrtDocument.Parse),
        new("markdown", "Markdown", [".md", ".markdown"], MarkdownDocument.Parse),
        new("html", "HTML", [".html", ".htm"], HtmlDocument.Parse),
    ];

    /// <summary>The kind of a file, by its name.</summary>
    /// <exception cref="ArgumentException">The name has none of their endings.</exception>
    public static DocumentFormat Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return All.FirstOrDefault(format => format.Extensions.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            ?? throw new ArgumentException($"{path}: only files that end in {string.Join(' ', All.SelectMany(static format => format.Extensions))} can be localised.", nameof(path));
    }

    /// <summary>
    /// The name of a localised file beside its source: <c>Strings.resx</c> becomes <c>Strings.fr.resx</c>, and where the name says the source's language, <c>Strings.en.resx</c> and <c>en.json</c> become
    /// <c>Strings.fr.resx</c> and <c>fr.json</c>.
    /// </summary>
    public static string OutputOf(string path, DocumentLanguages languages)
    {
        ArgumentNullException.ThrowIfNull(languages);
        DocumentFormat format = Of(path);
        string ending = format.Extensions.First(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        string folder = Path.GetDirectoryName(path) ?? "", name = Path.GetFileName(path), plain = name[..^ending.Length];
        ending = ending == ".pot" ? ".po" : name[^ending.Length..];
        string last = plain[(plain.LastIndexOf('.') + 1)..];
        string localised = last.Equals(languages.From, StringComparison.OrdinalIgnoreCase) ? plain[..^last.Length] + languages.To : $"{plain}.{languages.To}";
        return Path.Combine(folder, localised + ending);
    }
}
