using System.Collections.Concurrent;

namespace Heed.Studio.Runs;

/// <summary>The runs in the studio's folder. A name is compared with those that are there, never taken as a path.</summary>
internal sealed class RunShelf(StudioOptions options, TimeProvider clock)
{
    private const int Most = 500;
    private readonly ConcurrentDictionary<string, RunReader> _readers = new(StringComparer.Ordinal);

    /// <summary>The runs as they are now, the one that was written last first; at most 500.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public IReadOnlyList<RunSnapshot> All()
    {
        string[] folders = [.. Folders().Take(Most)];
        foreach (string gone in _readers.Keys.Except(folders).Where(static folder => !Directory.Exists(folder)).ToArray()) _readers.TryRemove(gone, out _);
        return [.. folders.Select(folder => ReaderOf(folder).Look()).OrderByDescending(static run => run.Written).ThenBy(static run => run.Name, StringComparer.Ordinal)];
    }

    /// <summary>A run as it is now; null where there is none of that name.</summary>
    /// <inheritdoc cref="All"/>
    public RunSnapshot? Find(string name) => Folders().FirstOrDefault(folder => Path.GetFileName(folder) == name) is { } folder ? ReaderOf(folder).Look() : null;

    private RunReader ReaderOf(string folder) => _readers.GetOrAdd(folder, of => new RunReader(of, clock));

    private IEnumerable<string> Folders() => Directory.Exists(options.Runs) ? Directory.EnumerateDirectories(options.Runs).Where(RunReader.IsRun) : [];
}
