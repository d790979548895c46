using System.Text;
using Heed.Decoding;
using Heed.Documents;
using Heed.Studio.Pages.Documents;
using Heed.Text;

namespace Heed.Apps.Tests.Studio;

public sealed class DocumentTests
{
    [Fact]
    public void A_plain_text_keeps_its_lines_their_ends_and_its_mark()
    {
        byte[] content = [0xEF, 0xBB, 0xBF, .. "bonjour\r\n\r\n  le chat\r\n42\r\nfin"u8];
        LocalizedDocument result = new LineLocalizer(new Shouting()).Localize("letter.txt", content, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("\uFEFFBONJOUR\r\n\r\n  LE CHAT\r\n42\r\nFIN", Encoding.UTF8.GetString(result.Content.Span));
        Assert.Equal("letter.en.txt", result.Report.Output);
        Assert.Equal([UnitOutcome.Translated, UnitOutcome.NothingToTranslate, UnitOutcome.Translated, UnitOutcome.NothingToTranslate, UnitOutcome.Translated], result.Report.Units.Select(static unit => unit.Outcome));
    }

    [Fact]
    public void A_table_gets_the_translation_of_the_chosen_column_in_a_column_more()
    {
        LocalizedDocument result = new LineLocalizer(new Shouting()).Localize("t.tsv", "1\tun\tx\n2\tdeux\ty\n3\n\n"u8, column: 2, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("1\tun\tx\tUN\n2\tdeux\ty\tDEUX\n3\t\n\n", Encoding.UTF8.GetString(result.Content.Span));
        Assert.Equal("it has no such column", result.Report.Units[2].Reason);
    }

    [Fact]
    public void A_translation_with_tabs_and_line_ends_stays_in_its_column()
    {
        LocalizedDocument result = new LineLocalizer(new Shouting { Says = "a\tb\nc" }).Localize("t.tsv", "un\n"u8, column: 1, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("un\ta b c\n", Encoding.UTF8.GetString(result.Content.Span));
    }

    [Fact]
    public void A_table_without_the_column_is_refused_and_so_is_one_with_too_many_lines()
    {
        var lines = new LineLocalizer(new Shouting());
        Assert.Contains("no line has a column 9", Assert.Throws<InvalidDataException>(() => lines.Localize("t.tsv", "a\tb\n"u8, 9, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        byte[] many = new byte[LineLocalizer.MostLines + 1];
        Array.Fill(many, (byte)'\n');
        Assert.Contains("more than 100,000 lines", Assert.Throws<InvalidDataException>(() => lines.Localize("t.txt", many, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_in_memory_is_localised_as_a_file_is()
    {
        byte[] json = """{ "greeting": "bonjour le monde", "count": 3 }"""u8.ToArray();
        LocalizedDocument result = new Localizer(new Shouting()).Localize("fr.json", json, cancellation: TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        string path = folder.Write("fr.json", Encoding.UTF8.GetString(json)), output = Path.Combine(folder.Path, "en.json");
        new Localizer(new Shouting()).Localize(path, output, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(output), result.Content.ToArray());
        Assert.Equal("en.json", result.Report.Output);
        Assert.Contains("BONJOUR", Encoding.UTF8.GetString(result.Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_document_stops_between_lines()
    {
        using var stop = new CancellationTokenSource();
        var translator = new Shouting { Asked = stop.Cancel };
        byte[] content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("une ligne\n", 1000)));
        Assert.Throws<OperationCanceledException>(() => new LineLocalizer(translator).Localize("t.txt", content, 0, null, stop.Token));
        Assert.Equal(1, translator.Times);
    }

    [Theory]
    [InlineData("../../etc/passwd.txt", "passwd.txt")]
    [InlineData(@"C:\Users\me\letter.md", "letter.md")]
    [InlineData("a\u202Etxt.exe.md", "atxt.exe.md")]
    [InlineData("<b>\"x\".html", "bx.html")]
    [InlineData("..json", "document.json")]
    [InlineData("", "document")]
    public void A_name_from_elsewhere_keeps_only_what_a_name_may_have(string name, string safe) => Assert.Equal(safe, DocumentKind.SafeName(name));

    [Fact]
    public void A_long_name_keeps_its_ending()
    {
        string safe = DocumentKind.SafeName(new string('a', 5000) + ".po");
        Assert.Equal(83, safe.Length);
        Assert.EndsWith(".po", safe, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("notes.txt", "text")]
    [InlineData("PAIRS.TSV", "tsv")]
    [InlineData("Strings.resx", "resx")]
    [InlineData("page.html", "html")]
    public void The_ending_says_what_a_document_is(string name, string kind) => Assert.Equal(kind, DocumentKind.Of(name)?.Name);

    [Theory]
    [InlineData("program.exe")]
    [InlineData("html")]
    [InlineData("letter.docx")]
    public void Other_files_are_not_taken(string name) => Assert.Null(DocumentKind.Of(name));

    [Fact]
    public void What_is_no_text_in_UTF_8_is_refused()
    {
        Assert.Null(DocumentKind.FaultOf("سلام"u8));
        Assert.Equal("documents.empty", DocumentKind.FaultOf([]));
        Assert.Equal("documents.binary", DocumentKind.FaultOf("PK\x03\x04zip"u8));
        Assert.Equal("documents.binary", DocumentKind.FaultOf("%PDF-1.7"u8));
        Assert.Equal("documents.binary", DocumentKind.FaultOf("a\0b"u8));
        Assert.Equal("documents.utf16", DocumentKind.FaultOf([0xFF, 0xFE, 0x61, 0x00]));
        Assert.Equal("documents.not-utf8", DocumentKind.FaultOf([0x61, 0xE9, 0x20]));
    }

    [Fact]
    public void The_columns_of_a_table_are_those_of_its_first_line_that_is_not_empty() =>
        Assert.Equal(["id", "français", ""], DocumentKind.ColumnsOf([0xEF, 0xBB, 0xBF, .. "\r\nid\tfrançais\t\r\nx"u8]));

    private sealed class Shouting : ITranslator
    {
        public string? Says { get; init; }

        public Action? Asked { get; init; }

        public int Times { get; private set; }

        public string From => "fr";

        public string To => "en";

        public IReadOnlyList<Translation> Translate(IReadOnlyList<string> texts, SearchOptions? options = null, CancellationToken cancellation = default)
        {
            Times++;
            Asked?.Invoke();
            return [.. texts.Select(Of)];
        }

        // Each word attends to its own.
        private Translation Of(string source)
        {
            string text = Says ?? source.ToUpperInvariant();
            string[] sources = [.. Words.Split(source).Select(static word => word.Text), "</s>"], targets = [.. Words.Split(text).Select(static word => word.Text), "</s>"];
            float[] attention = new float[sources.Length * targets.Length];
            for (int t = 0; t < targets.Length; t++) attention[t * sources.Length + Math.Min(t, sources.Length - 1)] = 1;
            return new Translation { Source = source, Text = text, Score = 0, SourceTokens = sources, TargetTokens = targets, SourceWords = sources, TargetWords = targets, Attention = attention };
        }
    }
}
