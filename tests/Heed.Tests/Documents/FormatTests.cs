using Heed.Documents;

namespace Heed.Tests.Documents;

/// <summary>Each format by a document made by hand: what is a text, and what the result is to the last byte.</summary>
public sealed class FormatTests
{
    private static readonly DocumentLanguages Languages = new("en", "fr");

    private static LocalizableDocument Parse(string name, string text) => DocumentFormats.Of(name).Parse(new DocumentText(name, text), Languages);

    // Texts in capitals stand for translations; marks stay where they are.
    private static string Shouted(string name, string text, bool needsReview = false)
    {
        LocalizableDocument document = Parse(name, text);
        return document.Text.With([.. document.LanguageEdits, .. document.Units.Where(static u => u.Translation is null && u.LeftAlone is null)
            .SelectMany(u => u.Write([.. ProtectedText.Of(u.Source, document.HasAccessKeys).Inlines.Select(static i => i.Kind == InlineKind.Text ? new Inline(InlineKind.Text, i.Text.ToUpperInvariant()) : i)], needsReview))]);
    }

    private static string[] Texts(string name, string text) => [.. Parse(name, text).Units.Select(static unit => Inline.TextOf(unit.Source))];

    [Theory]
    [InlineData("a.resx", "<root><data name=\"A\"><value>one &amp; &quot;two&quot; &lt;3&gt;\r\n</value></data></root>", "<root><data name=\"A\"><value>ONE &amp; &quot;TWO&quot; &lt;3&gt;\r\n</value></data></root>")]
    [InlineData("a.resx", "<root><data name=\"A\"><value><![CDATA[a & b]]></value><comment>c</comment></data></root>", "<root><data name=\"A\"><value><![CDATA[A & B]]></value><comment>c</comment></data></root>")]
    [InlineData("a.resx", "<root><data name=\"&gt;&gt;a.Name\"><value>a</value></data><data name=\"b\" type=\"System.Int32\"><value>b</value></data></root>", "<root><data name=\"&gt;&gt;a.Name\"><value>a</value></data><data name=\"b\" type=\"System.Int32\"><value>b</value></data></root>")]
    [InlineData("a.po", "msgid \"one\"\nmsgstr \"\"\n\nmsgid \"two\"\nmsgstr \"deux\"\n", "msgid \"one\"\nmsgstr \"ONE\"\n\nmsgid \"two\"\nmsgstr \"deux\"\n")]
    [InlineData("a.po", "msgid \"\"\n\"a\\n\"\n\"b \\\"c\\\"\"\nmsgstr \"\"\n", "msgid \"\"\n\"a\\n\"\n\"b \\\"c\\\"\"\nmsgstr \"\"\n\"A\\n\"\n\"B \\\"C\\\"\"\n")]
    [InlineData("a.po", "msgid \"a file\"\nmsgid_plural \"files\"\nmsgstr[0] \"\"\n", "msgid \"a file\"\nmsgid_plural \"files\"\nmsgstr[0] \"A FILE\"\nmsgstr[1] \"FILES\"\n")]
    [InlineData("a.pot", "msgid \"\"\nmsgstr \"\"\n\"Language: \\n\"\n\"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n\"\n", "msgid \"\"\nmsgstr \"\"\n\"Language: fr\\n\"\n\"Plural-Forms: nplurals=2; plural=(n > 1);\\n\"\n")]
    [InlineData("a.json", "{ \"a\": {\"b\": [\"x\\\"y\", 5]}, \"@a\": {\"c\": \"d\"} }\n", "{ \"a\": {\"b\": [\"X\\\"Y\", 5]}, \"@a\": {\"c\": \"d\"} }\n")]
    [InlineData("a.arb", "{\"@@locale\":\"en\",\"a\":\"caf\\u00e9\"}", "{\"@@locale\":\"fr\",\"a\":\"CAF\\u00c9\"}")]
    [InlineData("a.srt", "1\r\n00:00:01,000 --> 00:00:02,000\r\none two\r\nthree\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n- a\r\n- b\r\n", "1\r\n00:00:01,000 --> 00:00:02,000\r\nONE TWO\r\nTHREE\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n- A\r\n- B\r\n")]
    [InlineData("a.md", "---\nt: x\n---\n# head\n\n- item `code`\n\n```\ncode\n```\n\n    code\n\n> quote\n", "---\nt: x\n---\n# HEAD\n\n- ITEM `code`\n\n```\ncode\n```\n\n    code\n\n> QUOTE\n")]
    [InlineData("a.md", "| a | `x|y` |\n|---|---|\n| b | c |\n", "| A | `x|y` |\n|---|---|\n| B | C |\n")]
    [InlineData("a.md", "see [the *docs*](u_r_l \"t\") or ![alt](i.png) and <https://x.y>\n[r]: http://x\n", "SEE [THE *DOCS*](u_r_l \"t\") OR ![ALT](i.png) AND <https://x.y>\n[r]: http://x\n")]
    [InlineData("a.md", "a long line of words that goes on and on\nand is broken  \nhard\n", "A LONG LINE OF WORDS THAT GOES ON AND ON\nAND IS BROKEN  \nHARD\n")]
    [InlineData("a.html", "<html lang=\"en\"><script>if (a<b) x</script><p>\n  one <b>two</b>\n</p><pre>x</pre><img alt='it'></html>", "<html lang=\"fr\"><script>if (a<b) x</script><p>\n  ONE <b>TWO</b>\n</p><pre>x</pre><img alt='IT'></html>")]
    [InlineData("a.html", "<p>a <a title=\"tip\" href=x>b</a> <code>c d</code></p><p translate=no>e</p>", "<p>A <a title=\"TIP\" href=x>B</a> <code>c d</code></p><p translate=no>e</p>")]
    public void Everything_but_the_text_stays(string name, string text, string shouted) => Assert.Equal(shouted, Shouted(name, text));

