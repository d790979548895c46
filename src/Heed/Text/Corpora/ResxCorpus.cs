using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>
/// Two .resx files of a .NET program, <c>Strings.resx</c> and <c>Strings.fr.resx</c>, plain, gzip or in a zip, joined by the names of their messages. What is no string (images,
/// colours, sizes) is passed over. The translations are held in memory while the sentences are read, and there may be <see cref="MostMessages"/> of them.
/// </summary>
/// <param name="SourceFile">The file of the sentences, in whose order the pairs come.</param>
/// <param name="TargetFile">The file of the translations.</param>
public sealed record ResxCorpus(string SourceFile, string TargetFile) : CorpusSpec
{
    /// <summary>The most messages of the file of translations.</summary>
    public const int MostMessages = 200_000;

    private const long MostCharacters = 64L << 20;

    /// <inheritdoc/>
    public override string Name => $"resx:{SourceFile},{TargetFile}";

    internal static ResxCorpus FromName(string files) => files.Split(',') is [{ Length: > 0 } source, { Length: > 0 } target]
        ? new ResxCorpus(source, target)
        : throw new ArgumentException($"\"resx:{files}\" must name two files with a comma between them: resx:SOURCE,TARGET.", nameof(files));

    internal override IReadOnlyList<string> Files => [SourceFile, TargetFile];

    internal override (string? Source, string? Target) Claimed => (LanguageOf(SourceFile), LanguageOf(TargetFile));

    internal override IEnumerable<CorpusLine> Lines(CorpusReport report, CancellationToken cancellation)
    {
        using XmlFile sources = OpenXml(SourceFile), targets = OpenXml(TargetFile);
        foreach (CorpusLine line in Lines(sources, targets, cancellation)) yield return line;
    }

    internal IEnumerable<CorpusLine> Lines(XmlFile sources, XmlFile targets, CancellationToken cancellation)
    {
        var text = new GatheredText(Limits.MostLineBytes);
        var translations = new Dictionary<string, string>(StringComparer.Ordinal);
        long characters = 0;
        foreach ((string name, _) in Messages(targets, text, cancellation))
        {
            // A translation too long to be held is seen as longer than any pair may be.
            string translation = text.ToString();
            characters += name.Length + translation.Length;
            if (translations.Count >= MostMessages || characters > MostCharacters)
                throw new InvalidDataException($"{TargetFile}: more than {MostMessages:N0} messages, or {MostCharacters:N0} characters; no program has so many.");
            translations.TryAdd(name, translation);
        }
        var other = new GatheredText(Limits.MostLineBytes);
        foreach ((string name, long number) in Messages(sources, text, cancellation))
        {
            other.Clear();
            other.Add(translations.GetValueOrDefault(name, ""));
            yield return Message(new CorpusLine { SourceFile = SourceFile, TargetFile = TargetFile, Number = number }, text, other, isUnsure: false);
        }
    }

    /// <summary>The names and lines of a file's messages; the text of each is in <paramref name="text"/> while it is the current one.</summary>
    private static IEnumerable<(string Name, long Line)> Messages(XmlFile xml, GatheredText text, CancellationToken cancellation)
    {
        char[] piece = new char[1 << 12];
        string? name = null;
        long line = 0;
        bool inValue = false;
        xml.ReadRoot("root", "a .resx file");
        while (xml.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (xml.IsStart && xml.Depth == 1 && xml.Name == "data")
            {
                bool isString = xml.Attribute("mimetype") is null && xml.Attribute("type") is null or "System.String, mscorlib";
                (name, line) = (isString ? xml.Attribute("name") : null, xml.Line);
                text.Clear();
            }
            if (xml.IsStart && xml.Depth == 2 && xml.Name == "value") inValue = name is not null;
            while (inValue && xml.IsText && xml.ReadText(piece) is > 0 and int read) text.Add(piece.AsSpan(0, read));
            if (xml.IsEnd && xml.Depth == 2) inValue = false;
            if (xml.IsEnd && xml.Depth == 1 && name is not null)
            {
                yield return (name, line);
                name = null;
            }
        }
    }

    // Strings.fr.resx says fr; Strings.resx says nothing.
    private static string? LanguageOf(string file)
    {
        string name = Path.GetFileName(file), plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return Path.GetExtension(Path.GetFileNameWithoutExtension(plain)) is { Length: > 1 } language ? language[1..] : null;
    }
}
