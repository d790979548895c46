using System.Text;
using Heed.Files;
using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

/// <summary>What the whole process holds is measured, so these tests run alone.</summary>
[CollectionDefinition(nameof(LongFileTests), DisableParallelization = true)]
[Collection(nameof(LongFileTests))]
public sealed class LongFileTests
{
    [Fact]
    public void A_file_of_any_length_takes_the_memory_of_a_short_one()
    {
        const string Unit = "<tu>\n<tuv xml:lang=\"fr\"><seg>Un deux trois.</seg></tuv><tuv xml:lang=\"en\"><seg>One two three.</seg></tuv></tu>";
        var xml = new Repeated("<tmx><body>", Unit, "</body></tmx>", 200_000);
        var corpus = new TmxCorpus("fr", "en", "memory.tmx");
        using var file = new XmlFile("memory.tmx", xml, long.MaxValue, 1 << 20);
        long number = 0, early = 0;
        foreach (CorpusLine line in corpus.Lines(file, CancellationToken.None))
        {
            Assert.Equal(++number, line.Number);
            if (number == 1_000) early = GC.GetTotalMemory(forceFullCollection: true);
            if (number % 50_000 == 0) Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - early, long.MinValue, 4 << 20);
        }
        Assert.Equal(200_000, number);
    }

    /// <summary>A beginning, the same bytes again and again, and an end, none of it held.</summary>
    private sealed class Repeated(string beginning, string middle, string end, long times) : Stream
    {
        private readonly byte[] _beginning = Encoding.UTF8.GetBytes(beginning), _middle = Encoding.UTF8.GetBytes(middle), _end = Encoding.UTF8.GetBytes(end);
        private long _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = 0;
            for (; read < count && Next() is byte b; read++) buffer[offset + read] = b;
            return read;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private byte? Next()
        {
            long at = _position++ - _beginning.Length;
            if (at < 0) return _beginning[at + _beginning.Length];
            if (at < times * _middle.Length) return _middle[at % _middle.Length];
            at -= times * _middle.Length;
            return at < _end.Length ? _end[at] : null;
        }
    }
}
