using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Heed.Apps.Tests.Studio;

/// <summary>The page that looks at corpora, with the fixture's file open.</summary>
[Collection(typeof(StudioCollection))]
public sealed class CorpusPageTests(StudioFixture studio)
{
    private const string Between = @"[\s\d␣]*";

    [Fact]
    public async Task Markup_in_a_corpus_is_shown_as_text_and_what_is_searched_for_is_marked()
    {
        await using StudioPage page = await OpenAsync();
        ILocator rows = page["corpus-pairs"].Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(3);                                   // the line with an empty side is no pair
        await Assertions.Expect(rows.Nth(2)).ToContainTextAsync("<b>gras</b>");
        await Assertions.Expect(rows.Nth(2)).ToContainTextAsync("<script>document.title='script'</script>");
        await Assertions.Expect(page["corpus-pairs"].Locator("b, script")).ToHaveCountAsync(0);
        Assert.StartsWith("Corpus", await page.Page.TitleAsync());

        await page["corpus-search"].FillAsync("CHAT");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(page["corpus-pairs"].Locator("mark")).ToHaveTextAsync("chat");
        await page["corpus-search"].FillAsync("<b>");
        await Assertions.Expect(page["corpus-pairs"].Locator("mark")).ToHaveTextAsync("<b>");
        await page["corpus-search"].FillAsync("");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await Assertions.Expect(page["corpus-pairs"].Locator("mark")).ToHaveCountAsync(0);
        page.AssertNoFaults();
    }

    [Fact]
    public async Task Faults_are_listed_with_their_lines_and_lengths_are_drawn()
    {
        await using StudioPage page = await OpenAsync();
        await page["corpus-tab-faults"].ClickAsync();
        await page["fault-empty-side"].ClickAsync();
        await Assertions.Expect(page["corpus-faults"].Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page["corpus-faults"].Locator("tbody tr")).ToContainTextAsync("pairs.tsv:4");

        await page["corpus-tab-lengths"].ClickAsync();
        ILocator charts = page["corpus-histogram"].Locator("section");
        await Assertions.Expect(charts).ToHaveCountAsync(3);
        for (int i = 0; i < 3; i++) await Assertions.Expect(charts.Nth(i).Locator("rect[width='100']").First).ToBeVisibleAsync();   // the class with the most is as wide as the picture
        page.AssertNoFaults();
    }

    [Fact]
    public async Task A_text_of_ones_own_is_cut_as_the_chosen_model_cuts_it()
    {
        await using StudioPage page = await OpenAsync();
        await page["corpus-tab-pieces"].ClickAsync();
        foreach ((string model, string text) in ((string, string)[])[("fr-en", "le <i>chat</i> dort"), (StudioFixture.Transformer, "le <b>lait</b> bout")])
        {
            await page["corpus-model"].SelectOptionAsync(model);
            await page["corpus-own-text"].FillAsync(text);
            await Assertions.Expect(page["pieces"]).ToHaveTextAsync(CutInto(text));
            await Assertions.Expect(page["pieces"].Locator("i, b")).ToHaveCountAsync(0);
        }
        await page["corpus-count-pieces"].ClickAsync();
        await Assertions.Expect(page["corpus-piece-numbers"]).ToBeVisibleAsync();
        page.AssertNoFaults();
    }

    [Theory]
    [InlineData("en", 1280, 900, "light")]
    [InlineData("fa", 390, 800, "dark")]
    public async Task An_open_corpus_is_sound_in_every_view(string language, int width, int height, string theme)
    {
        await using StudioPage page = await OpenAsync(language, width, height, theme);
        await page["corpus-pair-open"].First.ClickAsync();
        await Assertions.Expect(page["pieces-target"]).ToBeVisibleAsync();
        await page.AssertSoundAsync();
        await page.ShootAsync($"corpus-open-{language}", whole: true);
        foreach ((string tab, string shown) in ((string, string)[])[("faults", "corpus-faults"), ("lengths", "corpus-histogram"), ("pieces", "pieces")])
        {
            await page[$"corpus-tab-{tab}"].ClickAsync();
            await Assertions.Expect(page[shown]).ToBeVisibleAsync();
            await page.AssertSoundAsync();
        }
    }

    // Wherever it is cut: between its letters may stand the pieces' numbers, and ␣ for spaces.
    private static Regex CutInto(string text) => new($"^{Between}{string.Join(Between, text.Where(static c => c != ' ').Select(static c => Regex.Escape(c.ToString())))}{Between}$");

    private async Task<StudioPage> OpenAsync(string language = "en", int width = 1280, int height = 900, string theme = "light")
    {
        StudioPage page = await studio.OpenAsync("/corpus", language, width, height, theme);
        await page["corpus-source"].SelectOptionAsync("pairs.tsv");
        await Assertions.Expect(page["corpus-target-column"]).ToBeVisibleAsync();           // the fields of a table move the button: a click before that can miss it
        await page["corpus-open"].ClickAsync();
        await Assertions.Expect(page["corpus-pairs"]).ToBeVisibleAsync();
        return page;
    }
}
