using System.Diagnostics;
using System.Text;

namespace Heed.Campaign.Kills;

/// <summary>The built tool at work, its errors collected.</summary>
internal sealed class ToolProcess : IDisposable
{
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

    /// <summary>Waits at most so long, and tells whether it ended.</summary>
    public bool WaitForEnd(TimeSpan time)
    {
        if (!_process.WaitForExit(time)) return false;
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
