using Heed.Studio.Runs;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Pages.Runs;

/// <summary>One run: where it stands, its curves, what it says, and how to stop it or go on with it.</summary>
public sealed partial class RunPage
{
    private const int LongestReport = 64 << 10;
    private volatile RunSnapshot? _run;
    private TrainingProcess? _process;
    private (long Version, TrainingPhase? Phase, string? Line) _before = (-1, null, null);
    private string? _of, _refused, _report;
    private bool _confirming, _looked;
    private int? _minutes, _maxSteps;

    [Inject]
    private RunShelf Shelf { get; set; } = null!;

    [Inject]
    private TrainingProcesses Processes { get; set; } = null!;

    /// <summary>The run's name.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    private bool CanResume => Processes.CanStart && _run is { State: not null } run && (_process is { Ended.IsCompleted: true } || (_process is null && !run.IsGrowing));

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // Another run on the same page: nothing that was said or asked of the one before is of this one.
        string? before = _of;
        _of = Name;
        if (before is null || before == Name) return;
        (_run, _process, _refused, _report, _confirming, _looked) = (null, null, null, null, false, false);
    }

    /// <inheritdoc/>
    protected override bool LookForNews()
    {
        try
        {
            _run = Shelf.Find(Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _refused = e.Message;
        }
        _process = Processes.Of(Name);
        (long, TrainingPhase?, string?) now = (_run?.Version ?? -1, _process?.Phase, _process?.LastLine);
        if (_looked && now == _before) return false;
        _report = ReadReport();
        (_looked, _before) = (true, now);
        return true;
    }

    private Task StopAsync()
    {
        _confirming = false;
        Processes.Stop(Name);
        return LookNowAsync();
    }

    private async Task ResumeAsync()
    {
        try
        {
            int kept = _run?.Kept.Count ?? 0;
            await Task.Run(() => Processes.Resume(Name, new TrainingRequest { MaxMinutes = _minutes, MaxSteps = _maxSteps, Keep = kept > 0 ? kept : null }));
            _refused = null;
        }
        catch (RunRefusedException e)
        {
            _refused = T.Of(e.Key, e.Values);
        }
        await LookNowAsync();
    }

    // What was read and left out, as the best model's README tells it.
    private string? ReadReport()
    {
        if (_run is not { HasModel: true } run) return null;
        try
        {
            using var file = new StreamReader(new FileStream(Path.Combine(run.Folder, "README.md"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            char[] text = new char[LongestReport];
            return new string(text, 0, file.ReadBlock(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
