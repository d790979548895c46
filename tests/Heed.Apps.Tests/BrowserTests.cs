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

    [Theory]
    [InlineData("en")]
    [InlineData("fa")]
    public void The_pages_of_the_lab_are_shown_whole(string language)
    {
        string? browser = Environment.GetEnvironmentVariable("HEED_BROWSER");
        Assert.SkipWhen(string.IsNullOrEmpty(browser), "set HEED_BROWSER to a Chromium to open the page in it");
        using TemporaryFolder folder = new();
        string model = TinyModel.WriteTo(folder, "scaled-dot", "transformer"), run = Path.Combine(folder.Path, "run"), pairs = folder.Write("pairs.tsv", "le chat dort\tthe cat sleeps\n");
        Directory.CreateDirectory(run);
        Directory.Move(TinyModel.WriteTo(folder, "additive"), Path.Combine(run, "step-000100"));
        Directory.Move(TinyModel.WriteTo(folder, "additive"), Path.Combine(run, "step-000200"));
        (string Name, int Pictures, string[] Command)[] pages =
        [
            ("layers", 6, ["compare", "--quick", "--lengths", "8,16", "--sizes", "8,16", "--kernels", "2,3", "--learn"]),
            ("positions", 2 + 3 + 4 + 3, ["positions", "sinusoidal", "binary", "none", "--train", "--quick"]),
            ("explain", 0, ["attend", "--model", model, "--source", "le chat dort", "--target", "the cat sleeps", "--explain"]),
            ("over-training", 3 + 2, ["attend", "--over-training", run, "--tsv", pairs]),
        ];
        foreach ((string name, int pictures, string[] command) in pages)
        {
            string page = Path.Combine(folder.Path, $"{name}.html");
            HeedProcess.Result result = HeedProcess.Run([.. command, "--report", page, "--language", language]);
            Assert.True(result.Code == 0, result.Error);
            string shown = AsShown(browser!, page, folder);
            Assert.Contains($"lang=\"{language}\" dir=\"{(language == "fa" ? "rtl" : "ltr")}\"", shown, StringComparison.Ordinal);
            Assert.Equal(pictures, Regex.Count(shown, "<svg "));
            Assert.DoesNotContain("NaN", shown, StringComparison.Ordinal);
            foreach (string size in (string[])["1200,2400", "400,1600"])
            {
                byte[] picture = Shoot(browser!, page, folder, $"lab-{name}-{language}-{size[..size.IndexOf(',')]}.png", size);
                Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture[..4]);
                Assert.True(picture.Length > 10_000, $"{name}: the page is almost empty, {picture.Length} bytes");
            }
        }
    }

    // Kept where HEED_SCREENS says, for people to look at.
    private static byte[] Shoot(string browser, string page, TemporaryFolder folder, string name, string size)
    {
        string screens = Environment.GetEnvironmentVariable("HEED_SCREENS") is { Length: > 0 } wanted ? wanted : folder.Path;
        Directory.CreateDirectory(screens);
        string file = Path.Combine(screens, name);
        Show(browser, page, folder, "--hide-scrollbars", $"--window-size={size}", $"--screenshot={file}");
        return File.ReadAllBytes(file);
    }

    private static string AsShown(string browser, string page, TemporaryFolder folder) => Show(browser, page, folder, "--dump-dom");

    private static string Show(string browser, string page, TemporaryFolder folder, params string[] wanted)
    {
        ProcessStartInfo start = new(browser) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
            $"--user-data-dir={Path.Combine(folder.Path, "profile")}", .. wanted, new Uri(page).AbsoluteUri,
        ];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        HeedProcess.WaitForEnd(process);
        Assert.True(process.ExitCode == 0, error.Result);
        return output.Result;
    }
}
