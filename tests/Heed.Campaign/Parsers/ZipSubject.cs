using System.IO.Compression;
using System.Text;

namespace Heed.Campaign.Parsers;

/// <summary>A zip of a table as it is downloaded: its names and texts changed and packed again, or the packed bytes changed.</summary>
internal sealed class ZipSubject : ParserSubject
{
    private static readonly DateTimeOffset Time = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override string Name => "zip";

    // A little may become a megabyte, the limit that is set, and is read three times.
    public override long MostAllocated => 256L << 20;

    // Name, text, name, text.
    public override IReadOnlyList<byte[][]> Seeds { get; } =
    [
        ["_about.txt"u8.ToArray(), "About."u8.ToArray(), "fra.txt"u8.ToArray(), Encoding.UTF8.GetBytes(TsvSubject.Table)],
        ["README"u8.ToArray(), [], "a/b.tsv"u8.ToArray(), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(TsvSubject.Table, 20)))],
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. TsvSubject.Texts, "../"u8.ToArray(), "/"u8.ToArray(), [0x50, 0x4B, 1, 2], [0x50, 0x4B, 5, 6], [0x50, 0x4B, 6, 6], [0x50, 0x4B, 6, 7], [0x50, 0x4B, 7, 8], [0xFF, 0xFF, 0xFF, 0xFF],
        [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ];

    public override byte[][] Assemble(byte[][] parts)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
            for (int i = 0; i + 1 < parts.Length; i += 2)
            {
                // A name may be any bytes; .NET writes text.
                string name = Encoding.Latin1.GetString(parts[i]);
                ZipArchiveEntry entry = zip.CreateEntry(name.Length is > 0 and < 1000 ? name : "x", i == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
                entry.LastWriteTime = Time;      // a case is the same whenever it is made
                using Stream content = entry.Open();
                content.Write(parts[i + 1]);
            }
        return [stream.ToArray()];
    }

    public override void Parse(byte[][] files) => MemoryCorpus.Of(files, ".zip").Read();
}