    private const string Xliff = "<xliff version=\"1.2\">\n <file original=\"f\" source-language=\"en\">\n  <trans-unit id=\"1\">\n   <source>a <g id=\"2\">b</g><x id=\"3\"/> <ph id=\"4\">{x}</ph></source>\n  </trans-unit>\n"
        + "  <trans-unit id=\"2\"><source>c</source><target state='new'/></trans-unit>\n  <trans-unit id=\"3\"><source>d</source><target>e</target></trans-unit>\n </file>\n</xliff>\n";

    [Fact]
    public void XLIFF_1_2_gets_targets_with_their_states()
    {
        string expected = Xliff.Replace("source-language=\"en\"", "source-language=\"en\" target-language=\"fr\"", StringComparison.Ordinal)
            .Replace("</source>\n  </trans", "</source>\n   <target state=\"needs-review-translation\">A <g id=\"2\">B</g><x id=\"3\"/> <ph id=\"4\">{x}</ph></target>\n  </trans", StringComparison.Ordinal)
            .Replace("<target state='new'/>", "<target state=\"needs-review-translation\">C</target>", StringComparison.Ordinal);
        Assert.Equal(expected, Shouted("a.xlf", Xliff, needsReview: true));
        Assert.Equal(expected.Replace("needs-review-translation", "translated", StringComparison.Ordinal), Shouted("a.xlf", Xliff));
    }

    [Fact]
    public void XLIFF_2_gets_targets_and_states_of_segments()
    {
        string text = "<xliff version=\"2.0\" srcLang=\"en\"><file id=\"f\"><unit id=\"u\"><segment id=\"1\"><source>a <pc id=\"2\">b</pc></source></segment></unit><unit id=\"v\" translate=\"no\"><segment><source>c</source></segment></unit></file></xliff>";
        Assert.Equal(text.Replace("srcLang=\"en\"", "srcLang=\"en\" trgLang=\"fr\"", StringComparison.Ordinal).Replace("<segment id=\"1\">", "<segment id=\"1\" state=\"initial\" subState=\"heed:needs-review\">", StringComparison.Ordinal)
            .Replace("b</pc></source>", "b</pc></source><target>A <pc id=\"2\">B</pc></target>", StringComparison.Ordinal), Shouted("a.xliff", text, needsReview: true));
    }

