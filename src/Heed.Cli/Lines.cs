using System.Text;
using Heed.Files;

namespace Heed.Cli;

/// <summary>Lines as files of sentences count them: ended by \n alone, a \r before it dropped.</summary>
internal static class Lines
{
    /// <summary>The longest line that is read, in UTF-16 units; more is a broken file, not a sentence.</summary>
    public const int Longest = 1 << 20;

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

    /// <summary>Gives each line as soon as its end has arrived.</summary>
    /// <exception cref="InvalidDataException">A line is longer than <see cref="Longest"/>.</exception>
    public static IEnumerable<string> Read(TextReader reader, string name)
    {
        StringBuilder line = new();
        char[] buffer = new char[4096];
        int number = 1;
        while (reader.Read(buffer, 0, buffer.Length) is int count and > 0)
        {
            for (int start = 0; start < count;)
            {
                int length = buffer.AsSpan(start, count - start).IndexOf('\n');
                bool ends = length >= 0;
                if (!ends) length = count - start;
                if (line.Length + length > Longest) throw new InvalidDataException($"{name}, line {number}: longer than {Longest:N0} characters.");
                line.Append(buffer, start, length);
                start += length;
                if (!ends) continue;
                start++;
                number++;
                yield return Take(line);
            }
        }
        if (line.Length > 0) yield return Take(line);
    }

    private static IEnumerable<string> ReadPipe(FileStream file, string path)
    {
        using StreamReader reader = new(file);
        foreach (string line in Read(reader, path)) yield return line;
    }

    private static string Take(StringBuilder line)
    {
        if (line.Length > 0 && line[^1] == '\r') line.Length--;
        string text = line.ToString();
        line.Clear();
        return text;
    }
}
