using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Heed.Apps.Tests;

/// <summary>The page of attention maps in a real browser: its own policy lets its script and its style through, and nothing that a sentence holds.</summary>
public sealed class BrowserTests
{
    [Fact]
    public void The_page_runs_its_own_script_and_no_word_s()
    {
        string? browser = Environment.GetEnvironmentVariable("HEED_BROWSER");
        Assert.SkipWhen(string.IsNullOrEmpty(browser), "set HEED_BROWSER to a Chromium to open the page in it");
        using TemporaryFolder folder = new();
        string hostile = folder.Write("hostile.tsv", "<img src=x onerror=document.title=1>\t</script><script>document.title=2</script>\nخانهٔ ما\tour house\n");
        string page = Path.Combine(folder.Path, "page.html");
        Assert.Equal(0, HeedProcess.Run("attend", "--model", TinyModel.WriteTo(folder), "--tsv", hostile, "--format", "html", "--output", page).Code);

        string shown = AsShown(browser!, page, folder);
        Assert.Equal(2, Regex.Count(shown, "role=\"grid\""));
        Assert.Equal(2, Regex.Count(shown, "tabindex=\"0\""));
        Assert.Contains("<title>Attention</title>", shown);
        Assert.DoesNotContain("<img", shown);
    }

    private static string AsShown(string browser, string page, TemporaryFolder folder)
    {
        ProcessStartInfo start = new(browser) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
            $"--user-data-dir={Path.Combine(folder.Path, "profile")}", "--dump-dom", new Uri(page).AbsoluteUri,
        ];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        HeedProcess.WaitForEnd(process);
        Assert.True(process.ExitCode == 0, error.Result);
        return output.Result;
    }
}
