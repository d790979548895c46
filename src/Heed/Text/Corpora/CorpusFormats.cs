namespace Heed.Text.Corpora;

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
