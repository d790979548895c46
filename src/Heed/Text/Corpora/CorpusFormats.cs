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
        new("opus", "a Moses zip of OPUS, or its files, in either direction", "opus:fr-en:FILE.zip", OpusCorpus.FromName),
        new("tmx", "a translation memory, TMX 1.1 to 1.4, with two languages or more", "tmx:fr-en:FILE", TmxCorpus.FromName),
        new("xliff", "an XLIFF file, 1.2 or 2.x, in either direction", "xliff:fr-en:FILE", XliffCorpus.FromName),
        new("po", "a gettext PO file, in either direction", "po:en-fr:FILE", PoCorpus.FromName),
        new("resx", "two .resx files, joined by their messages' names", "resx:SOURCE,TARGET", ResxCorpus.FromName),
    ];
}
