using System.Text;
using Heed.Text.Corpora;

namespace Heed.Campaign.Parsers;

/// <summary>XLIFF of both versions.</summary>
internal sealed class XliffSubject : ParserSubject
{
    public override string Name => "xliff";

    public override IReadOnlyList<byte[][]> Seeds { get; } =
    [
        [Encoding.UTF8.GetBytes("<xliff version=\"1.2\"><file original=\"a\" source-language=\"en\" target-language=\"fr\"><body>\n<trans-unit id=\"1\"><source>Open <g id=\"1\">it</g><ph>{0}</ph></source>"
            + "<target state=\"translated\">Ouvrir</target><alt-trans><source>a</source></alt-trans></trans-unit>\n<trans-unit approved=\"no\"><source>Cut</source><target>Couper</target></trans-unit></body></file></xliff>")],
        [Encoding.UTF8.GetBytes("<xliff version=\"2.0\" srcLang=\"en\" trgLang=\"fr\"><file id=\"f\"><unit id=\"1\"><segment state=\"final\"><source>A <pc>cat</pc></source><target>Un chat</target></segment>\n"
            + "<ignorable><source> </source></ignorable><segment><source>Yes</source><target>Oui</target></segment></unit></file></xliff>")],
    ];

    public override IReadOnlyList<byte[]> Tokens => TmxSubject.Markup;

    public override void Parse(byte[][] files) => MemoryCorpus.Of(files, ".xlf", static (memory, _, cancellation) =>
        new XliffCorpus("fr", "en", memory.PathOf(0)) { Limits = memory.Limits }.Lines(memory.OpenXml(0), cancellation)).Read();
}
