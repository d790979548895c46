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
/// Reads the lines of a UTF-8 file, plain or gzip, that may come from anyone: neither a line's length nor the decompressed size can
/// take more memory or time than allowed. A byte-order mark and the carriage returns of Windows are taken off.
/// </summary>
internal sealed class BoundedReader : IDisposable
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly string _path;
    private readonly Stream _stream;
    private readonly long _mostBytes;
    private readonly int _mostLineBytes;
    private readonly byte[] _buffer = new byte[64 << 10];
    private byte[] _line = new byte[256];
    private int _start, _end;
    private long _read;
    private bool _isFirstRead = true;

    /// <param name="path">The file; gzip is known by its first two bytes.</param>
    /// <param name="mostBytes">The most bytes to read, counted after decompression.</param>
    /// <param name="mostLineBytes">The most bytes that a line may have.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The name ends in .gz and the content is no gzip.</exception>
    public BoundedReader(string path, long mostBytes, int mostLineBytes)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file.", path);
        _path = path;
        _mostBytes = mostBytes;
        _mostLineBytes = mostLineBytes;
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, FileOptions.SequentialScan);
        _stream = file;
        try
        {
            Span<byte> beginning = stackalloc byte[2];
            bool isGzip = file.ReadAtLeast(beginning, 2, throwOnEndOfStream: false) == 2 && GzipFile.IsGzip(beginning);
            if (!isGzip && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) throw new InvalidDataException($"{path}: the name ends in .gz, but this is no gzip file.");
            file.Position = 0;
            if (isGzip) _stream = new GzipFile(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The number of lines read so far, which is the last line's number counted from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether the file began with a byte-order mark.</summary>
    public bool HadByteOrderMark { get; private set; }

    /// <summary>How many lines ended with a carriage return.</summary>
    public long CarriageReturns { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <param name="text">The line without its end; empty where there is a fault.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InvalidDataException">The file has too many bytes, is UTF-16, or is a damaged gzip.</exception>
    public bool TryReadLine(out string text, out LineFault fault)
    {
        text = "";
        fault = LineFault.None;
        int length = 0;
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
            if (length + part.Length > _mostLineBytes) fault = LineFault.TooManyBytes;
            if (fault != LineFault.None) continue;
            if (length + part.Length > _line.Length) Array.Resize(ref _line, Math.Max(length + part.Length, Math.Min(_mostLineBytes, 2 * _line.Length)));
            part.CopyTo(_line.AsSpan(length));
            length += part.Length;
        }
        if (!any) return false;

        LineNumber++;
        if (fault != LineFault.None) return true;
        if (length > 0 && _line[length - 1] == '\r')
        {
            length--;
            CarriageReturns++;
        }
        ReadOnlySpan<byte> line = _line.AsSpan(0, length);
        if (line.Contains((byte)0)) fault = LineFault.Nul;
        else if (!System.Text.Unicode.Utf8.IsValid(line)) fault = LineFault.InvalidUtf8;
        else text = Strict.GetString(line);
        return true;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private bool Fill()
    {
        _start = 0;
        _end = _isFirstRead ? _stream.ReadAtLeast(_buffer, 3, throwOnEndOfStream: false) : _stream.Read(_buffer);
        _read += _end;
        if (_read > _mostBytes) throw new InvalidDataException($"{_path}: more than {_mostBytes:N0} bytes{(_stream is GzipFile ? " once decompressed" : "")}.");
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
