using Heed.Files;
using Heed.Text.Corpora;

namespace Heed.Campaign.Parsers;

/// <summary>A corpus whose files are bytes: one for a table, two for sentences line by line, or what its format says.</summary>
internal sealed record MemoryCorpus(byte[][] Contents, string Ending) : CorpusSpec
{
    public override string Name => "memory";

    /// <summary>The format where it is neither a table nor two files line by line.</summary>
    private Func<MemoryCorpus, CorpusReport, CancellationToken, IEnumerable<CorpusLine>>? Format { get; init; }

    public static MemoryCorpus Of(byte[][] files, string ending) => new(files, ending)
    {
        Limits = new CorpusLimits { MostBytes = 1 << 20, MostLineBytes = 1 << 12, MostCharacters = 1000 },
    };

    /// <summary>A corpus of a format; its texts may have lines of their own.</summary>
    public static MemoryCorpus Of(byte[][] files, string ending, Func<MemoryCorpus, CorpusReport, CancellationToken, IEnumerable<CorpusLine>> format) =>
        Of(files, ending) with { Format = format };

    internal override IEnumerable<CorpusLine> Lines(CorpusReport report, CancellationToken cancellation)
    {
        if (Format is not null)
        {
            foreach (CorpusLine line in Format(this, report, cancellation)) yield return line;
            yield break;
        }
        using BoundedReader first = Open(0);
        if (Contents.Length == 1)
        {
            foreach (CorpusLine line in new TsvCorpus(first.Path, 2, 1) { Limits = Limits }.Lines(first, report, cancellation)) yield return line;
            yield break;
        }
        using BoundedReader second = Open(1);
        foreach (CorpusLine line in new MosesCorpus(first.Path, second.Path) { Limits = Limits }.Lines(first, second, report, cancellation)) yield return line;
    }

    /// <summary>
    /// Reads the pairs as training does, and throws what reading threw. A quarter of the corpora, chosen by what is in them, is checked as
    /// well, which takes six times as long.
    /// </summary>
    public void Read()
    {
        // A check turns what cannot be read into a finding.
        CorpusCheck? check = Contents.Sum(static c => c.Length) % 4 != 0 ? null : CorpusCheck.Run(this, CorpusRules.Default, static f => Expect(!f.Text.Any(char.IsControl), "a finding with control characters"));
        long kept = 0;
        foreach (SentencePair pair in Corpus.Read(this))
        {
            kept++;
            Expect(pair.Line > 0, "no line");
            foreach (string side in (ReadOnlySpan<string>)[pair.Source, pair.Target])
                Expect(side.Length is > 0 and <= 1000 && !side.Contains('\0', StringComparison.Ordinal) && side == side.Trim() && (Format is not null || side.AsSpan().IndexOf('\n') < 0), "a pair that should have been left out");
        }
        Expect(check is null || kept == check.Source.Lengths.Count, $"a check saw {check?.Source.Lengths.Count} pairs and training {kept}");
    }

    /// <summary>What messages call a file.</summary>
    public string PathOf(int file) => $"file{file}{Ending}";

    /// <summary>A file as XML.</summary>
    public XmlFile OpenXml(int file) =>
        new(PathOf(file), ContentFile.Unpack(PathOf(file), new MemoryStream(Contents[file], writable: false), null, Limits.MostBytes), Limits.MostBytes, Limits.MostLineBytes);

    /// <summary>A file as lines.</summary>
    public BoundedReader Open(int file) => new(PathOf(file), new MemoryStream(Contents[file], writable: false), null, Limits.MostBytes, Limits.MostLineBytes);

    private static void Expect(bool isSo, string otherwise)
    {
        if (!isSo) throw new InvalidOperationException(otherwise);
    }
}
