using System.IO.Compression;
using System.Text;

namespace Heed.Campaign.Parsers;

/// <summary>A compressed table: what is in it changed and compressed again, or the compressed bytes changed.</summary>
internal sealed class GzipSubject : ParserSubject
{
    public override string Name => "gzip";

    // A little may become a megabyte, the limit that is set. It is read three times, and where it is nothing but empty lines each costs a hundred bytes
    // each time: 315 MB in all, none of it held longer than its line.
    public override long MostAllocated => 512L << 20;

    public override IReadOnlyList<byte[][]> Seeds { get; } =
    [
        [Encoding.UTF8.GetBytes(TsvSubject.Table)],
        [Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(TsvSubject.Table, 20)))],
        ["\n"u8.ToArray()],
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } = [.. TsvSubject.Texts, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], [0x1F, 0x8B, 8, 0x1F, 0, 0, 0, 0, 0, 3], [3, 0, 0, 0, 0, 0, 0, 0, 0, 0]];

    public override byte[][] Assemble(byte[][] parts)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(parts[0]);
        return [stream.ToArray()];
    }

    public override void Parse(byte[][] files) => MemoryCorpus.Of(files, ".tsv.gz").Read();
}
