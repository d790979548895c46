namespace Heed.Studio.Runs;

/// <summary>The files below the studio's folder of data. A name is compared with those that are there, never taken as a path.</summary>
internal static class DataFiles
{
    private const int Most = 500;
    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, MaxRecursionDepth = 4, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };

    /// <summary>The files' names within the folder, with slashes, at most 500.</summary>
    public static IReadOnlyList<string> In(string? folder) => folder is null || !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*", Below).Take(Most).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The path of a file.</summary>
    /// <exception cref="RunRefusedException">There is no such file in the folder.</exception>
    public static string PathOf(string? folder, string name) => In(folder).Contains(name) ? Path.Combine(folder!, name) : throw new RunRefusedException("runs.no-file");
}
