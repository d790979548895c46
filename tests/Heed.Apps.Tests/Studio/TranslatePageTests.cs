using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Playwright;

namespace Heed.Apps.Tests.Studio;

/// <summary>The page that translates, as a person uses it.</summary>
[Collection(typeof(StudioCollection))]
public sealed partial class TranslatePageTests(StudioFixture studio)
{
    private const string Sentence = "La voiture rouge de mon père est dans le garage.";

    [Theory]
    [InlineData("en", "")]
    [InlineData("fa", "-fa")]
    public async Task A_text_is_translated_and_its_attention_stands_beside_it(string language, string suffix)
    {
        await using StudioPage page = await studio.OpenAsync("/", language, height: 780);
        await TranslateAsync(page, Sentence);
        await Assertions.Expect(page["translation"]).ToHaveTextAsync("My father's red car is in the garage.");
        Assert.Equal(10 * 12, await page["heatmap"].Locator("[role=gridcell]").CountAsync());
        await page.AssertSoundAsync();
        byte[] picture = await page.ShootAsync($"readme{suffix}");

        // The picture in the README is this page's: its size can be compared anywhere, its letters depend on the machine's fonts.
        byte[] shown = await File.ReadAllBytesAsync(Path.Combine(HeedProcess.Root, "docs", "images", $"studio{suffix}.png"), TestContext.Current.CancellationToken);
        Assert.Equal(picture[16..24], shown[16..24]);
    }

    [Fact]
    public async Task A_link_brings_the_same_view_back()
    {
        await using StudioPage first = await studio.OpenAsync($"/?model={StudioFixture.Transformer}");
        await TranslateAsync(first, "le chat dort");
        await first["layer"].SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await first["head"].SelectOptionAsync("1");
        await first["pieces"].ClickAsync();
        await Assertions.Expect(first["pieces"]).ToHaveAttributeAsync("aria-pressed", "true");
        await first.Page.WaitForTimeoutAsync(300);
        var link = new Uri(first.Page.Url);

        await using StudioPage second = await studio.OpenAsync(link.PathAndQuery);
        await Assertions.Expect(second["heatmap"]).ToBeVisibleAsync();
        Assert.Equal(await first["translation"].TextContentAsync(), await second["translation"].TextContentAsync());
        Assert.Equal("1", await second["head"].InputValueAsync());
        Assert.Equal("1", await second["layer"].InputValueAsync());
        Assert.Equal("true", await second["pieces"].GetAttributeAsync("aria-pressed"));
        Assert.Equal(await first["heatmap"].Locator("svg[role=grid]").GetAttributeAsync("data-weights"), await second["heatmap"].Locator("svg[role=grid]").GetAttributeAsync("data-weights"));
        second.AssertNoFaults();
    }

    [Fact]
    public async Task All_heads_are_shown_small_and_one_that_is_clicked_is_shown_large()
    {
        await using StudioPage page = await studio.OpenAsync($"/?model={StudioFixture.Transformer}");
        await TranslateAsync(page, "le chat dort");
        await Assertions.Expect(page["heads"]).ToBeVisibleAsync();
        ILocator heads = page["heads"].Locator("button.tr-head");
        Assert.InRange(await heads.CountAsync(), 2, 3);                                        // two heads, and perhaps their mean
        await Assertions.Expect(page["layer"]).ToHaveValueAsync("-1");
        await Assertions.Expect(page["aligns"]).ToContainTextAsync("Mean");
        await heads.Last.ClickAsync();
        await Assertions.Expect(page["aligns"]).ToHaveCountAsync(0);
        await Assertions.Expect(heads.Last).ToHaveAttributeAsync("aria-pressed", "true");
        await page.AssertSoundAsync();
        await page.ShootAsync("heads", whole: true);
    }

