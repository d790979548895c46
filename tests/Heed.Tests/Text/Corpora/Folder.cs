using System.IO.Compression;
using System.Text;
using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

/// <summary>A temporary folder of corpus files.</summary>
internal sealed class Folder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("heed-corpus-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    public string Path(string name) => System.IO.Path.Combine(_path, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path(name), bytes);
        return Path(name);
    }

    public static byte[] Gzip(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal)) gzip.Write(bytes);
        return stream.ToArray();
    }

    public static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    public static byte[] Zip(params (string Name, string Text)[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
            foreach ((string name, string text) in entries)
                using (Stream entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open()) entry.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }

    public static (List<SentencePair> Pairs, CorpusReport Report) Read(CorpusSpec spec)
    {
        var report = new CorpusReport();
        List<SentencePair> pairs = [.. Corpus.Read(spec, report)];
        Assert.Equal(pairs.Count, report.Kept);
        Assert.Equal(report.Read, report.Kept + report.Reasons.Values.Sum());
        return (pairs, report);
    }
}
