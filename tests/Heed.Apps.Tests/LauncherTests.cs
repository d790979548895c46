using System.Diagnostics;

namespace Heed.Apps.Tests;

/// <summary>The script <c>heed</c> of a clone, with a stand-in for <c>dotnet</c> that writes down what it is asked.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _clone;
    private readonly string _log;

    public LauncherTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "heed is a POSIX script; heed.cmd is its twin");
        _clone = Path.Combine(_folder.Path, "a clone");
        _log = Path.Combine(_folder.Path, "log");
        foreach (string folder in (string[])["src/Heed", "src/Heed.Cli"]) Directory.CreateDirectory(Path.Combine(_clone, folder));
        foreach (string file in (string[])["global.json", "Directory.Build.props", "Directory.Packages.props", "src/Heed/A.cs", "src/Heed/B.cs", "src/Heed.Cli/C.cs"])
            Age(file, write: true);
        File.Copy(Path.Combine(HeedProcess.Root, "heed"), Path.Combine(_clone, "heed"));
        Age("heed");
        Age("src/Heed");
        Age("src/Heed.Cli");
        string dotnet = _folder.Write("dotnet", $"""
            #!/bin/sh
            case $1 in
              --version) echo 10.0.100 ;;
              build)
                echo build >>'{_log}'
                [ -f src/Heed/broken ] && echo "src/Heed/A.cs(1,1): error CS1002: ; expected" && exit 1
                sleep 1
                mkdir -p artifacts/bin/Heed.Cli/release && echo tool >artifacts/bin/Heed.Cli/release/Heed.Cli.dll ;;
              *) shift; [ -e /dev/fd/0 ] || echo 'nothing to read from'; echo "$# $*"; [ "$#" -gt 0 ] && [ "$1" = repeat ] && cat; exit 7 ;;
            esac

            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private int Builds => File.Exists(_log) ? File.ReadAllLines(_log).Length : 0;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_builds_once_and_passes_arguments_and_exit_code()
    {
        (int code, string output, string error) = Heed("translate", "two words", "");
        Assert.Equal((7, "3 translate two words \n"), (code, output));
        Assert.Contains("building", error);
        Assert.Equal((7, "1 --help\n", ""), Heed("--help"));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public void A_closed_standard_input_is_an_empty_one_and_any_other_is_passed_on()
    {
        string closed = _folder.Write("closed.sh", $"exec sh '{Path.Combine(_clone, "heed")}' translate <&-\n");
        Assert.Equal((7, "1 translate\n"), Run(closed, _folder.Path, []) is var (code, output, _) ? (code, output) : default);
        string piped = _folder.Write("piped.sh", $"echo a line | sh '{Path.Combine(_clone, "heed")}' repeat\n");
        Assert.Equal((7, "1 repeat\na line\n", ""), Run(piped, _folder.Path, []));
    }

    [Fact]
    public void A_change_a_deletion_or_a_new_setting_builds_again()
    {
        Heed();
        File.WriteAllText(Path.Combine(_clone, "src/Heed/A.cs"), "changed");
        Heed();
        File.Delete(Path.Combine(_clone, "src/Heed/B.cs"));
        Heed();
        File.WriteAllText(Path.Combine(_clone, "Directory.Packages.props"), "changed");
        Heed();
        Assert.Equal(4, Builds);
        Heed();
        Assert.Equal(4, Builds);
    }

    [Fact]
    public void It_works_through_links_from_anywhere()
    {
        string bin = Path.Combine(_folder.Path, "bin");
        Directory.CreateDirectory(bin);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "direct"), Path.Combine(_clone, "heed"));
        File.CreateSymbolicLink(Path.Combine(bin, "heed"), "../direct");
        Assert.Equal(7, Run(Path.Combine(bin, "heed"), "/", []).Code);
        Assert.Equal(7, Run("../bin/heed", _clone, []).Code);
        Assert.Equal(1, Builds);
    }

    [Fact]
    public void A_failed_build_shows_its_errors_and_is_tried_again()
    {
        string broken = Path.Combine(_clone, "src/Heed/broken");
        File.WriteAllText(broken, "");
        (int code, string output, string error) = Heed();
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("error CS1002: ; expected", error);
        Assert.Contains("the build failed", error);
        File.Delete(broken);
        Assert.Equal(7, Heed().Code);
        Assert.False(Directory.Exists(Path.Combine(_clone, "artifacts/heed.lock")));
    }

    [Fact]
    public async Task Two_at_a_time_build_once()
    {
        Task<(int Code, string, string)>[] runs = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => Heed()))];
        foreach (Task<(int Code, string, string)> run in runs) Assert.Equal(7, (await run).Code);
        Assert.Equal(1, Builds);
    }

    [Fact]
    public void A_lock_that_a_killed_build_left_is_taken_over()
    {
        string held = Path.Combine(_clone, "artifacts/heed.lock");
        Directory.CreateDirectory(held);
        File.WriteAllText(Path.Combine(held, "owner"), "999999999\n");
        Assert.Equal(7, Heed().Code);
    }

    [Fact]
    public void Without_an_sdk_it_says_so_in_one_line()
    {
        string tools = Path.Combine(_folder.Path, "tools");
        Directory.CreateDirectory(tools);
        foreach (string tool in (string[])["dirname", "readlink", "sh"])
            if (new[] { "/usr/bin", "/bin" }.Select(bin => Path.Combine(bin, tool)).FirstOrDefault(File.Exists) is { } path) File.CreateSymbolicLink(Path.Combine(tools, tool), path);
        (int code, string output, string error) = Run(Path.Combine(_clone, "heed"), "/", [], path: tools);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(".NET 10 SDK", error);
        Assert.Equal(1, error.Count(static c => c == '\n'));
    }

    private (int Code, string Output, string Error) Heed(params string[] arguments) => Run(Path.Combine(_clone, "heed"), _folder.Path, arguments);

    private (int Code, string Output, string Error) Run(string script, string folder, string[] arguments, string? path = null)
    {
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.ArgumentList.Add(script);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["PATH"] = path ?? $"{_folder.Path}:/usr/bin:/bin";
        start.Environment["HOME"] = _folder.Path;
        start.Environment.Remove("DOTNET_ROOT");
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        HeedProcess.WaitForEnd(process);
        return (process.ExitCode, output, error.Result);
    }

    // Older than any stamp, so that only what a test changes is newer.
    private void Age(string name, bool write = false)
    {
        string path = Path.Combine(_clone, name);
        if (write) File.WriteAllText(path, "");
        Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
    }
}
