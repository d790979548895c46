using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Heed.Documents;

namespace Heed.Studio.Pages.Documents;

/// <summary>A kind of document that a page takes: plain text, a table, or one that <c>heed localize</c> knows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Extensions">How the names of its files end.</param>
internal sealed record DocumentKind(string Name, IReadOnlyList<string> Extensions)
{
    /// <summary>Plain text, line by line.</summary>
    public static DocumentKind Text { get; } = new("text", [".txt"]);

    /// <summary>A table with tabs between columns.</summary>
    public static DocumentKind Table { get; } = new("tsv", [".tsv", ".tab"]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DocumentKind> All { get; } = [Text, Table, .. DocumentFormats.All.Select(static format => new DocumentKind(format.Name, format.Extensions))];

    /// <summary>All endings, as the chooser of files wants them.</summary>
    public static string Accept { get; } = string.Join(',', All.SelectMany(static kind => kind.Extensions));

    /// <summary>The kind of a file by its name; null for one that is not taken.</summary>
    public static DocumentKind? Of(string name) => All.FirstOrDefault(kind => kind.Extensions.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));

    /// <summary>A name from elsewhere as it may be shown and given back: without folders and characters that no name has, and not long. Its ending stays.</summary>
    public static string SafeName(string name)
    {
        const int longest = 80;
        string plain = name[(name.LastIndexOfAny(['/', '\\', ':']) + 1)..];
        var safe = new StringBuilder(plain.Length);
        foreach (Rune rune in plain.EnumerateRunes())
            // Joiners belong to Persian; what turns the direction of writing could make a name lie.
            if (rune.Value is 0x200C or 0x200D) safe.Append(rune);
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse)
                && rune != Rune.ReplacementChar && !"\"*<>?|".Contains(rune.ToString(), StringComparison.Ordinal)) safe.Append(rune);
        plain = safe.ToString().Trim();
        string ending = Path.GetExtension(plain), before = plain[..^ending.Length].TrimStart('.');
        if (before.Length > longest) before = char.IsHighSurrogate(before[longest - 1]) ? before[..(longest - 1)] : before[..longest];
        return (before.Length == 0 ? "document" : before) + ending;
    }

    /// <summary>What is wrong with the bytes of a document: the key of a text, or null.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> content) =>
        content.IsEmpty ? "documents.empty"
        : content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? "documents.utf16"
        : content.StartsWith("PK\x03\x04"u8) || content is [0x1F, 0x8B, ..] || content.StartsWith("%PDF"u8) || content.IndexOf((byte)0) >= 0 ? "documents.binary"
        : !Utf8.IsValid(content) ? "documents.not-utf8"
        : null;

    /// <summary>The columns of a table, as its first line that is not empty shows them; at most fifty.</summary>
    public static IReadOnlyList<string> ColumnsOf(ReadOnlySpan<byte> content)
    {
        const int most = 50, longest = 40, looked = 64 << 10;
        if (content.StartsWith(Encoding.UTF8.Preamble)) content = content[Encoding.UTF8.Preamble.Length..];
        string beginning = Encoding.UTF8.GetString(content[..Math.Min(content.Length, looked)]);
        string line = beginning.Split('\n').Select(static line => line.TrimEnd('\r')).FirstOrDefault(static line => line.Length > 0) ?? "";
        return [.. line.Split('\t').Take(most).Select(static column => column.Length > longest ? column[..longest] + "…" : column)];
    }
}
