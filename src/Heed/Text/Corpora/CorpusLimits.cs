namespace Heed.Text.Corpora;

/// <summary>What a corpus may ask for, because its files may come from anyone.</summary>
public sealed record CorpusLimits
{
    /// <summary>The limits used where nothing else is said.</summary>
    public static CorpusLimits Default { get; } = new();

    /// <summary>The most UTF-16 characters that a side may have; longer pairs are left out.</summary>
    public int MostCharacters { get; init; } = 2000;

    /// <summary>The most bytes that a line, or of XML a tag, may have, and the most characters of an XML element's text; longer lines and texts are left out without
    /// being held in memory, and a file with a longer tag is refused.</summary>
    public int MostLineBytes { get; init; } = 1 << 20;

    /// <summary>The most bytes that a file may have, counted after decompression; a larger file is refused. Reading takes no more memory for
    /// a large file than for a small one, so this only bounds the time.</summary>
    public long MostBytes { get; init; } = 64L << 30;
}
