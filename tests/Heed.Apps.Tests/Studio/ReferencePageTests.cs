using Microsoft.Playwright;

namespace Heed.Apps.Tests.Studio;

/// <summary>The page that says what programs can ask for: its examples are run and taken along.</summary>
[Collection(typeof(StudioCollection))]
public sealed class ReferencePageTests(StudioFixture studio)
{
    [Theory]
    [InlineData("en", 1280, 900, "light")]
    [InlineData("fa", 390, 800, "dark")]
    public async Task An_example_runs_where_it_stands_and_its_answer_is_shown(string language, int width, int height, string theme)
    {
        await using StudioPage page = await studio.OpenAsync("/reference", language, width, height, theme);
        foreach ((string id, string expected) in ((string, string)[])[("align", "alignments"), ("models", StudioFixture.Transformer)])
        {
            ILocator section = page.Page.Locator($"#{id}");
            await section.Locator(".heed-ref-do button").Last.ClickAsync();
            await Assertions.Expect(section.Locator(".heed-ref-status code")).ToHaveTextAsync("200", new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });
            await Assertions.Expect(section.Locator("[role=status] pre")).ToContainTextAsync(expected);
        }
        await page.AssertSoundAsync();
        await page.ShootAsync($"reference-run-{language}", whole: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_example_is_copied_even_where_the_browser_gives_no_clipboard(bool hasClipboard)
    {
        await using StudioPage page = await studio.OpenAsync("/reference");
        await page.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        if (!hasClipboard)
        {
            // As where the studio is reached by plain HTTP from another machine.
            await page.Page.EvaluateAsync("() => Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })");
        }
        ILocator section = page.Page.Locator("#translate"), copy = section.Locator(".heed-ref-do button").First;
        await copy.ClickAsync();
        await Assertions.Expect(copy).ToHaveTextAsync("Copied");
        if (!hasClipboard) await page.Page.EvaluateAsync("() => delete navigator.clipboard");
        Assert.Equal(await section.Locator("pre").First.TextContentAsync(), await page.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        page.AssertNoFaults();
    }
}