    [Fact]
    public async Task A_translation_has_what_it_must_have()
    {
        await using StudioPage page = await studio.OpenAsync("/");
        await page["demands"].ClickAsync();
        await page["terms"].FillAsync("garage");
        await page["source"].FillAsync(Sentence);
        await page["translate"].ClickAsync();
        await Assertions.Expect(page["error"]).ToContainTextAsync("Line 1");
        await page["terms"].FillAsync("garage = workshop");
        await page["prefix"].FillAsync("Papa's ");
        await page["prefix"].PressAsync("Enter");
        await Assertions.Expect(page["translation"]).ToHaveTextAsync(StartsWithPapa());
        await Assertions.Expect(page["translation"]).ToContainTextAsync("workshop");
        await Assertions.Expect(page["heatmap"].Locator("[role=rowheader]").First).ToHaveAttributeAsync("aria-label", "Papa's");
        await page.AssertSoundAsync();
        await page.ShootAsync("demands");

        await page.Page.ReloadAsync();
        await Assertions.Expect(page["translation"]).ToHaveTextAsync(StartsWithPapa());
        await Assertions.Expect(page["terms"]).ToHaveValueAsync("garage = workshop");
    }

    [GeneratedRegex("^Papa's .*workshop")]
    private static partial Regex StartsWithPapa();

    [Fact]
    public async Task The_keyboard_alone_translates_and_holds_a_cell()
    {
        await using StudioPage page = await studio.OpenAsync("/");
        await page["source"].FocusAsync();
        await page.Page.Keyboard.TypeAsync("Il fait beau.");
        await page.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page["heatmap"]).ToBeVisibleAsync();
        await page["heatmap"].Locator("[tabindex='0']").First.FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page["heatmap-pin"]).ToContainTextAsync("←");
        page.AssertNoFaults();
    }

    [Fact]
    public async Task What_is_taken_along_is_what_is_shown()
    {
        await using StudioPage page = await studio.OpenAsync("/");
        await TranslateAsync(page, "Il fait beau.");
        XElement svg = XElement.Parse(await DownloadAsync(page, "download-svg"));
        Assert.Equal("svg", svg.Name.LocalName);
        using JsonDocument json = JsonDocument.Parse(await DownloadAsync(page, "download-json"));
        Assert.Equal(await page["translation"].TextContentAsync(), json.RootElement.GetProperty("translation").GetString());
        Assert.Matches(@"^\d+-\d+( \d+-\d+)*\s*$", await DownloadAsync(page, "download-pharaoh"));
        IDownload png = await page.Page.RunAndWaitForDownloadAsync(() => page["download-png"].ClickAsync());
        byte[] picture = await File.ReadAllBytesAsync(await png.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture[..4]);
        page.AssertNoFaults();
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)> <script>document.title='taken'</script>")]
    [InlineData("\"><svg onload=alert(1)>")]
    [InlineData("{{7*7}} ${7*7} <!--")]
    public async Task Markup_in_a_text_is_shown_as_text(string hostile)
    {
        await using StudioPage page = await studio.OpenAsync("/");
        await TranslateAsync(page, hostile);
        await Assertions.Expect(page["heatmap"]).ToBeVisibleAsync();
        Assert.Equal(hostile, await page["source"].InputValueAsync());
        Assert.StartsWith("Translate", await page.Page.TitleAsync());
        Assert.Equal(0, await page.Page.Locator("main img, main script, svg[onload]").CountAsync());
        page.AssertNoFaults();
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused_in_a_line_beside_it()
    {
        await using StudioPage page = await studio.OpenAsync("/");
        await page["source"].FillAsync(new string('a', 10_500));
        await page["translate"].ClickAsync();
        await Assertions.Expect(page["error"]).ToContainTextAsync("10,000");
        page.AssertNoFaults();
    }

    [Fact]
    public async Task Persian_text_runs_from_right_to_left_in_either_language_of_the_page()
    {
        await using StudioPage page = await studio.OpenAsync("/");
        await TranslateAsync(page, "گربه خوابیده است");
        Assert.Equal("rtl", await page["source"].EvaluateAsync<string>("box => getComputedStyle(box).direction"));
        await Assertions.Expect(page["heatmap"]).ToBeVisibleAsync();
        Assert.Equal("1", await page["heatmap"].Locator("svg[role=grid]").GetAttributeAsync("data-mirrored"));
        page.AssertNoFaults();
    }

    private static async Task TranslateAsync(StudioPage page, string text)
    {
        await page["source"].FillAsync(text);
        await page["translate"].ClickAsync();
        await page.Page.WaitForSelectorAsync("[data-state='done']");
        await Assertions.Expect(page["heatmap"]).ToBeVisibleAsync();
    }

    private static async Task<string> DownloadAsync(StudioPage page, string button)
    {
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => page[button].ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }
}
