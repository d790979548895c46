using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Heed.Apps.Tests.Studio;

/// <summary>The pages of experiments: sliders, the picture that follows them, and the address that keeps them.</summary>
[Collection(typeof(StudioCollection))]
public sealed partial class LabPagesTests(StudioFixture studio)
{
    private const float Patience = 120_000;

    [Fact]
    public async Task Codes_of_positions_follow_the_keyboard_and_a_link_brings_them_back()
    {
        await using StudioPage first = await studio.OpenAsync("/positions");
        ILocator picture = first["picture-a"].Locator("img");
        await Assertions.Expect(first["picture-a"]).ToHaveAttributeAsync("data-rows", "64");
        string before = (await picture.GetAttributeAsync("src"))!;
        await first["n"].FocusAsync();
        await first.Page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(first["picture-a"]).ToHaveAttributeAsync("data-rows", "66");  // twice n, as the slider beside it says
        await Assertions.Expect(picture).Not.ToHaveAttributeAsync("src", before);
        await first["b"].SelectOptionAsync("alibi");
        await Assertions.Expect(first["bias-b"]).ToBeVisibleAsync();
        await Assertions.Expect(first.Page).ToHaveURLAsync(BothAsked());

        await using StudioPage second = await studio.OpenAsync(new Uri(first.Page.Url).PathAndQuery);
        await Assertions.Expect(second["n"]).ToHaveValueAsync("33");
        await Assertions.Expect(second["b"]).ToHaveValueAsync("alibi");
        await Assertions.Expect(second["bias-b"]).ToBeVisibleAsync();
        await Assertions.Expect(second["picture-a"].Locator("img")).ToHaveAttributeAsync("src", (await picture.GetAttributeAsync("src"))!);
        first.AssertNoFaults();
        second.AssertNoFaults();
    }

    [Fact]
    public async Task Who_sees_whom_follows_the_keyboard_and_a_link_brings_it_back()
    {
        await using StudioPage first = await studio.OpenAsync("/layers?layer=convolution");
        string before = (await first["reach-lit"].GetAttributeAsync("d"))!;
        await Assertions.Expect(first["reach-text"]).ToContainTextAsync("through 4 layers");
        await first["l"].FocusAsync();
        await first.Page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(first["reach-text"]).ToContainTextAsync("through 5 layers");
        await Assertions.Expect(first["reach-lit"]).Not.ToHaveAttributeAsync("d", before);
        await Assertions.Expect(first.Page).ToHaveURLAsync(FiveLayers());

        await using StudioPage second = await studio.OpenAsync(new Uri(first.Page.Url).PathAndQuery);
        await Assertions.Expect(second["l"]).ToHaveValueAsync("5");
        await Assertions.Expect(second["layer"]).ToHaveValueAsync("convolution");
        await Assertions.Expect(second["reach-lit"]).ToHaveAttributeAsync("d", (await first["reach-lit"].GetAttributeAsync("d"))!);
        first.AssertNoFaults();
        second.AssertNoFaults();
    }

    [Fact]
    public async Task An_address_that_asks_for_what_there_is_not_gets_what_is_nearest_or_usual()
    {
        await using StudioPage positions = await studio.OpenAsync("/positions?a=%3Cscript%3E&n=99999&d=-5&x=0&p=1e9&t=99999999999&i=x&n=3");
        foreach ((string slider, string value) in ((string, string)[])[("a", "sinusoidal"), ("n", "32"), ("d", "8"), ("x", "1"), ("p", "5"), ("t", "3")]) await Assertions.Expect(positions[slider]).ToHaveValueAsync(value);
        await Assertions.Expect(positions["picture-a"]).ToHaveAttributeAsync("data-rows", "32");
        positions.AssertNoFaults();

        await using StudioPage layers = await studio.OpenAsync("/layers?n=-1&d=0&k=999&s=77&l=99&o=5000&layer=..%2F..&w=2");
        foreach ((string slider, string value) in ((string, string)[])[("n", "0"), ("d", "0"), ("s", "4"), ("l", "8"), ("o", "3"), ("layer", "dilated")]) await Assertions.Expect(layers[slider]).ToHaveValueAsync(value);
        await Assertions.Expect(layers["reach"]).ToBeVisibleAsync();
        layers.AssertNoFaults();
    }

    [Theory]
    [InlineData("en", 1280, 900, "light")]
    [InlineData("fa", 390, 800, "dark")]
    public async Task What_experiments_show_is_sound(string language, int width, int height, string theme)
    {
        await using StudioPage positions = await studio.OpenAsync("/positions?a=t5&b=alibi&n=16&d=16", language, width, height, theme);
        await Assertions.Expect(positions["bias-b"]).ToBeVisibleAsync();
        await positions.AssertSoundAsync();
        await positions.ShootAsync($"positions-biases-{language}", whole: true);

        await using StudioPage layers = await studio.OpenAsync("/layers?n=16&d=8", language, width, height, theme);
        await layers["measure-start"].ClickAsync();
        await Assertions.Expect(layers["times"]).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = Patience });
        await layers.AssertSoundAsync();
        await layers.ShootAsync($"layers-measured-{language}", whole: true);
    }

    [GeneratedRegex(@"/positions\?(?=.*\bn=33\b)(?=.*\bb=alibi\b)")]
    private static partial Regex BothAsked();

    [GeneratedRegex(@"/layers\?(?=.*\bl=5\b)(?=.*\blayer=convolution\b)")]
    private static partial Regex FiveLayers();
}
