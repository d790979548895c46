using System.IO.Compression;

namespace Heed.Files;

/// <summary>
/// Decompresses gzip and notices where it ends too soon. .NET's own stream reports a file cut short as if it ended there; so one
/// more member is put behind the file's, and only where the file is whole does that member come out at the end.
/// </summary>
internal sealed class GzipFile : Stream
{
    private static readonly byte[] Proof = [.. "whole: "u8, 0xFF, 0x00, 0xC0, 0xC1, 0xFE, 0xF5, 0x0A, 0x17];
    private static readonly byte[] ProofMember = Compress(Proof);

    private readonly string _path;
    private readonly GZipStream _gzip;
    private readonly byte[] _held = new byte[16 << 10];     // the last bytes are held back, because they may be the proof
    private int _start, _end;

    public GzipFile(string path, Stream file)
    {
        _path = path;
        _gzip = new GZipStream(new WithProof(file), CompressionMode.Decompress);
    }

    /// <summary>Whether a file's first bytes are gzip's; no UTF-8 text begins with them.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> beginning) => beginning is [0x1F, 0x8B, ..];

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="InvalidDataException">The file is damaged, cut short or followed by something else.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (_end - _start <= Proof.Length)
        {
            _held.AsSpan(_start, _end - _start).CopyTo(_held);
            _end -= _start;
            _start = 0;
            int read = ReadMore(_held.AsSpan(_end));
            if (read == 0)
            {
                if (_held.AsSpan(0, _end).SequenceEqual(Proof)) return 0;
                throw new InvalidDataException($"{_path}: the gzip file is cut short or damaged.");
            }
            _end += read;
        }
        int count = Math.Min(buffer.Length, _end - _start - Proof.Length);
        _held.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }

    private int ReadMore(Span<byte> buffer)
    {
        try
        {
            return _gzip.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{_path}: the gzip file is damaged.", e);
        }
    }

    private static byte[] Compress(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(bytes);
        return stream.ToArray();
    }

    /// <summary>The file, then the member that proves it whole.</summary>
    private sealed class WithProof(Stream file) : Stream
    {
        private readonly MemoryStream _proof = new(ProofMember, writable: false);

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            int read = file.Read(buffer);
            return read > 0 ? read : _proof.Read(buffer);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
