using Microsoft.Playwright;

namespace Heed.Apps.Tests.Studio;

/// <summary>One studio with the shipped French-English model, a tiny Transformer, a run and a folder of corpora; and one browser, for all tests of pages.</summary>
public sealed class StudioFixture : IAsyncLifetime
{
    private const float Patience = 20_000;

    private readonly TemporaryFolder _folder = new();
    private StudioProcess? _studio;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where the studio listens.</summary>
    public Uri Address => _studio!.Address;

    /// <summary>A name among the models: a Transformer that learned nothing.</summary>
    public static string Transformer => "tiny-transformer-scaled-dot";

    public async ValueTask InitializeAsync()
    {
        string? browser = Environment.GetEnvironmentVariable("HEED_BROWSER");
        if (string.IsNullOrEmpty(browser)) return;                                           // each test skips by name
        _folder.Write("data/pairs.tsv", "le chat dort\tthe cat sleeps\nil fait beau\tthe weather is fine\n<b>gras</b>\t<script>document.title='script'</script>\nvide\t\n");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "runs"));
        _studio = StudioProcess.Start(["--model", Path.Combine(HeedProcess.Root, "models", "fr-en"), "--model", TinyModel.WriteTo(_folder, "scaled-dot", "transformer"), "--data", Path.Combine(_folder.Path, "data"), "--runs", Path.Combine(_folder.Path, "runs")], _folder.Path);
        Assertions.SetDefaultExpectTimeout(Patience);                                        // two busy cores can take longer than the usual five seconds
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = browser,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        _studio?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A page in a browser of its own, which notes what goes wrong in it; skips the test where there is no browser.</summary>
    internal async Task<StudioPage> OpenAsync(string path, string language = "en", int width = 1280, int height = 900, string theme = "light", Uri? at = null)
    {
        Assert.SkipWhen(_browser is null, "set HEED_BROWSER to a Chromium to open the studio in it");
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height } });
        await context.AddCookiesAsync([new Cookie { Name = "heed-look", Value = $"{language}.{theme}", Url = (at ?? Address).AbsoluteUri }]);
        var page = new StudioPage(await context.NewPageAsync());
        await page.Page.GotoAsync(new Uri(at ?? Address, path).AbsoluteUri);
        await page.Page.WaitForSelectorAsync("h1");
        return page;
    }
}
