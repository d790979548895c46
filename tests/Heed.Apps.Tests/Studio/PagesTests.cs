using Microsoft.Playwright;

namespace Heed.Apps.Tests.Studio;

/// <summary>Every page in a real browser: in English by day on a desk, in Persian by night on a phone.</summary>
[Collection(typeof(StudioCollection))]
public sealed class PagesTests(StudioFixture studio)
{
    private static readonly string[] Pages = ["/", "/documents", "/step", "/positions", "/layers", "/runs", "/corpus", "/reference"];

    // English by day on a desk, Persian by night on a phone.
    public static TheoryData<string, string, int, int, string> Looks => [.. Pages.SelectMany(static page => (TheoryDataRow<string, string, int, int, string>[])[new(page, "en", 1280, 900, "light"), new(page, "fa", 390, 800, "dark")])];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_page_is_sound_for_eyes_ears_and_fingers(string path, string language, int width, int height, string theme)
    {
        string name = path == "/" ? "translate" : path[1..];
        await using StudioPage page = await studio.OpenAsync(path, language, width, height, theme);
        Assert.Equal(language, await page.Page.GetAttributeAsync("html", "lang"));
        Assert.Equal(language == "fa" ? "rtl" : "ltr", await page.Page.GetAttributeAsync("html", "dir"));
        await page.Page.WaitForTimeoutAsync(300);                                            // what a page draws once it is there
        Assert.False(string.IsNullOrWhiteSpace(await page.Page.TitleAsync()));
        await page.AssertSoundAsync();
        byte[] picture = await page.ShootAsync($"{name}-{language}-{theme}-{width}", whole: true);
        Assert.True(picture.Length > 8_000, $"{path}: the page is almost empty, {picture.Length} bytes");
    }

    [Fact]
    public async Task Where_keys_are_needed_a_person_signs_in_and_out()
    {
        const string key = "correct-horse-battery-staple";
        using var folder = new TemporaryFolder();
        using StudioProcess closed = StudioProcess.Start(["--model", TinyModel.WriteTo(folder), "--api-keys", folder.Write("keys.txt", key)], folder.Path);
        await using StudioPage page = await studio.OpenAsync("/positions", at: closed.Address);
        await page.Page.FillAsync("#key", key);
        await page.Page.ClickAsync("button[type='submit']");
        await page.Page.WaitForURLAsync("**/positions");
        await page["sign-out"].ClickAsync();
        await page.Page.WaitForURLAsync("**/sign-in");
        await page.Page.GotoAsync(closed.Address.AbsoluteUri);
        Assert.Contains("/sign-in", page.Page.Url, StringComparison.Ordinal);
        page.AssertNoFaults();
    }

    [Fact]
    public async Task The_language_and_the_theme_change_and_stay()
    {
        await using StudioPage page = await studio.OpenAsync("/positions");
        await page.Page.ClickAsync("a[hreflang='fa']");
        await page.Page.WaitForSelectorAsync("html[lang='fa'] h1");
        Assert.EndsWith("/positions", page.Page.Url);
        await page.Page.ClickAsync(".heed-nav a[href='/layers']");
        await page.Page.WaitForURLAsync("**/layers");
        Assert.Equal("rtl", await page.Page.GetAttributeAsync("html", "dir"));
        page.AssertNoFaults();
    }

    [Fact]
    public async Task The_first_stop_of_the_keyboard_skips_the_menu()
    {
        await using StudioPage page = await studio.OpenAsync("/");
        Assert.Equal("heed-skip", await page.Page.EvaluateAsync<string>("() => document.querySelector('a[href], button, input, select, textarea').className"));
        ILocator skip = page.Page.Locator(".heed-skip");
        await skip.FocusAsync();
        await Assertions.Expect(skip).ToBeInViewportAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Page.Locator("#main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_page_that_is_not_there_says_so()
    {
        await using StudioPage page = await studio.OpenAsync("/");
        IResponse? response = await page.Page.GotoAsync(new Uri(studio.Address, "/nowhere").AbsoluteUri);
        Assert.Equal(404, response!.Status);
        await Assertions.Expect(page.Page.Locator("h1")).ToHaveTextAsync("There is no such page");
    }
}
