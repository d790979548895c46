namespace Heed.Files;

/// <summary>The lines of text files that may come from anyone.</summary>
public static class TextLines
{
    /// <summary>The most bytes of a line: 4 MiB.</summary>
    public const int MostLineBytes = 4 << 20;

    /// <summary>The most bytes of a file, counted after decompression: 64 GiB.</summary>
    public const long MostBytes = 64L << 30;

    /// <summary>
    /// Reads the lines of a UTF-8 file, plain, gzip or the only text of a zip, one by one in constant memory; ends of lines, the carriage returns of Windows and a
    /// byte-order mark are taken off.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file (thrown as the first line is taken, like the next).</exception>
    /// <exception cref="InvalidDataException">A line is too long, not UTF-8 or has a NUL, or the file is damaged or cut off; the message names file and line.</exception>
    public static IEnumerable<string> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadLines(path);
    }

    private static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new BoundedReader(path, MostBytes, MostLineBytes);
        while (reader.TryReadLine(out string text, out LineFault fault))
            yield return fault switch
            {
                LineFault.None => text,
                LineFault.TooManyBytes => throw new InvalidDataException($"{path}:{reader.LineNumber}: the line has more than {MostLineBytes:N0} bytes."),
                LineFault.InvalidUtf8 => throw new InvalidDataException($"{path}:{reader.LineNumber}: the line is not UTF-8; convert the file first."),
                _ => throw new InvalidDataException($"{path}:{reader.LineNumber}: the line has a NUL character, which no text has."),
            };
    }
}
