using Microsoft.Playwright;

namespace Heed.Apps.Tests.Studio;

/// <summary>The page that goes through a translation token by token, in a real browser.</summary>
[Collection(typeof(StudioCollection))]
public sealed class StepPageTests(StudioFixture studio)
{
    private static string Sentence => "/step?model=fr-en&text=" + Uri.EscapeDataString("J'ai une voiture rouge.");

    [Fact]
    public async Task A_translation_is_said_token_by_token_and_back()
    {
        await using StudioPage page = await studio.OpenAsync("/step");
        await page["step-source"].FillAsync("J'ai une voiture rouge.");
        await page["step-source"].PressAsync("Enter");
        await Assertions.Expect(page["step-candidates"].Locator("li")).ToHaveCountAsync(10);
        await page["step-next"].ClickAsync();
        await Assertions.Expect(page["step-said"].Locator("button")).ToHaveCountAsync(1);
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page["step-said"].Locator("button")).ToHaveCountAsync(2);
        await page.Page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(page["step-said"].Locator(".st-ahead")).ToHaveCountAsync(1);
        await page["step-end"].ClickAsync();
        await Assertions.Expect(page["step-ended"]).ToContainTextAsync("I have a red car.");
        await page["step-restart"].ClickAsync();
        await Assertions.Expect(page["step-ended"]).ToBeHiddenAsync();
        page.AssertNoFaults();
    }

    [Fact]
    public async Task A_masked_word_changes_what_comes_next_and_a_link_brings_it_back()
    {
        await using StudioPage page = await studio.OpenAsync(Sentence);
        await page["step-mask-2"].ClickAsync();
        await Assertions.Expect(page["step-mask-2"]).ToHaveAttributeAsync("aria-checked", "false");
        await Assertions.Expect(page["step-number-2"]).ToHaveValueAsync("0.000");
        await Assertions.Expect(page["step-candidates"]).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("st-both"));
        await page["step-number-3"].FillAsync("0.5");
        await page["step-number-3"].PressAsync("Enter");
        await Assertions.Expect(page["step-release-3"]).ToBeVisibleAsync();
        await Assertions.Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("masked=.*weights="));
        await page.AssertSoundAsync();
        await page.Page.ReloadAsync();
        await Assertions.Expect(page["step-mask-2"]).ToHaveAttributeAsync("aria-checked", "false");
        await Assertions.Expect(page["step-number-3"]).ToHaveValueAsync("0.500");
        await page.ShootAsync("step-changed", whole: true);
        await page["step-reset"].ClickAsync();
        await Assertions.Expect(page["step-mask-2"]).ToHaveAttributeAsync("aria-checked", "true");
        page.AssertNoFaults();
    }

    [Theory]
    [InlineData("en", 1280, "light")]
    [InlineData("fa", 390, "dark")]
    public async Task A_step_of_a_Transformer_is_sound_in_every_layer(string language, int width, string theme)
    {
        await using StudioPage page = await studio.OpenAsync($"/step?model={StudioFixture.Transformer}&text=le%20chat%20dort&heads=all&steps=all&masked=1", language, width, 900, theme);
        await Assertions.Expect(page["step-heads"].Locator("button")).ToHaveCountAsync(2);
        await Assertions.Expect(page["step-scope"]).ToHaveValueAsync("Layer");
        await page.AssertSoundAsync();
        await page["step-layer"].SelectOptionAsync("decoder0.self");
        await Assertions.Expect(page["step-weights"].Locator("tbody tr")).ToHaveCountAsync(1);
        await page["step-choice-3"].ClickAsync();
        await Assertions.Expect(page["step-weights"].Locator("tbody tr")).ToHaveCountAsync(2);
        await page.AssertSoundAsync();
        await page.ShootAsync($"step-transformer-{language}", whole: true);
    }

    [Fact]
    public async Task An_address_that_does_not_fit_the_sentence_shows_the_sentence_and_says_why()
    {
        await using StudioPage page = await studio.OpenAsync(Sentence + "&said=999999&weights=4000-5000");
        await Assertions.Expect(page["step-error"]).ToContainTextAsync("999999");
        await Assertions.Expect(page["step-candidates"].Locator("li")).ToHaveCountAsync(10);
        page.AssertNoFaults();
    }
}
