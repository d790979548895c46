using System.Diagnostics;
using System.Text;

namespace Heed.Campaign.Kills;

/// <summary>The built tool at work, its errors collected.</summary>
internal sealed class ToolProcess : IDisposable
{
    /// <summary>Seconds are enough for a training that is not stuck; the machine may have other work.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ToolProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public int Code => _process.ExitCode;

    /// <summary>Whether it ended because it was killed: by signal 9, or as Windows ends a process.</summary>
    public bool WasKilled => Code == (OperatingSystem.IsWindows() ? -1 : 128 + 9);

    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString().Trim();
        }
    }

    public static ToolProcess Start(string tool, string folder, string[] arguments)
    {
        bool isLibrary = tool.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : tool) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (isLibrary) start.ArgumentList.Add(tool);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return new ToolProcess(Process.Start(start)!);
    }

    /// <summary>Waits for its end, and tells whether it came before it took too much time of the processor, or an hour.</summary>
    /// <param name="look">Is called again and again while it runs; may be null.</param>
    public bool WaitForEnd(Action? look = null)
    {
        for (var watch = Stopwatch.StartNew(); !_process.WaitForExit(look is null ? 100 : 1);)
        {
            look?.Invoke();
            if (watch.Elapsed > Patience && (_process.TotalProcessorTime > Patience || watch.Elapsed > Longest)) return false;
        }
        _process.WaitForExit();      // until its outputs are at their ends
        return true;
    }

    /// <summary>Ends it at once. One that ended is left alone.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
