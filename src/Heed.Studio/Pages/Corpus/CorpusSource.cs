using System.Globalization;
using Heed.Studio.Data;
using Heed.Text.Corpora;

namespace Heed.Studio.Pages.Corpus;

/// <summary>What a page chose to look at: messages of the SDK, or files of the folder of corpora.</summary>
public sealed record CorpusSource
{
    /// <summary>Kinds of corpora that files can be.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. CorpusFormats.All.Select(static format => format.Name).Where(static name => name != Sdk)];

    /// <summary>The kind of corpus that the SDK's messages are.</summary>
    public const string Sdk = "sdk";

    /// <summary>One of <see cref="CorpusFormats.All"/>.</summary>
    public string Kind { get; init; } = Sdk;

    /// <summary>The file, as <see cref="DataFolder"/> names it; that of the sentences where there are two.</summary>
    public string File { get; init; } = "";

    /// <summary>The file of the translations, where there are two.</summary>
    public string Other { get; init; } = "";

    /// <summary>The language of the sentences, where the kind asks for it.</summary>
    public string From { get; init; } = "fr";

    /// <summary>The language of the translations, likewise.</summary>
    public string To { get; init; } = "en";

    /// <summary>The column of the sentences of a table.</summary>
    public int SourceColumn { get; init; } = 1;

    /// <summary>The column of the translations.</summary>
    public int TargetColumn { get; init; } = 2;

    /// <summary>Whether the kind has columns.</summary>
    public bool HasColumns => Kind == "tsv";

    /// <summary>Whether the kind is two files.</summary>
    public bool HasTwoFiles => Kind is "moses" or "resx";

    /// <summary>Whether the kind asks for languages.</summary>
    public bool HasLanguages => Kind is not ("tsv" or "moses" or "resx");

    /// <summary>The corpus as <c>--corpus</c> has it, with names below the folder.</summary>
    public string Name => NameWith(File, Other);

    /// <summary>The corpus itself.</summary>
    /// <exception cref="ArgumentException">Languages or columns are not right.</exception>
    /// <exception cref="KeyNotFoundException">A file is not in the folder.</exception>
    internal CorpusSpec Resolve(DataFolder folder)
    {
        if (Kind == Sdk) return CorpusSpec.Parse(Name);
        if (!Kinds.Contains(Kind)) throw new ArgumentException("There is no such kind of corpus.");
        // A colon in a language would make the beginning of another path of what comes after it.
        if (HasLanguages && (!IsLanguage(From.Trim()) || !IsLanguage(To.Trim()))) throw new ArgumentException("A language is written with letters, digits, hyphens, _ and @, such as fr or pt-BR.");
        string file = folder.Find(File), other = HasTwoFiles ? folder.Find(Other) : "";
        // A name with a comma would be cut: two files are given as such.
        return Kind switch
        {
            "moses" => new MosesCorpus(file, other),
            "resx" => new ResxCorpus(file, other),
            _ => CorpusSpec.Parse(NameWith(file, other)),
        };
    }

    private static bool IsLanguage(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '@');

    private string NameWith(string file, string other) => Kind switch
    {
        Sdk => $"sdk:{From}-{To}",
        "tsv" => string.Create(CultureInfo.InvariantCulture, $"tsv:{SourceColumn},{TargetColumn}:{file}"),
        "moses" or "resx" => $"{Kind}:{file},{other}",
        _ => $"{Kind}:{From.Trim()}-{To.Trim()}:{file}",
    };
}
