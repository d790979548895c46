using System.Text;
using Heed.Files;

namespace Heed.Cli;

/// <summary>Lines as files of sentences count them: ended by \n alone, a \r before it dropped.</summary>
internal static class Lines
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines of a file, plain, gzip or zip; of a pipe or a device as they arrive.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or a line is too long, not UTF-8 or has a NUL.</exception>
    public static IEnumerable<string> Read(string path)
    {
        CommonOptions.CheckIsFile(path);
        FileStream file = File.OpenRead(path);
        if (!file.CanSeek) return ReadPipe(file, path);
        file.Dispose();
        return TextLines.Read(path);
    }

    /// <summary>Gives each line as soon as its end has arrived; a byte-order mark is taken off.</summary>
    /// <exception cref="InvalidDataException">A line has more than <see cref="TextLines.MostLineBytes"/> bytes, is not UTF-8 or has a NUL; the lines before it were given.</exception>
    public static IEnumerable<string> Read(Stream stream, string name)
    {
        using MemoryStream line = new();
        byte[] buffer = new byte[4096];
        int number = 1;
        while (stream.Read(buffer, 0, buffer.Length) is int count and > 0)
        {
            for (int start = 0; start < count;)
            {
                int length = buffer.AsSpan(start, count - start).IndexOf((byte)'\n');
                bool ends = length >= 0;
                if (!ends) length = count - start;
                if (line.Length + length > TextLines.MostLineBytes) throw new InvalidDataException($"{name}:{number}: the line has more than {TextLines.MostLineBytes:N0} bytes.");
                line.Write(buffer, start, length);
                start += length;
                if (!ends) continue;
                start++;
                yield return Take(line, name, number++);
            }
        }
        if (line.Length > 0) yield return Take(line, name, number);
    }

    private static IEnumerable<string> ReadPipe(FileStream file, string path)
    {
        using (file)
            foreach (string line in Read(file, path)) yield return line;
    }

    private static string Take(MemoryStream line, string name, int number)
    {
        ReadOnlySpan<byte> bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        if (number == 1 && bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[3..];
        if (bytes.EndsWith("\r"u8)) bytes = bytes[..^1];
        if (bytes.Contains((byte)0)) throw new InvalidDataException($"{name}:{number}: the line has a NUL character, which no text has.");
        try
        {
            string text = Strict.GetString(bytes);
            line.SetLength(0);
            return text;
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"{name}:{number}: the line is not UTF-8; convert the text first.");
        }
    }
}
