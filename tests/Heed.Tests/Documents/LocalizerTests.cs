using Heed.Documents;
using Heed.Tests.Architecture;
using Heed.Text.Corpora;

namespace Heed.Tests.Documents;

public sealed class LocalizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heed-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Output(string name) => Path.Combine(_folder, name);

    private const string Resx = "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<root>\r\n  <!-- <value>not this</value> -->\r\n  <data name=\"Open\" xml:space=\"preserve\">\r\n    <value>Open &amp;lt;{0}&amp;gt;</value>\r\n  </data>\r\n"
        + "  <data name=\"Menu\"><value>&amp;File</value></data>\r\n  <data name=\"Icon\" type=\"System.Drawing.Icon\"><value>AAAA</value></data>\r\n</root>\r\n";

    [Fact]
    public void Of_a_resx_file_only_the_values_of_strings_change()
    {
        string path = Write("Strings.resx", Resx);
        var translator = new SpokenTranslator().Say("Open <{0}>", "Ouvrir <{0}>").Say("File", "Fichier");
        string resx = Resx.Replace("&amp;lt;{0}&amp;gt;", "&lt;{0}>", StringComparison.Ordinal);
        File.WriteAllText(path, resx);
        LocalizationReport report = new Localizer(translator).Localize(path, Output("Strings.fr.resx"));
        Assert.Equal(resx.Replace("Open &lt;{0}>", "Ouvrir &lt;{0}>", StringComparison.Ordinal).Replace("&amp;File", "&amp;Fichier", StringComparison.Ordinal), File.ReadAllText(Output("Strings.fr.resx")).Insert(0, "\uFEFF"));
        Assert.Equal([0xEF, 0xBB, 0xBF], File.ReadAllBytes(Output("Strings.fr.resx"))[..3]);
        Assert.Equal(["Open", "Menu"], report.Units.Select(static unit => unit.Id));
        Assert.Equal([5, 7], report.Units.Select(static unit => unit.Line));
        Assert.Equal(2, report.Count(UnitOutcome.Translated));
    }

    [Fact]
    public void A_text_whose_placeholder_cannot_be_placed_stays_as_it_is_and_is_named()
    {
        string path = Write("Strings.resx", "<root><data name=\"A\"><value>Open {0} now</value></data></root>");
        LocalizationReport report = new Localizer(new SpokenTranslator().Say("Open {0} now", "Ouvrez {0} %s maintenant")).Localize(path, Output("Strings.fr.resx"));
        Assert.Equal(UnitOutcome.Failed, report.Units[0].Outcome);
        Assert.Equal("%s is doubled in the translation, or made up", report.Units[0].Reason);
        Assert.Equal(File.ReadAllText(path), File.ReadAllText(Output("Strings.fr.resx")));
    }

    [Fact]
    public void Texts_that_did_not_change_are_not_translated_again_and_what_people_changed_stays()
    {
        string path = Write("Strings.resx", "<root><data name=\"A\"><value>One</value></data><data name=\"B\"><value>Two</value></data></root>"), output = Output("Strings.fr.resx");
        var translator = new SpokenTranslator().Say("One", "Un").Say("Two", "Deux").Say("Three", "Trois");
        var localizer = new Localizer(translator);
        localizer.Localize(path, output);
        File.WriteAllText(output, File.ReadAllText(output).Replace("Deux", "2 &#65;", StringComparison.Ordinal));
        Write("Strings.resx", "<root><data name=\"A\"><value>Three</value></data><data name=\"B\"><value>Two</value></data><data name=\"C\"><value>One</value></data></root>");
        translator.Asked.Clear();
        LocalizationReport report = localizer.Localize(path, output);
        Assert.Equal("<root><data name=\"A\"><value>Trois</value></data><data name=\"B\"><value>2 &#65;</value></data><data name=\"C\"><value>Un</value></data></root>", File.ReadAllText(output));
        Assert.Equal(["Three", "One"], translator.Asked);
        Assert.Equal(1, report.Count(UnitOutcome.Kept));
    }

    [Fact]
    public void The_translation_memory_comes_before_the_model()
    {
        string path = Write("Strings.resx", "<root><data name=\"A\"><value> Open {0} </value></data></root>");
        var memory = new TranslationMemory();
        memory.Add(CorpusSpec.Parse("tsv:1,2:" + Write("memory.tsv", "Open {0}\tOuvrir {0}\n")));
        LocalizationReport report = new Localizer(new SpokenTranslator(), new LocalizerOptions { Memory = memory }).Localize(path, Output("Strings.fr.resx"));
        Assert.Equal(UnitOutcome.FromMemory, report.Units[0].Outcome);
        Assert.Contains("<value> Ouvrir {0} </value>", File.ReadAllText(Output("Strings.fr.resx")));
    }

    [Fact]
    public void Translations_that_the_model_is_not_sure_of_are_to_be_reviewed()
    {
        string path = Write("Strings.resx", "<root><data name=\"A\"><value>One</value></data></root>");
        LocalizationReport report = new Localizer(new SpokenTranslator { LogProbability = -4 }.Say("One", "Un")).Localize(path, Output("Strings.fr.resx"));
        Assert.True(report.Units[0].NeedsReview);
        Assert.Equal(Math.Exp(-2), report.Units[0].Confidence!.Value, 9);           // two tokens, the end symbol one of them
    }

    [Theory]
    [InlineData("<!DOCTYPE r [<!ENTITY a \"b\">]><root/>", "document type")]
    [InlineData("<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><root/>", "document type")]
    [InlineData("<root><data name=\"A\"><value>&a;</value></data></root>", "no sound XML")]
    [InlineData("<root><data name=\"A\"><value>x</value></data>", "no sound XML")]
    [InlineData("<rot/>", "<root>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><root/>", "UTF-8")]
    [InlineData("a\0b", "NUL")]
    public void Hostile_files_are_refused_in_one_line_and_nothing_is_written(string content, string said)
    {
        string path = Write("Strings.resx", content);
        Exception e = Assert.ThrowsAny<InvalidDataException>(() => new Localizer(new SpokenTranslator()).Localize(path, Output("Strings.fr.resx")));
        Assert.Contains(said, e.Message);
        Assert.StartsWith(path, e.Message);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_refused_with_its_line()
    {
        string path = Output("Strings.resx");
        File.WriteAllBytes(path, [.. "<root>\n"u8, 0xE9, .. "</root>"u8]);
        Assert.Contains($"{path}:2:", Assert.Throws<InvalidDataException>(() => new Localizer(new SpokenTranslator()).Localize(path, Output("x.resx"))).Message);
    }

    [Fact]
    public void A_file_of_a_gigabyte_is_refused_before_it_is_read()
    {
        string path = Output("Strings.resx");
        using (FileStream file = File.Create(path)) file.SetLength(1L << 30);
        long before = GC.GetTotalAllocatedBytes();
        Assert.Contains("67,108,864 bytes", Assert.Throws<InvalidDataException>(() => new Localizer(new SpokenTranslator()).Localize(path, Output("x.resx"))).Message);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50 << 20);
    }

    [Fact]
    public void A_text_of_thousands_of_tags_is_left_alone_and_long_documents_take_time_that_grows_with_their_length()
    {
        string path = Write("page.html", "<p>a " + string.Concat(Enumerable.Repeat("<b>x</b> <i> ", 20_000)) + "</p>");
        LocalizationReport report = new Localizer(new SpokenTranslator()).Localize(path, Output("page.fr.html"));
        Assert.Equal([UnitOutcome.LeftAlone], report.Units.Select(static unit => unit.Outcome));
        Assert.Equal(File.ReadAllText(path), File.ReadAllText(Output("page.fr.html")));

        path = Write("many.po", string.Concat(Enumerable.Repeat("msgid \"same\"\nmsgstr \"\"\n\n", 20_000)));
        Assert.Equal(20_000, new Localizer(new SpokenTranslator().Say("same", "même")).Localize(path, Output("many.fr.po")).Count(UnitOutcome.Translated));
        path = Write("nested.md", string.Concat(Enumerable.Repeat("[*`` a ` ", 5_000)));
        new Localizer(new SpokenTranslator()).Localize(path, Output("nested.fr.md"));
    }

    [Fact]
    public void Two_runs_give_the_same_bytes_and_the_second_changes_none()
    {
        string page = "<html lang=\"en\"><p>One <b>two</b>.</p><p>Three</p><img alt=\"Four\"></html>", path = Write("page.html", page), output = Output("page.fr.html");
        var translator = new SpokenTranslator().Say("One two.", "Un deux.").Say("Three", "Trois").Say("Four", "Quatre");
        new Localizer(translator).Localize(path, output);
        Assert.Equal("<html lang=\"fr\"><p>Un <b>deux</b>.</p><p>Trois</p><img alt=\"Quatre\"></html>", File.ReadAllText(output));
        translator.Asked.Clear();
        Write("page.html", page.Replace("<p>Three", "<p>Five</p><p>Three", StringComparison.Ordinal));
        translator.Say("Five", "Cinq");
        new Localizer(translator).Localize(path, output);
        Assert.Equal(["Five"], translator.Asked);
        Assert.Equal("<html lang=\"fr\"><p>Un <b>deux</b>.</p><p>Cinq</p><p>Trois</p><img alt=\"Quatre\"></html>", File.ReadAllText(output));
    }

    [Fact]
    public void Cancelled_work_writes_nothing()
    {
        string path = Write("Strings.resx", "<root><data name=\"A\"><value>One</value></data></root>");
        Assert.Throws<OperationCanceledException>(() => new Localizer(new SpokenTranslator().Say("One", "Un")).Localize(path, Output("Strings.fr.resx"), cancellation: new CancellationToken(canceled: true)));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("Strings.resx", "Strings.fr.resx")]
    [InlineData("a/Strings.en.resx", "a/Strings.fr.resx")]
    public void The_result_is_named_by_its_language(string path, string output) => Assert.Equal(output, DocumentFormats.OutputOf(path, new DocumentLanguages("en", "fr")).Replace('\\', '/'));

    // Texts of a product that nobody made for this test, there and back.
    [Theory]
    [InlineData("resx", 500)]
    [InlineData("po", 150)]
    [InlineData("xlf", 150)]
    public void Messages_of_the_SDK_go_there_and_back_with_every_placeholder(string format, int count)
    {
        string[] messages = [.. Corpus.Read(CorpusSpec.Parse("sdk:fr-en")).Where(static (_, i) => i % 31 == 0).Take(count).Select(static pair => pair.Source)];
        string path = Write("Messages." + format, DocumentOf(format, messages));
        foreach (string model in (string[])["fr-en", "en-fr"])
        {
            string output = Output($"{model}.{format}");
            LocalizationReport report = new Localizer(Translator.Load(Path.Combine(Sources.Root, "models", model))).Localize(path, output);
            Assert.Equal(count, report.Units.Count);
            Assert.InRange(report.Count(UnitOutcome.Failed), 0, 10);
            Assert.All(report.Units, static unit => Assert.Equal(Placeholders.Held(unit.Source), Placeholders.Held(unit.Translation)));
            path = Write("Back." + format, DocumentOf(format, [.. report.Units.Select(static unit => unit.Translation)]));
        }

        static string DocumentOf(string format, string[] messages) => format switch
        {
            "resx" => $"<root>{string.Concat(messages.Select(static (text, i) => $"<data name=\"M{i}\"><value>{MarkupText.Encode(text)}</value></data>\n"))}</root>",
            "po" => string.Concat(messages.Select(static (text, i) => $"msgctxt \"{i}\"\nmsgid \"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"\nmsgstr \"\"\n\n")),
            _ => $"<xliff version=\"1.2\"><file>{string.Concat(messages.Select(static (text, i) => $"<trans-unit id=\"{i}\"><source>{MarkupText.Encode(text)}</source></trans-unit>\n"))}</file></xliff>",
        };
    }
}