    [Fact]
    public void A_PO_translation_to_review_is_fuzzy_and_a_fuzzy_one_stays()
    {
        string text = "#, c-format\nmsgid \"%d a\"\nmsgstr \"\"\n\n#: b.c\nmsgid \"b\"\nmsgstr \"\"\n\n#, fuzzy\nmsgid \"c\"\nmsgstr \"C?\"\n";
        Assert.Equal("#, fuzzy, c-format\nmsgid \"%d a\"\nmsgstr \"%D A\"\n\n#: b.c\n#, fuzzy\nmsgid \"b\"\nmsgstr \"B\"\n\n#, fuzzy\nmsgid \"c\"\nmsgstr \"C?\"\n", Shouted("a.po", text, needsReview: true));
    }

    [Fact]
    public void Lines_of_a_paragraph_are_one_text_and_so_are_those_of_a_subtitle()
    {
        Assert.Equal(["one two", "three"], Texts("a.md", "> one\n> two\n>\n> three\n"));
        Assert.Equal(["one two"], Texts("a.srt", "1\n00:00:01,000 --> 00:00:02,000\none\ntwo\n"));
    }

    [Theory]
    [InlineData("a.json", "{\"a\": \"b\"", "a.json:1: this is no sound JSON")]
    [InlineData("a.json", "{\"a\": \"b\", \"a\": \"c\"}", "a.json:1: \"a\" stands here a second time")]
    [InlineData("a.srt", "hello\n", "a.srt:1: this is no SubRip file")]
    [InlineData("a.po", "msgid \"a\"\nmsgid \"b\"\n", "a.po:2: another msgid")]
    [InlineData("a.po", "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=ISO-8859-1\\n\"\n", "ISO-8859-1")]
    [InlineData("a.po", "msgid \"\"\nmsgstr \"Language: de\\n\"\n", "its translations are in de, not in fr")]
    [InlineData("a.xlf", "<xliff><file source-language=\"en\" target-language=\"de\"/></xliff>", "its translations are in de, not in fr")]
    [InlineData("a.html", "<meta charset=latin1>", "save it as UTF-8")]
    public void What_is_not_sound_is_refused_in_one_line(string name, string text, string said)
    {
        string message = Assert.Throws<InvalidDataException>(() => Parse(name, text)).Message;
        Assert.Contains(said, message);
        Assert.DoesNotContain('\n', message);
    }

    // Whatever stands in a file, it is read in time that grows with its length, or refused in one line.
    [Fact]
    public void Nonsense_is_read_or_refused()
    {
        var random = new Lcg(1);
        string[] parts = ["<", ">", "</", "<p>", "<a href=\"", "\"", "&", "&amp;", "msgid ", "msgstr \"x\"\n", "{", "}", "[", "](", "`", "*", "_", "\n", "\n\n", "  ", "- ", "# ", "|", "1\n00:00:01,000 --> 00:00:02,000\n", "text ", "<!--", "-->", "<![CDATA[", "\\", "\u2028", "é", "😀", "#, fuzzy\n", ":"];
        foreach (DocumentFormat format in DocumentFormats.All)
            for (int n = 0; n < 200; n++)
            {
                string text = string.Concat(Enumerable.Range(0, n == 0 ? 40_000 : 40).Select(_ => parts[random.Next(parts.Length)]));
                try
                {
                    string shouted = Shouted("a" + format.Extensions[0], text);
                    Assert.NotNull(shouted);
                }
                catch (InvalidDataException e)
                {
                    Assert.DoesNotContain('\n', e.Message);
                }
            }
    }
}
