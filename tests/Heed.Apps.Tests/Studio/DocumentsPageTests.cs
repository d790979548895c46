using System.Text;
using Microsoft.Playwright;

namespace Heed.Apps.Tests.Studio;

/// <summary>The page that translates documents: brought, translated, taken back.</summary>
[Collection(typeof(StudioCollection))]
public sealed class DocumentsPageTests(StudioFixture studio)
{
    private const float Patience = 120_000;
    private const string Model = "fr-en";

    [Theory]
    [InlineData("en", 1280, 900, "light")]
    [InlineData("fa", 390, 800, "dark")]
    public async Task A_pasted_text_comes_back_with_as_many_lines(string language, int width, int height, string theme)
    {
        await using StudioPage page = await studio.OpenAsync("/documents", language, width, height, theme);
        await page["document-text"].FillAsync("Le chat dort.\n\n42\nIl fait beau.");
        await page["document-add"].ClickAsync();
        await TranslateAsync(page, 1);
        await page["document-review"].Locator("summary").ClickAsync();
        await Assertions.Expect(page["document-review"].Locator("tbody tr")).ToHaveCountAsync(4);
        await page.AssertSoundAsync();
        await page.ShootAsync($"documents-done-{language}", whole: true);
        (string name, string text) = await DownloadAsync(page, 0);
        string[] lines = text.Split('\n');
        Assert.Equal("text-1.en.txt", name);
        Assert.Equal(4, lines.Length);
        Assert.Equal(["", "42"], lines[1..3]);
        Assert.Contains("cat", lines[0], StringComparison.OrdinalIgnoreCase);
        page.AssertNoFaults();
    }

    [Fact]
    public async Task Files_come_back_with_their_markup_and_their_columns()
    {
        await using StudioPage page = await studio.OpenAsync("/documents");
        await BringAsync(page,
        [
            Bytes("lettre.md", "# Le chat dort\n\nIl fait [beau](https://example.org/a).\n\n```\nlet x = 1;\n```\n"u8),
            Bytes("table.tsv", "1\tle chat dort\n2\til fait beau\n"u8),
        ]);
        await Assertions.Expect(page["document"]).ToHaveCountAsync(2);
        await page["document-column"].SelectOptionAsync("2");
        await TranslateAsync(page, 2);

        (string name, string text) = await DownloadAsync(page, 0);
        Assert.Equal("lettre.en.md", name);
        Assert.Matches("^# .*cat", text);
        Assert.Contains("](https://example.org/a)", text, StringComparison.Ordinal);
        Assert.EndsWith("\n\n```\nlet x = 1;\n```\n", text, StringComparison.Ordinal);
        (name, text) = await DownloadAsync(page, 1);
        Assert.Equal("table.en.tsv", name);
        Assert.Matches("^1\tle chat dort\t[^\t\n]+\n2\til fait beau\t[^\t\n]+\n$", text);
        page.AssertNoFaults();
    }

    [Fact]
    public async Task What_is_no_document_gets_one_line_each_and_the_next_file_is_taken()
    {
        await using StudioPage page = await studio.OpenAsync("/documents");
        await BringAsync(page, [Bytes("large.txt", new byte[(4 << 20) + 1]), Bytes("program.exe", "x"u8), Bytes("latin.md", [(byte)'t', 0xE9, (byte)'t', 0xE9])]);
        ILocator faults = page["document-fault"];
        await Assertions.Expect(faults).ToHaveTextAsync(["large.txt: it has more than 4 MB.", "program.exe: files of this kind cannot be translated.", "latin.md: this is not UTF-8; convert it first."]);
        await Assertions.Expect(page["document"]).ToHaveCountAsync(0);
        await page.AssertSoundAsync();

        await BringAsync(page, [Bytes("<b>good</b>.txt", "<script>document.title='script'</script> bonjour"u8)]);
        await Assertions.Expect(page["document"]).ToHaveCountAsync(1);
        await Assertions.Expect(faults).ToHaveCountAsync(0);
        await TranslateAsync(page, 1);
        await page["document-review"].Locator("summary").ClickAsync();
        await Assertions.Expect(page["document-review"].Locator("tbody")).ToContainTextAsync("<script>document.title='script'</script>");
        Assert.StartsWith("Documents", await page.Page.TitleAsync());
        page.AssertNoFaults();
    }

    private static FilePayload Bytes(string name, ReadOnlySpan<byte> content) => new() { Name = name, MimeType = "application/octet-stream", Buffer = content.ToArray() };

    private static async Task BringAsync(StudioPage page, FilePayload[] files)
    {
        // Blazor's script marks the input once it listens to it; a file that is there before, no person is so fast, would not be seen.
        await Assertions.Expect(page["document-input"]).ToHaveJSPropertyAsync("_blazorInputFileNextFileId", 0);
        await page["document-input"].SetInputFilesAsync(files);
    }

    private static async Task TranslateAsync(StudioPage page, int documents)
    {
        await Assertions.Expect(page["document"]).ToHaveCountAsync(documents);
        await page["document-model"].SelectOptionAsync(Model);
        await page["document-translate"].ClickAsync();
        for (int i = 0; i < documents; i++)
            await Assertions.Expect(page["document-state"].Nth(i)).ToHaveAttributeAsync("data-state", "Done", new LocatorAssertionsToHaveAttributeOptions { Timeout = Patience });
    }

    private static async Task<(string Name, string Text)> DownloadAsync(StudioPage page, int document)
    {
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => page["document-download"].Nth(document).ClickAsync());
        return (download.SuggestedFilename, await File.ReadAllTextAsync(await download.PathAsync(), Encoding.UTF8, TestContext.Current.CancellationToken));
    }
}
