using System.Diagnostics;

namespace Heed.Benchmarks.Load;

/// <summary>The built tool's studio as a process, on a free port.</summary>
internal sealed class StudioUnderLoad : IDisposable
{
    private const string Begin = "the studio is at ";
    private readonly Process _process;

    public StudioUnderLoad(params string[] options)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string tool = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Heed.Cli", configuration, "Heed.Cli.dll"));
        if (!File.Exists(tool)) throw new FileNotFoundException($"{tool}: build it first: dotnet build src/Heed.Cli -c Release");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true };
        foreach (string argument in (string[])[tool, "studio", "--urls", "http://127.0.0.1:0", "--model", "fr-en", .. options]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        string line = _process.StandardError.ReadLine() ?? "";
        if (!line.Contains(Begin, StringComparison.Ordinal)) throw new InvalidOperationException($"The studio did not start: {line}");
        Address = new Uri(line[(line.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..].Split(' ')[0]);
        _ = Task.Run(FollowAsync);
    }

    public Uri Address { get; }

    /// <summary>Memory that is in use, in MB.</summary>
    public double Megabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    private async Task FollowAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line) Console.Error.WriteLine(line);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
