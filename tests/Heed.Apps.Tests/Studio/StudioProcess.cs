using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Heed.Apps.Tests.Studio;

/// <summary>The built tool's studio on a free port of this machine, run as its users run it.</summary>
internal sealed partial class StudioProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _error = new();

    private StudioProcess(Process process) => _process = process;

    /// <summary>Where it listens, such as <c>http://127.0.0.1:40123</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What it said on standard error.</summary>
    public string Said
    {
        get
        {
            lock (_error) return _error.ToString();
        }
    }

    /// <summary>Bytes of memory that it holds now.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Whether it runs.</summary>
    public bool Runs => !_process.HasExited;

    /// <summary>Starts a studio and waits until it listens.</summary>
    public static StudioProcess Start(params string[] arguments) => Start(arguments, folder: null);

    /// <summary>Starts a studio in a folder and waits until it listens.</summary>
    public static StudioProcess Start(string[] arguments, string? folder, params (string Name, string Value)[] environment)
    {
        string[] urls = arguments.Contains("--urls") ? [] : ["--urls", "http://127.0.0.1:0"];
        var studio = new StudioProcess(HeedProcess.Start(["studio", .. urls, .. arguments], folder, environment));
        studio._process.StandardInput.Close();
        _ = studio._process.StandardOutput.ReadToEndAsync();
        long start = Stopwatch.GetTimestamp();
        while (studio._process.StandardError.ReadLine() is { } line)
        {
            lock (studio._error) studio._error.AppendLine(line);
            if (ListeningAt().Match(line) is not { Success: true } match) continue;
            studio.Address = new Uri(match.Groups[1].Value);
            _ = studio.ListenAsync();
            return studio;
        }
        string said = studio.Said;
        studio.Dispose();
        throw new InvalidOperationException($"The studio did not start in {Stopwatch.GetElapsedTime(start)}: {said}");
    }

    /// <summary>Asks it to end as Ctrl-C does, and waits.</summary>
    public int Stop()
    {
        if (!_process.HasExited) Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();
        Assert.True(_process.WaitForExit(Patience), "The studio was still running after it was asked to end.");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            lock (_error) _error.AppendLine(line);
    }

    [GeneratedRegex(@"the studio is at (http://\S+)")]
    private static partial Regex ListeningAt();
}
