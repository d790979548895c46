using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Heed.Apps.Tests.Studio;

/// <summary>A page that is open, and what went wrong in it.</summary>
internal sealed class StudioPage : IAsyncDisposable
{
    private readonly List<string> _faults = [];

    public StudioPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error") Note(message.Text);
        };
        page.PageError += (_, error) => Note(error);
        page.Response += (_, response) =>
        {
            if (response.Status >= 400) Note($"{response.Status} {response.Url}");
        };
        page.Dialog += (_, dialog) => Note($"a dialog: {dialog.Message}");
    }

    public IPage Page { get; }

    /// <summary>The element that the page marks for tests.</summary>
    public ILocator this[string testId] => Page.Locator($"[data-testid='{testId}']");

    /// <summary>Nothing went wrong, nothing reaches over the window's edge, and axe finds nothing serious.</summary>
    public async Task AssertSoundAsync()
    {
        int[] widths = await Page.EvaluateAsync<int[]>("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]");
        Assert.True(widths[0] <= widths[1], $"The page is {widths[0]} wide in a window of {widths[1]}.");
        AxeResult axe = await Page.RunAxe();
        string[] serious = [.. axe.Violations.Where(static violation => violation.Impact is "serious" or "critical").Select(static violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(static node => node.Html))}")];
        Assert.True(serious.Length == 0, string.Join('\n', serious));
        AssertNoFaults();
    }

    /// <summary>No error in the console, no request that failed, no dialog.</summary>
    public void AssertNoFaults()
    {
        lock (_faults) Assert.True(_faults.Count == 0, string.Join('\n', _faults));
    }

    /// <summary>Keeps a picture where HEED_SCREENS says, for people to look at.</summary>
    public async Task<byte[]> ShootAsync(string name, bool whole = false)
    {
        byte[] picture = await Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = whole, Animations = ScreenshotAnimations.Disabled });
        if (Environment.GetEnvironmentVariable("HEED_SCREENS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, $"studio-{name}.png"), picture);
        }
        return picture;
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private void Note(string fault)
    {
        lock (_faults) _faults.Add(fault);
    }
}
