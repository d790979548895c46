namespace Heed.Text.Corpora;

/// <summary>A kind of corpus.</summary>
/// <param name="Name">What stands before the colon in a corpus's name.</param>
/// <param name="Description">One line for a reader.</param>
/// <param name="Example">A whole name.</param>
/// <param name="Parse">Makes a corpus of what stands after the colon.</param>
public sealed record CorpusFormat(string Name, string Description, string Example, Func<string, CorpusSpec> Parse);

/// <summary>The kinds of corpus that can be read.</summary>
public static class CorpusFormats
{
    /// <summary>All of them, a line each.</summary>
    public static IReadOnlyList<CorpusFormat> All { get; } =
    [
        new("sdk", "the .NET SDK's own messages, in 13 languages and English, found on this machine", "sdk:fr-en", SdkCorpus.FromName),
        new("tsv", "a text file with a pair a line, in columns separated by tabs", "tsv:2,1:FILE", TsvCorpus.FromName),
        new("moses", "two text files, line by line", "moses:SOURCE,TARGET", MosesCorpus.FromName),
    ];
}
