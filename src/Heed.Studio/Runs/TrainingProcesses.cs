namespace Heed.Studio.Runs;

/// <summary>The trainings that the studio started. They end, saved, when it does.</summary>
internal sealed class TrainingProcesses(StudioOptions options, RunShelf shelf) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const int MostEnded = 32;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TrainingProcess> _processes = new(StringComparer.Ordinal);
    private bool _closed;

    /// <summary>Whether there is a program to train with.</summary>
    public bool CanStart => options.Tool.Count > 0;

    /// <summary>The training of a run, that goes on or has ended; null if the studio started none.</summary>
    public TrainingProcess? Of(string name)
    {
        lock (_lock) return _processes.GetValueOrDefault(name);
    }

    /// <summary>The trainings that are not among the runs on disk: those that prepare, and those that failed before their first step.</summary>
    public IReadOnlyList<TrainingProcess> WithoutFolder(IReadOnlyList<RunSnapshot> runs)
    {
        lock (_lock) return [.. _processes.Values.Where(process => runs.All(run => run.Name != process.Name))];
    }

    /// <summary>Begins a training.</summary>
    /// <exception cref="RunRefusedException">It cannot be begun, and why.</exception>
    public TrainingProcess Start(TrainingRequest request)
    {
        IReadOnlyList<string> arguments = request.Arguments(options);
        if (Directory.Exists(Path.Combine(options.Runs, request.Name)) && Directory.EnumerateFileSystemEntries(Path.Combine(options.Runs, request.Name)).Any()) throw new RunRefusedException("runs.name-taken", request.Name);
        return Launch(request.Name, arguments);
    }

    /// <summary>Goes on with a run.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="limits">Limits, threads and models to keep; the rest is the run's own.</param>
    /// <exception cref="RunRefusedException">It cannot go on, and why.</exception>
    public TrainingProcess Resume(string name, TrainingRequest limits)
    {
        RunSnapshot run = shelf.Find(name) ?? throw new RunRefusedException("runs.gone");
        if (run.State is null) throw new RunRefusedException("runs.no-state");
        if (run.IsGrowing && Of(name) is null) throw new RunRefusedException("runs.trained-elsewhere");
        return Launch(name, ["train", "--resume", "--out", run.Folder, .. limits.GoingOn()]);
    }

    /// <summary>Asks a training to save and stop.</summary>
    public void Stop(string name) => Of(name)?.Stop();

    /// <summary>Asks all trainings to save and stop.</summary>
    public void StopAll()
    {
        TrainingProcess[] all;
        lock (_lock) all = [.. _processes.Values];
        foreach (TrainingProcess process in all) process.Stop();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        TrainingProcess[] all;
        lock (_lock)
        {
            if (_closed) return;
            _closed = true;
            all = [.. _processes.Values];
        }
        foreach (TrainingProcess process in all) process.Stop();
        try
        {
            await Task.WhenAll(all.Select(static process => process.Ended)).WaitAsync(Patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            foreach (TrainingProcess process in all) process.Kill();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // What one said could not be read to its end; each saves and ends all the same, since its input has ended.
        }
        foreach (TrainingProcess process in all) process.Dispose();
    }

    // What those said that ended long ago is not kept for ever.
    private void Forget()
    {
        foreach (TrainingProcess ended in _processes.Values.Where(static process => process.Ended.IsCompleted).OrderByDescending(static process => process.Began).Skip(MostEnded).ToArray())
        {
            _processes.Remove(ended.Name);
            ended.Dispose();
        }
    }

    private TrainingProcess Launch(string name, IReadOnlyList<string> arguments)
    {
        if (!CanStart) throw new RunRefusedException("runs.no-tool");
        lock (_lock)
        {
            if (_closed) throw new RunRefusedException("runs.no-tool");
            if (_processes.TryGetValue(name, out TrainingProcess? before) && !before.Ended.IsCompleted) throw new RunRefusedException("runs.running-already");
            if (_processes.Values.Count(static process => !process.Ended.IsCompleted) >= options.Limits.Trainings) throw new RunRefusedException("runs.too-many", options.Limits.Trainings);
            try
            {
                _processes[name] = TrainingProcess.Start(name, options.Tool, [.. arguments, "--stop-on-input-end"]);
                before?.Dispose();
                Forget();
                return _processes[name];
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
            {
                throw new RunRefusedException("runs.not-started", e.Message);
            }
        }
    }
}
