using System.Buffers;
using System.Text;

namespace Heed.Files;

/// <summary>What is wrong with a line of text.</summary>
internal enum LineFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It has more bytes than a line may have; it was passed over without being held in memory.</summary>
    TooManyBytes,

    /// <summary>It is not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>It has a NUL character, which no text has.</summary>
    Nul,
}

/// <summary>
/// Reads the lines of a UTF-8 file, plain, gzip or an entry of a zip, that may come from anyone: neither a line's length nor the decompressed size can
/// take more memory or time than allowed. A byte-order mark and the carriage returns of Windows are taken off.
/// </summary>
internal sealed class BoundedReader : IDisposable
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private const int ShownOfLongLine = 4 << 10;
    private const int BufferBytes = 64 << 10;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly long _mostBytes;
    private readonly int _mostLineBytes;
    private readonly byte[] _buffer;
    private byte[] _line = new byte[256];
    private int _start, _end;
    private int _length;        // of the line's bytes in _line
    private long _read;
    private bool _isFirstRead = true, _isDisposed;

    /// <param name="path">The file; gzip and zip are known by their first bytes. A zip's only text is read; where it has several,
    /// the entry's name stands behind the zip's: <c>fr-en.zip/corpus.fr</c>.</param>
    /// <param name="mostBytes">The most bytes to read, counted after decompression.</param>
    /// <param name="mostLineBytes">The most bytes that a line may have.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The name ends in .gz or .zip and the content does not fit it, or the zip is refused.</exception>
    public BoundedReader(string path, long mostBytes, int mostLineBytes)
        : this(path, ContentFile.OpenPacked(path, out string? entry), entry, mostBytes, mostLineBytes)
    {
    }

    /// <summary>Reads a stream, which can seek and is closed with the reader.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="stream">The content, from its first byte.</param>
    /// <param name="entry">The entry to read where it is a zip, or null for the only one.</param>
    /// <param name="mostBytes">The most bytes to read, counted after decompression.</param>
    /// <param name="mostLineBytes">The most bytes that a line may have.</param>
    internal BoundedReader(string path, Stream stream, string? entry, long mostBytes, int mostLineBytes)
    {
        _path = path;
        _mostBytes = mostBytes;
        _mostLineBytes = mostLineBytes;
        _stream = ContentFile.Unpack(path, stream, entry, mostBytes);
        _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    }

    /// <summary>The file as messages name it.</summary>
    public string Path => _path;

    /// <summary>The number of lines read so far, which is the last line's number counted from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether the file began with a byte-order mark.</summary>
    public bool HadByteOrderMark { get; private set; }

    /// <summary>How many lines ended with a carriage return.</summary>
    public long CarriageReturns { get; private set; }

    /// <summary>Whether the last line ended with a carriage return.</summary>
    public bool LineHadReturn { get; private set; }

    /// <summary>The last line, with U+FFFD for what is no UTF-8; of a line with too many bytes, its beginning.</summary>
    public string LineAsFound => Encoding.UTF8.GetString(_line, 0, _length);

    /// <summary>Reads the next line.</summary>
    /// <param name="text">The line without its end; empty where there is a fault.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InvalidDataException">The file has too many bytes, is UTF-16, or is a damaged gzip.</exception>
    public bool TryReadLine(out string text, out LineFault fault)
    {
        text = "";
        fault = LineFault.None;
        LineHadReturn = false;
        _length = 0;
        bool any = false, ended = false;
        while (!ended)
        {
            if (_start == _end && !Fill()) break;
            any = true;
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start.._end);
            int feed = rest.IndexOf((byte)'\n');
            ended = feed >= 0;
            ReadOnlySpan<byte> part = ended ? rest[..feed] : rest;
            _start += part.Length + (ended ? 1 : 0);
            if (_length + part.Length > _mostLineBytes) fault = LineFault.TooManyBytes;
            if (fault != LineFault.None) continue;
            if (_length + part.Length > _line.Length) Array.Resize(ref _line, Math.Max(_length + part.Length, Math.Min(_mostLineBytes, 2 * _line.Length)));
            part.CopyTo(_line.AsSpan(_length));
            _length += part.Length;
        }
        if (!any) return false;

        LineNumber++;
        if (fault != LineFault.None)
        {
            _length = Math.Min(_length, ShownOfLongLine);
            return true;
        }
        if (_length > 0 && _line[_length - 1] == '\r')
        {
            _length--;
            LineHadReturn = true;
            CarriageReturns++;
        }
        ReadOnlySpan<byte> line = _line.AsSpan(0, _length);
        if (line.Contains((byte)0)) fault = LineFault.Nul;
        else if (!System.Text.Unicode.Utf8.IsValid(line)) fault = LineFault.InvalidUtf8;
        else text = Strict.GetString(line);
        return true;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _start = _end = 0;
        ArrayPool<byte>.Shared.Return(_buffer);
        _stream.Dispose();
    }

    private bool Fill()
    {
        _start = 0;
        _end = _isFirstRead ? _stream.ReadAtLeast(_buffer, 3, throwOnEndOfStream: false) : _stream.Read(_buffer);
        _read += _end;
        if (_read > _mostBytes) throw new InvalidDataException($"{_path}: more than {_mostBytes:N0} bytes{(_stream is GzipFile or ZipEntryStream ? " once decompressed" : "")}.");
        if (_isFirstRead) PassMark();
        _isFirstRead = false;
        return _end > _start;
    }

    private void PassMark()
    {
        ReadOnlySpan<byte> beginning = _buffer.AsSpan(0, _end);
        if (beginning is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) throw new InvalidDataException($"{_path}: this is UTF-16; save it as UTF-8.");
        HadByteOrderMark = beginning is [0xEF, 0xBB, 0xBF, ..];
        if (HadByteOrderMark) _start = 3;
    }
}
