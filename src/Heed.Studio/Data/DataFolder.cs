namespace Heed.Studio.Data;

/// <summary>
/// The folder of data named at start. A page chooses from the files listed here; what it sends back is looked up as a name below the folder, and a name that leads out of it, also through links, means no file.
/// </summary>
/// <param name="folder">The folder; null for none.</param>
internal sealed class DataFolder(string? folder)
{
    /// <summary>The most files listed.</summary>
    public const int MostFiles = 1000;

    private const int MostDepth = 6, MostLinks = 40, LongestName = 1000;

    private readonly string? _root = folder is null ? null : RealPath(Path.GetFullPath(folder));

    /// <summary>Whether a folder was named.</summary>
    public bool IsNamed => _root is not null;

    /// <summary>The files that may hold pairs, by name; the first thousand.</summary>
    public IReadOnlyList<DataFile> All()
    {
        if (_root is null || !Directory.Exists(_root)) return [];
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MostDepth, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        var files = new List<DataFile>();
        foreach (string path in Directory.EnumerateFiles(_root, "*", options))
        {
            string name = Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/');
            if (TryFind(name, out string real)) files.Add(new DataFile(name, new FileInfo(real).Length));
            if (files.Count == MostFiles) break;
        }
        files.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return files;
    }

    /// <summary>The file of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name in the folder.</exception>
    public string Find(string name) => TryFind(name, out string real) ? real : throw new KeyNotFoundException("There is no file of that name in the folder of corpora.");

    /// <summary>A message without the folder's place, which is nobody's business.</summary>
    public string Shorten(string message) => _root is null ? message : message.Replace(_root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    /// <summary>The file of a name; false for none of that name in the folder.</summary>
    /// <param name="name">The name, with slashes.</param>
    /// <param name="real">The file's path, without links.</param>
    public bool TryFind(string name, out string real)
    {
        real = "";
        if (_root is null || name.Length is 0 or > LongestName || Path.IsPathRooted(name) || name.Contains('\\', StringComparison.Ordinal) || name.Any(char.IsControl)) return false;
        if (name.Split('/').Any(static part => part is "" or "." or ".." || part.Contains(':', StringComparison.Ordinal))) return false;
        try
        {
            real = RealPath(Path.Combine(_root, name));
            // A pipe or a device has no length, and an empty file no pairs.
            return real.StartsWith(_root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal) && new FileInfo(real) is { Exists: true, Length: > 0 };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;                                                                   // a link to itself, or a folder that may not be read
        }
    }

    /// <summary>A path without links in any of its parts.</summary>
    private static string RealPath(string path)
    {
        string root = Path.GetPathRoot(path)!, real = root;
        var parts = new Stack<string>(path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (int links = 0; parts.TryPop(out string? part);)
        {
            if (part == ".") continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? root;
                continue;
            }
            string next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks) throw new IOException($"{path}: too many links.");
            if (Path.IsPathRooted(target)) real = Path.GetPathRoot(target)!;
            foreach (string of in target.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse()) parts.Push(of);
        }
        return real;
    }
}
