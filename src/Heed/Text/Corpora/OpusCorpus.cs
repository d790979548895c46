using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>
/// Pairs as OPUS packs them for Moses: a zip with a text for each language, <c>NAME.en-fr.en</c> and <c>NAME.en-fr.fr</c>, or the two unpacked. OPUS sorts the languages in
/// its names; which one is the source is said here. Where there is <c>NAME.en-fr.ids</c> as well, each pair knows its document.
/// </summary>
/// <param name="SourceLanguage">The language of the sentences, as the text's name ends (<c>pt_br</c> and <c>pt-BR</c> are the same).</param>
/// <param name="TargetLanguage">The language of the translations.</param>
/// <param name="File">The zip, or what the names of the unpacked texts have in common: <c>NAME.en-fr</c>. They may be gzip.</param>
public sealed record OpusCorpus(string SourceLanguage, string TargetLanguage, string File) : CorpusSpec
{
    private const string Identifiers = "ids";

    /// <inheritdoc/>
    public override string Name => $"opus:{SourceLanguage}-{TargetLanguage}:{File}";

    internal static OpusCorpus FromName(string name)
    {
        (string source, string target, string file) = LanguageTag.Parse("opus", name);
        return new OpusCorpus(source, target, file);
    }

    internal override IReadOnlyList<string> Files => System.IO.File.Exists(File) ? [File] : [.. Beside().Values];

    internal override (string? Source, string? Target) Claimed => (SourceLanguage, TargetLanguage);

    internal override IEnumerable<CorpusLine> Lines(CorpusReport report, CancellationToken cancellation)
    {
        (string source, string target, string? identifiers) = Texts();
        using BoundedReader? documents = identifiers is null ? null : Open(identifiers);
        foreach (CorpusLine line in new MosesCorpus(source, target) { Limits = Limits }.Lines(report, cancellation))
        {
            if (documents is null || line.Fault == LeftOut.NoCounterpart) yield return line;
            else if (!documents.TryReadLine(out string text, out LineFault fault)) throw new InvalidDataException($"{identifiers} has {documents.LineNumber:N0} lines and {source} has more: they must have the same number.");
            else yield return line with { Document = fault == LineFault.None ? DocumentOf(text) : null };
        }
    }

    // en/2015/4321.xml.gz, a tab, fr/2015/4321.xml.gz, a tab and the sentences' numbers.
    private static string? DocumentOf(string identifiers)
    {
        string first = identifiers.Split('\t', 2)[0];
        return first.Length == 0 ? null : first[(first.IndexOf('/', StringComparison.Ordinal) + 1)..];
    }

    private (string Source, string Target, string? Identifiers) Texts()
    {
        if (!System.IO.File.Exists(File))
        {
            Dictionary<string, string> beside = Beside();
            return beside.TryGetValue(SourceLanguage, out string? source) && beside.TryGetValue(TargetLanguage, out string? target)
                ? (source, target, beside.GetValueOrDefault(Identifiers))
                : throw new FileNotFoundException($"{File}: there is no such zip, nor {File}.{(beside.ContainsKey(SourceLanguage) ? TargetLanguage : SourceLanguage)} unpacked.", File);
        }
        IReadOnlyList<string> names = ZipFile.Names(File);
        string[] sources = [.. names.Where(n => EndsWith(n, SourceLanguage))], targets = [.. names.Where(n => EndsWith(n, TargetLanguage))];
        if (sources is not [string one] || targets is not [string other])
        {
            bool isSource = sources.Length != 1;
            string shown = string.Join(", ", names.Take(8).Select(SafetensorsHeader.Quote));
            throw new InvalidDataException($"{File}: {(isSource ? sources : targets).Length:N0} texts end in .{(isSource ? SourceLanguage : TargetLanguage)}, and it must be one; there are {(shown.Length == 0 ? "none" : shown)}.");
        }
        string? identifiers = names.FirstOrDefault(n => n == Path.ChangeExtension(one, Identifiers));
        return ($"{File}/{one}", $"{File}/{other}", identifiers is null ? null : $"{File}/{identifiers}");
    }

    /// <summary>The unpacked texts that there are, by what they end in.</summary>
    private Dictionary<string, string> Beside()
    {
        var found = new Dictionary<string, string>();
        foreach (string language in (ReadOnlySpan<string>)[SourceLanguage, TargetLanguage, Identifiers])
            foreach (string ending in (ReadOnlySpan<string>)[$".{language}", $".{language}.gz"])
                if (System.IO.File.Exists(File + ending)) found.TryAdd(language, File + ending);
        return found;
    }

    private static bool EndsWith(string name, string language) => LanguageTag.Fit(language, Path.GetExtension(name).TrimStart('.')) == 2;
}
