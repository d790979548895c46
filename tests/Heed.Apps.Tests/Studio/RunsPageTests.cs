using Microsoft.Playwright;

namespace Heed.Apps.Tests.Studio;

/// <summary>A training from the page: begun, watched, stopped, gone on with.</summary>
[Collection(typeof(StudioCollection))]
public sealed class RunsPageTests(StudioFixture studio)
{
    private const float Patience = 120_000;

    [Fact]
    [Trait("Kind", "Training")]
    public async Task A_training_is_begun_watched_stopped_and_gone_on_with()
    {
        await using StudioPage page = await studio.OpenAsync("/runs");
        await page["run-new"].ClickAsync();
        await page["run-name"].FillAsync("from-the-page");
        await page.Page.ClickAsync("form summary");
        await page["run-size"].FillAsync("16");
        await page["run-vocabulary"].FillAsync("300");
        await page["run-validate"].FillAsync("10");
        await page.AssertSoundAsync();
        await page.ShootAsync("runs-form");
        await page["run-start"].ClickAsync();
        await page.Page.WaitForURLAsync("**/runs/from-the-page");
        await page["run-samples"].WaitForAsync(new LocatorWaitForOptions { Timeout = Patience });
        await Assertions.Expect(page["run-output"]).ToContainTextAsync("pairs ");
        await page.AssertSoundAsync();
        await page.ShootAsync("runs-live", whole: true);

        await page["run-stop"].ClickAsync();
        await page["run-stop-yes"].ClickAsync();
        await Phase(page, "stopped");
        int step = int.Parse((await page["run-step"].TextContentAsync())!.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
        await page["run-resume-steps"].FillAsync($"{step + 3}");
        await page["run-resume"].ClickAsync();
        await Phase(page, "finished");
        await Assertions.Expect(page["run-step"]).ToHaveTextAsync((step + 3).ToString("N0", System.Globalization.CultureInfo.InvariantCulture));

        await page["run-attend"].ClickAsync();
        await page["run-attention-step"].WaitForAsync(new LocatorWaitForOptions { Timeout = Patience });
        page.AssertNoFaults();
    }

    [Fact]
    public async Task A_recipe_says_the_architecture_and_where_it_ends()
    {
        await using StudioPage page = await studio.OpenAsync("/runs");
        await page["run-new"].ClickAsync();
        await page["run-recipe"].SelectOptionAsync("transformer-tiny");
        await Assertions.Expect(page["run-architecture"]).ToHaveCountAsync(0);
        await Assertions.Expect(page["run-minutes"]).ToHaveValueAsync("");
        await page.AssertSoundAsync();
        await page.ShootAsync("runs-form-recipe");
        await page["run-recipe"].SelectOptionAsync("");
        await Assertions.Expect(page["run-architecture"]).ToHaveCountAsync(1);
        await Assertions.Expect(page["run-minutes"]).ToHaveValueAsync("30");
        page.AssertNoFaults();
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("a b")]
    [InlineData("<b>x</b>")]
    public async Task A_name_that_is_none_is_refused_in_a_line(string name)
    {
        await using StudioPage page = await studio.OpenAsync("/runs");
        await page["run-new"].ClickAsync();
        await page["run-name"].FillAsync(name);
        await page.Page.EvaluateAsync("() => document.querySelector('[data-testid=run-form]').noValidate = true");                  // what the browser would not let through
        await page["run-start"].ClickAsync();
        await Assertions.Expect(page["run-form-fault"]).ToContainTextAsync("letters");
        page.AssertNoFaults();
    }

    private static Task Phase(StudioPage page, string phase) => Assertions.Expect(page["run-status"]).ToHaveAttributeAsync("data-phase", phase, new LocatorAssertionsToHaveAttributeOptions { Timeout = Patience });
}
