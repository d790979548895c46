using System.Buffers;

namespace Heed.Studio.Runs;

/// <summary>
/// Reads the lines that are added to a file while another program writes it. What has no line break yet is read again later; a file that became shorter, as a run's does that goes on from its checkpoint,
/// is read from its beginning.
/// </summary>
internal sealed class LineTail(string path)
{
    /// <summary>The longest line; a longer one is passed over.</summary>
    public const int LongestLine = 1 << 20;

    private const int Piece = 64 << 10;
    private readonly ArrayBufferWriter<byte> _line = new(256);
    private long _offset;
    private bool _tooLong;

    /// <summary>Lines read so far, those passed over included.</summary>
    public long Lines { get; private set; }

    /// <summary>Takes a line, without its break.</summary>
    public delegate void TakeLine(ReadOnlySpan<byte> line);

    /// <summary>Reads what was added, at most so many bytes.</summary>
    /// <param name="most">Where to stop for this time; the rest comes with the next call.</param>
    /// <param name="restart">Told before lines are read from the beginning again.</param>
    /// <param name="take">Told each whole line.</param>
    /// <param name="passedOver">Told of a line that is too long.</param>
    /// <returns>Whether anything was read.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public bool Read(long most, Action restart, TakeLine take, Action passedOver)
    {
        if (!File.Exists(path))
        {
            if (_offset == 0) return false;
            Restart(restart);
            return true;
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        bool any = file.Length < _offset;
        if (any) Restart(restart);
        file.Seek(_offset, SeekOrigin.Begin);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            for (int count; most > 0 && (count = file.Read(buffer, 0, Piece)) > 0; most -= count)
            {
                _offset += count;
                any = true;
                Take(buffer.AsSpan(0, count), take, passedOver);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return any;
    }

    private void Take(ReadOnlySpan<byte> bytes, TakeLine take, Action passedOver)
    {
        while (bytes.Length > 0)
        {
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
            if (_line.WrittenCount + part.Length > LongestLine) _tooLong = true;
            else if (!_tooLong) _line.Write(part);
            if (end < 0) return;
            Lines++;
            if (_tooLong) passedOver();
            else take(_line.WrittenSpan);
            _line.ResetWrittenCount();
            _tooLong = false;
            bytes = bytes[(end + 1)..];
        }
    }

    private void Restart(Action restart)
    {
        (_offset, Lines, _tooLong) = (0, 0, false);
        _line.ResetWrittenCount();
        restart();
    }
}
