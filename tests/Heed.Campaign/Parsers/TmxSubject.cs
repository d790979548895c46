using System.Text;
using Heed.Text.Corpora;

namespace Heed.Campaign.Parsers;

/// <summary>A translation memory.</summary>
internal sealed class TmxSubject : ParserSubject
{
    private const string Units = "<body>\n<tu tuid=\"1\"><prop type=\"x-document\">a.xml</prop>\n<tuv xml:lang=\"en-US\"><seg>Open <bpt i=\"1\">&lt;b&gt;</bpt>the<ept i=\"1\"/> <hi>file</hi>.</seg></tuv>\n"
        + "<tuv xml:lang=\"fr\"><seg>Ouvrez le fichier 😀 &amp; cætera.</seg></tuv></tu><!-- a --><tu><tuv lang=\"fr\"><seg><![CDATA[Un]]></seg></tuv><tuv lang=\"en\"><seg>One</seg></tuv></tu></body></tmx>";

    public override string Name => "tmx";

    public override IReadOnlyList<byte[][]> Seeds { get; } =
    [
        [Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\"><header srclang=\"en\"/>" + Units)],
        [Encoding.BigEndianUnicode.GetPreamble().Concat(Encoding.BigEndianUnicode.GetBytes("<tmx>" + Units)).ToArray()],
        [Encoding.UTF8.GetBytes("<tmx>" + Units)],
    ];

    public override IReadOnlyList<byte[]> Tokens => Markup;

    /// <summary>Pieces of XML, right and wrong, and of the formats that are read.</summary>
    internal static IReadOnlyList<byte[]> Markup { get; } =
    [
        .. ((string[])["<", ">", "/>", "</", "&", "&amp;", "&#x10FFFF;", "&#xD800;", "&#0;", "&lt;", "<![CDATA[", "]]>", "<!--", "-->", "<?x ?>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", " xml:lang=\"fr\"",
            " xmlns=\"\"", " xmlns:a=\"b\"", "<a:", "<a>", "</a>", "\"", "'", "=", "<tmx>", "<tu>", "</tu>", "<tuv xml:lang='en'>", "</tuv>", "<seg>", "</seg>", "<seg/>", "<ph>", "</ph>", "<prop type='file'>", "</prop>",
            "<source>", "</source>", "<target>", "</target>", "<target state='new'/>", "<segment>", "</segment>", "<trans-unit>", "</trans-unit>", "<file source-language='fr'>", "</file>",
            "<data name='x'>", "</data>", "<value>", "</value>"]).Select(Encoding.UTF8.GetBytes),
        .. TsvSubject.Texts,
    ];

    public override void Parse(byte[][] files) => MemoryCorpus.Of(files, ".tmx", static (memory, _, cancellation) =>
        new TmxCorpus("fr", "en", memory.PathOf(0)) { Limits = memory.Limits }.Lines(memory.OpenXml(0), cancellation)).Read();
}
