using System.IO.Compression;
using System.Text;
using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>Writes corpora: each file whole or not at all, none where the pairs cannot all be had, and never over what is being read.</summary>
public static class CorpusFiles
{
    /// <summary>Writes files of text, UTF-8 with \n at the ends of lines, compressed where the name ends in .gz.</summary>
    /// <param name="paths">The files, all different. Their folders must exist.</param>
    /// <param name="inputs">The corpora that are read meanwhile.</param>
    /// <param name="write">Is given a writer for each file.</param>
    /// <exception cref="ArgumentException">A file is named twice, is one of the corpora's, or is a zip.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(IReadOnlyList<string> paths, IEnumerable<CorpusSpec> inputs, Action<IReadOnlyList<TextWriter>> write)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(write);
        var taken = new Dictionary<string, string>(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (string input in inputs.SelectMany(c => c.Files)) taken[Real(ContentFile.Parts(input).File)] = "it is being read";
        foreach (string path in paths)
        {
            ArgumentException.ThrowIfNullOrEmpty(path, nameof(paths));
            if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"{path}: no zip is written; name it .gz, or leave it plain.");
            if (taken.TryGetValue(Real(path), out string? why)) throw new ArgumentException($"{path}: {why}; name another file to write.");
            taken[Real(path)] = "it is named twice";
        }
        Open(0, []);

        void Open(int next, List<TextWriter> writers)
        {
            if (next == paths.Count)
            {
                write(writers);
                return;
            }
            AtomicFile.Write(paths[next], file =>
            {
                bool isCompressed = paths[next].EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
                using GZipStream? compressed = isCompressed ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : null;
                using var writer = new StreamWriter(compressed ?? file, new UTF8Encoding(false), bufferSize: 64 << 10, leaveOpen: true) { NewLine = "\n" };
                Open(next + 1, [.. writers, writer]);
            });
        }
    }

    // The file itself, whatever links lead to it.
    private static string Real(string path)
    {
        string full = Path.GetFullPath(path);
        if (File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } file) return file.FullName;
        return Path.GetDirectoryName(full) is string folder && Directory.Exists(folder) && Directory.ResolveLinkTarget(folder, returnFinalTarget: true) is { } real
            ? Path.Combine(real.FullName, Path.GetFileName(full))
            : full;
    }
}
