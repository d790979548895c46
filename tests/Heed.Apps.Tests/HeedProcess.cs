using System.Diagnostics;
using System.Text;

namespace Heed.Apps.Tests;

/// <summary>The built tool, run as its users run it.</summary>
internal static class HeedProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static string Root { get; } = FindRoot();

    /// <summary>The tool built in the same configuration as these tests.</summary>
    public static string Tool { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Heed.Cli",
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "Heed.Cli.dll"));

    public static Result Run(params string[] arguments) => Run(arguments, input: "");

    public static Result Run(string[] arguments, string input, string? folder = null)
    {
        using Process process = Start(arguments, folder);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        WaitForEnd(process);
        return new Result(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Another program, to its end. What it starts beside itself must not outlive it and hold its streams.</summary>
    public static Result RunProgram(string program, string[] arguments, string folder)
    {
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8, WorkingDirectory = folder };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach ((string name, string value) in ((string, string)[])[("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), ("UseSharedCompilation", "false"), ("DOTNET_NOLOGO", "1")]) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        WaitForEnd(process);
        return new Result(process.ExitCode, output.Result, error.Result);
    }

    public static Process Start(string[] arguments, string? folder = null, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? Root,
        };
        start.ArgumentList.Add(Tool);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public static void WaitForEnd(Process process)
    {
        if (process.WaitForExit(Patience))
        {
            process.WaitForExit();   // until both streams are at their ends
            return;
        }
        process.Kill(entireProcessTree: true);
        Assert.Fail($"The tool was still running after {Patience}.");
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Heed.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Heed.slnx.");
    }

    internal sealed record Result(int Code, string Output, string Error);
}
