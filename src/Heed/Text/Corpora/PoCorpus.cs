using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>
/// A gettext PO file in UTF-8, plain, gzip or in a zip. The originals (<c>msgid</c>) are in one language and the translations (<c>msgstr</c>) in the other, which the header
/// names; where that is the source language the sides are changed. Of plural forms there are two pairs, one of them and many. Fuzzy entries are left out as unsure, obsolete
/// ones are passed over. A line's number is that of its <c>msgid</c>, and its document the first file that the entry refers to.
/// </summary>
/// <param name="SourceLanguage">The language of the sentences.</param>
/// <param name="TargetLanguage">The language of the translations.</param>
/// <param name="File">The file.</param>
public sealed record PoCorpus(string SourceLanguage, string TargetLanguage, string File) : CorpusSpec
{
    /// <inheritdoc/>
    public override string Name => $"po:{SourceLanguage}-{TargetLanguage}:{File}";

    internal static PoCorpus FromName(string name)
    {
        (string source, string target, string file) = LanguageTag.Parse("po", name);
        return new PoCorpus(source, target, file);
    }

    internal override IReadOnlyList<string> Files => [File];

    internal override (string? Source, string? Target) Claimed => (SourceLanguage, TargetLanguage);

    internal override IEnumerable<CorpusLine> Lines(CorpusReport report, CancellationToken cancellation)
    {
        using BoundedReader reader = Open(File);
        foreach (CorpusLine line in Lines(reader, report, cancellation)) yield return line;
    }

    internal IEnumerable<CorpusLine> Lines(BoundedReader reader, CorpusReport report, CancellationToken cancellation)
    {
        bool isStraight = true;
        foreach (PoEntry entry in PoEntry.Read(reader, Limits.MostLineBytes, cancellation))
        {
            if (entry.IsHeader)
            {
                isStraight = IsStraight(entry.Translation(0).ToString());
                continue;
            }
            var line = new CorpusLine { SourceFile = File, TargetFile = File, Number = entry.Line, Document = entry.Document, Marks = entry.HadReturn ? LineMarks.SourceReturn : 0 };
            if (entry.Fault != LineFault.None) yield return line with { Source = "", Target = "", Fault = ReasonFor(entry.Fault), Found = entry.Found };
            else if (!entry.HasPlural) yield return Of(line, entry.Original, entry.Translation(0));
            else
            {
                // One thing has the first form, except where a form for none stands before it, as in Arabic with its six; many things have the last.
                if (entry.Forms > 1) yield return Of(line, entry.Original, entry.Translation(entry.Forms > 5 ? 1 : 0));
                yield return Of(line, entry.Plural, entry.Translation(entry.Forms - 1));
            }

            CorpusLine Of(CorpusLine line, GatheredText original, GatheredText translation)
            {
                CorpusLine message = Message(line, original, translation, entry.IsFuzzy);
                return isStraight ? message : Swapped(message);
            }
        }
        report.Note(reader);
    }

    private bool IsStraight(string header)
    {
        string? language = Field(header, "Language:"), type = Field(header, "Content-Type:");
        int charset = type?.IndexOf("charset=", StringComparison.OrdinalIgnoreCase) ?? -1;
        if (charset >= 0 && type![(charset + 8)..].Trim() is string encoding && !IsRead(encoding))
            throw new InvalidDataException($"{File}: it says that it is in {SafetensorsHeader.Quote(encoding)}; only UTF-8 is read. Change it with: msgconv --to-code=UTF-8");
        if (string.IsNullOrEmpty(language) || LanguageTag.Fit(TargetLanguage, language) > 0) return true;
        return LanguageTag.Fit(SourceLanguage, language) > 0 ? false
            : throw new InvalidDataException($"{File}: its translations are in {SafetensorsHeader.Quote(language)}, which is neither {SourceLanguage} nor {TargetLanguage}.");

        // A template says CHARSET.
        static bool IsRead(string name) => name.ToUpperInvariant() is "UTF-8" or "UTF8" or "ASCII" or "US-ASCII" or "CHARSET" or "";
    }

    private static string? Field(string header, string name) => header.Split('\n')
        .FirstOrDefault(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase))?[name.Length..].Trim();
}
