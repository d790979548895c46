using System.Text;
using Heed.Documents;

namespace Heed.Campaign.Parsers;

/// <summary>Documents that are localised, of every kind, each text written back as it is; and what is written is read again.</summary>
internal sealed class DocumentSubject : ParserSubject
{
    private static readonly DocumentLanguages Languages = new("en", "fr");

    public override string Name => "documents";

    // The first file says of which kind the second is.
    public override IReadOnlyList<byte[][]> Seeds { get; } =
    [
        .. ((string[])
        [
            "<root><!-- c --><data name=\"A\"><value>one &amp; &quot;two&quot; &lt;b&gt;3&lt;/b&gt; {0:N2}\r\n</value><comment>{Locked=\"two\"}</comment></data><data name=\"B\"><value><![CDATA[a & b]]></value></data></root>",
            "# c\nmsgid \"\"\nmsgstr \"\"\n\"Language: \\n\"\n\"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n\"\n\n#, c-format\nmsgid \"one %s\"\nmsgstr \"\"\n\nmsgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"\"\n",
            "<xliff version=\"1.2\"><file source-language=\"en\"><body><trans-unit id=\"1\"><source>a <g id=\"1\">b</g> &amp; c</source></trans-unit></body></file></xliff>",
            "{ \"a\": {\"b\": [\"x\\\"y {{n}}\", 5]}, \"@a\": {\"c\": \"d\"}, \"p\": \"{n, plural, one {#} other {#}}\" }\n",
            "1\r\n00:00:01,000 --> 00:00:02,000\r\none <i>two</i>\r\nthree\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n- a\r\n- b\r\n",
            "---\nt: x\n---\n# head\n\n- item `code` [a](b \"c\") **d**\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| c | ![x](y) |\n\n> quote <b>e</b>\n",
            "<!DOCTYPE html><html lang=\"en\"><head><title>t</title><script>x<y</script></head><body><p title=\"a\">b <b>c</b> &nbsp; d<br>e</p><pre>f</pre><img alt=\"g\"></body></html>",
        ]).Select(static (text, kind) => (byte[][])[[(byte)kind], Encoding.UTF8.GetBytes(text)]),
        [[2], Encoding.UTF8.GetBytes("<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\" srcLang=\"en\"><file id=\"f\"><unit id=\"1\"><segment><source>a <pc id=\"1\">b</pc><ph id=\"2\"/></source></segment></unit></file></xliff>")],
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. ((string[])["<", ">", "</", "<b>", "</b>", "<p>", "<source>", "<target>x</target>", "&", "&amp;", "&#x41;", "&#", "\"", "'", "msgid ", "msgstr \"\"\n", "#, fuzzy\n", "{", "}", "{0}", "%s", "[", "](", "`", "```\n", "*", "_", "\n\n", "- ", "# ", "|", "<!--", "-->", "<![CDATA[", "]]>",
            "\\u0041", "\\", "00:00:01,000 --> 00:00:02,000\n", "\uFEFF", "\u2028", "😀"]).Select(Encoding.UTF8.GetBytes),
    ];

    public override void Parse(byte[][] files)
    {
        DocumentFormat format = DocumentFormats.All[files[0].Length == 0 ? 0 : files[0][0] % DocumentFormats.All.Count];
        string text = Encoding.UTF8.GetString(files[1]);
        LocalizableDocument document = format.Parse(new DocumentText("a" + format.Extensions[0], text), Languages);
        string written = document.Text.With([.. document.LanguageEdits, .. document.Units.Where(static unit => unit.Translation is null && unit.LeftAlone is null).SelectMany(static unit => unit.Write([.. unit.Source], true))]);
        if (format.Parse(new DocumentText("b" + format.Extensions[0], written), Languages).Units.Count < document.Units.Count(static unit => unit.LeftAlone is null) && format.Name is ("resx" or "xliff" or "json"))
            throw new InvalidOperationException("texts were lost in writing");
    }
}
