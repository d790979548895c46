using System.IO.Compression;

namespace Heed.Files;

/// <summary>The content of a zip's entry: exactly as many bytes as the archive's list says, with the check sum that it says.</summary>
internal sealed class ZipEntryStream : Stream
{
    private static readonly uint[] Table = MakeTable();

    private readonly string _path;
    private readonly Stream _file;
    private readonly ZipEntry _entry;
    private readonly Stream _content;
    private long _read;
    private uint _check = uint.MaxValue;

    /// <param name="path">What messages call the file.</param>
    /// <param name="file">The file, which stands at the first byte of the entry's data; it is closed with this stream.</param>
    /// <param name="entry">What the list says.</param>
    public ZipEntryStream(string path, Stream file, ZipEntry entry)
    {
        _path = path;
        _file = file;
        _entry = entry;
        var part = new Part(file, entry.Compressed);
        _content = entry.Method == 0 ? part : new DeflateStream(part, CompressionMode.Decompress);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="InvalidDataException">The content is not what the list says.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        int read;
        try
        {
            read = _content.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{_path}: the zip file is damaged.", e);
        }
        _read += read;
        _check = Update(_check, buffer[..read]);
        bool isWrong = read == 0 ? _read != _entry.Length || ~_check != _entry.Check : _read > _entry.Length;
        return isWrong ? throw new InvalidDataException($"{_path}: the zip file is damaged: {SafetensorsHeader.Quote(_entry.Name)} is not what its check sum says.") : read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>The CRC-32 that zip and gzip use.</summary>
    internal static uint Crc32(ReadOnlySpan<byte> bytes) => ~Update(uint.MaxValue, bytes);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            _file.Dispose();
        }
        base.Dispose(disposing);
    }

    private static uint Update(uint check, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes) check = (check >> 8) ^ Table[(byte)check ^ b];
        return check;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint c = i;
            for (int bit = 0; bit < 8; bit++) c = (c >> 1) ^ ((c & 1) * 0xEDB8_8320);
            table[i] = c;
        }
        return table;
    }

    /// <summary>So many bytes of the file and no more.</summary>
    private sealed class Part(Stream file, long left) : Stream
    {
        private long _left = left;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            int read = file.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
            _left -= read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
