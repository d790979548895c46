using System.IO.Compression;
using Heed.Files;

namespace Heed.Tests.Files;

public sealed class TextLinesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heed-lines-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Marks_and_ends_of_lines_are_taken_off() =>
        Assert.Equal(["été", "", "fin"], TextLines.Read(Write("a.txt", [0xEF, 0xBB, 0xBF, .. "été\r\n\nfin"u8])));

    [Fact]
    public void A_fault_names_file_and_line()
    {
        Assert.Contains("b.txt:2: the line is not UTF-8", Fault(Write("b.txt", [.. "a\n"u8, 0xFF, .. "\n"u8])), StringComparison.Ordinal);
        Assert.Contains("c.txt:1: the line has a NUL", Fault(Write("c.txt", "a\0b"u8.ToArray())), StringComparison.Ordinal);
        Assert.Contains("d.txt:2: the line has more than", Fault(Write("d.txt", [.. "a\n"u8, .. new byte[TextLines.MostLineBytes + 1].Select(_ => (byte)'x')])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_that_was_cut_off_is_no_whole_text()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write("one\ntwo\n"u8);
        Assert.Equal(["one", "two"], TextLines.Read(Write("e.gz", packed.ToArray())));
        Assert.Contains("f.gz", Fault(Write("f.gz", packed.ToArray()[..^3])), StringComparison.Ordinal);
    }

    private static string Fault(string path) => Assert.Throws<InvalidDataException>(() => TextLines.Read(path).Count()).Message;

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
