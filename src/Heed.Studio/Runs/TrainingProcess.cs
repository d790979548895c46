using System.Diagnostics;
using System.Text;

namespace Heed.Studio.Runs;

/// <summary>A training in a process of its own. It saves and stops when its standard input ends, so that it also does when the studio is killed.</summary>
internal sealed class TrainingProcess : IDisposable
{
    private const int MostLines = 200, LongestLine = 500;
    private const int StoppedBySignal = 130;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly Process _process;
    private string _lastLine = "";
    private bool _stopping;
    private int _exitCode;

    private TrainingProcess(string name, Process process)
    {
        (Name, _process) = (name, process);
        Ended = FollowAsync();
    }

    /// <summary>The run's name.</summary>
    public string Name { get; }

    /// <summary>When it was started, by a clock that only runs forward.</summary>
    public long Began { get; } = Stopwatch.GetTimestamp();

    /// <summary>Done when the process has ended and all that it said was read.</summary>
    public Task Ended { get; }

    /// <summary>What it is doing.</summary>
    public TrainingPhase Phase => !Ended.IsCompleted ? (_stopping ? TrainingPhase.Stopping : TrainingPhase.Running) : _exitCode switch
    {
        0 => TrainingPhase.Finished,
        StoppedBySignal => TrainingPhase.Stopped,
        _ => TrainingPhase.Failed,
    };

    /// <summary>The last lines it said.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    /// <summary>The last line it said.</summary>
    public string LastLine
    {
        get
        {
            lock (_lock) return _lastLine;
        }
    }

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static TrainingProcess Start(string name, IReadOnlyList<string> tool, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(tool[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            CreateNoWindow = true,
        };
        foreach (string argument in tool.Skip(1).Concat(arguments)) start.ArgumentList.Add(argument);
        start.Environment["NO_COLOR"] = "1";
        return new TrainingProcess(name, Process.Start(start)!);
    }

    /// <summary>Asks it to save and stop.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (_stopping) return;
            _stopping = true;
        }
        try
        {
            _process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It ended just now, or another training of the run took its place.
        }
    }

    /// <summary>Ends it at once, if it did not end by itself; its last checkpoint is whole.</summary>
    public void Kill()
    {
        if (Ended.IsCompleted) return;
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended just now.
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task FollowAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError)).ConfigureAwait(false);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _exitCode = _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (line.Length > LongestLine) line = line[..LongestLine] + "…";
            lock (_lock)
            {
                if (!string.IsNullOrWhiteSpace(line)) _lastLine = line;
                _lines.Enqueue(line);
                if (_lines.Count > MostLines) _lines.Dequeue();
            }
        }
    }
}
