using Heed.Kernels;

namespace Heed.Text.Corpora;

/// <summary>
/// The messages of the .NET SDK, which is on every machine that builds this project: English ones in each assembly, and their
/// translations into 13 languages in the satellite assemblies beside it. They are read as data and no code of theirs runs.
/// About 15,600 pairs for each language; many hold placeholders such as {0}.
/// </summary>
/// <param name="SourceLanguage">The language of the sentences, one of <see cref="Languages"/>.</param>
/// <param name="TargetLanguage">The language of the translations, another of <see cref="Languages"/>.</param>
public sealed record SdkCorpus(string SourceLanguage, string TargetLanguage) : CorpusSpec
{
    private const string English = "en";

    /// <summary>English, which the messages are written in, and the languages that they are translated into.</summary>
    public static IReadOnlyList<string> Languages { get; } =
        [English, "cs", "de", "es", "fr", "it", "ja", "ko", "pl", "pt-BR", "ru", "tr", "zh-Hans", "zh-Hant"];

    /// <summary>The folder of the .NET installation to read, or null for the one that runs this program.</summary>
    public string? Root { get; init; }

    /// <inheritdoc/>
    public override string Name => $"sdk:{SourceLanguage}-{TargetLanguage}";

    internal static SdkCorpus FromName(string languages)
    {
        // Language codes may have hyphens themselves (pt-BR), so every hyphen is tried.
        for (int hyphen = languages.IndexOf('-', StringComparison.Ordinal); hyphen >= 0; hyphen = languages.IndexOf('-', hyphen + 1))
        {
            string? source = Known(languages[..hyphen]), target = Known(languages[(hyphen + 1)..]);
            if (source is not null && target is not null && source != target) return new SdkCorpus(source, target);
        }
        throw new ArgumentException($"\"sdk:{languages}\" must name two different languages, for example sdk:fr-en, of: {string.Join(' ', Languages)}.", nameof(languages));

        static string? Known(string name) => Languages.FirstOrDefault(l => l.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    internal override (string? Source, string? Target) Claimed => (SourceLanguage, TargetLanguage);

    internal override IEnumerable<CorpusLine> Lines(CorpusReport report, CancellationToken cancellation)
    {
        if (SourceLanguage == TargetLanguage || !Languages.Contains(SourceLanguage) || !Languages.Contains(TargetLanguage))
            throw new ArgumentException($"\"{Name}\" must name two different languages of: {string.Join(' ', Languages)}.");
        string[] translated = [.. new[] { SourceLanguage, TargetLanguage }.Where(l => l != English)];
        List<SdkAssembly> assemblies = SdkAssembly.Find(SdkFolders.Find(Root), translated);
        if (assemblies.Count == 0)
            throw new InvalidDataException($"{Name}: this .NET SDK has no messages in {string.Join(" and ", translated)}; some Linux distributions leave them out. Install the SDK from https://dot.net.");

        var messages = new List<(string Source, string Target)>[assemblies.Count];
        Workers.All.For(assemblies.Count, i =>
        {
            cancellation.ThrowIfCancellationRequested();
            messages[i] = Join(assemblies[i]);
        });
        var seen = new HashSet<(string, string)>();
        foreach ((string source, string target, string document) in messages.SelectMany((m, i) => m.Select(p => (p.Source, p.Target, Path.GetFileNameWithoutExtension(assemblies[i].Path)))))
        {
            var line = new CorpusLine { SourceFile = Name, TargetFile = Name, Document = document, Source = source, Target = target, Found = source };
            if (source == target) yield return line with { Fault = LeftOut.NotTranslated };
            else if (!seen.Add((source, target))) yield return line with { Fault = LeftOut.Repeated };
            else yield return Sides(line, source, target);
        }
    }

    /// <summary>An assembly's messages in both languages, by resource and key; a message that one language leaves in English is passed over.</summary>
    private List<(string Source, string Target)> Join(SdkAssembly assembly)
    {
        SortedDictionary<string, string> english = SdkAssembly.Messages(assembly.Path, "");
        SortedDictionary<string, string>? source = Of(SourceLanguage), target = Of(TargetLanguage);
        var pairs = new List<(string, string)>();
        foreach ((string key, string original) in english)
        {
            if (!source.TryGetValue(key, out string? sentence) || !target.TryGetValue(key, out string? translation)) continue;
            bool isTranslated = (SourceLanguage == English || sentence != original) && (TargetLanguage == English || translation != original);
            pairs.Add(isTranslated ? (sentence, translation) : (original, original));
        }
        return pairs;

        SortedDictionary<string, string> Of(string language) =>
            language == English ? english : SdkAssembly.Messages(assembly.Satellite(language), language);
    }
}
