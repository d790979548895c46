using System.Diagnostics;

namespace Heed.Campaign.Kills;

/// <summary>Waits for the temporary file of a write to appear in a run's folder, and kills a moment later.</summary>
internal sealed class WriteWatcher : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly ToolProcess _process;
    private readonly bool _isModel;
    private readonly TimeSpan _delay;
    private readonly Lock _lock = new();
    private int _left;
    private bool _isOver;

    /// <param name="run">The run's folder.</param>
    /// <param name="process">What to kill.</param>
    /// <param name="isModel">Whether it waits for a model's file, not for a checkpoint.</param>
    /// <param name="count">The number of the write to kill in, from 1.</param>
    /// <param name="delay">The time from the file's appearing to the kill.</param>
    public WriteWatcher(string run, ToolProcess process, bool isModel, int count, TimeSpan delay)
    {
        (_process, _isModel, _left, _delay) = (process, isModel, count, delay);
        _watcher = new FileSystemWatcher(run) { IncludeSubdirectories = isModel, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName };
        _watcher.Created += Created;
        _watcher.EnableRaisingEvents = true;
    }

    public void Dispose()
    {
        _watcher.Dispose();
        lock (_lock) _isOver = true;      // an event may still be under way
    }

    private void Created(object sender, FileSystemEventArgs e)
    {
        string name = Path.GetFileName(e.Name ?? "");
        if (!name.Contains(".tmp-", StringComparison.Ordinal) || name.StartsWith(".state.", StringComparison.Ordinal) == _isModel || --_left != 0) return;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < _delay;) Thread.SpinWait(20);
        lock (_lock)
            if (!_isOver) _process.Kill();
    }
}
