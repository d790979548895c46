using System.Text;
using Heed.Text.Corpora;

namespace Heed.Campaign.Parsers;

/// <summary>Two .resx files, joined by name.</summary>
internal sealed class ResxSubject : ParserSubject
{
    public override string Name => "resx";

    public override IReadOnlyList<byte[][]> Seeds { get; } =
    [
        [
            Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><root>\n<data name=\"a\" xml:space=\"preserve\"><value>Ouvrir {0}</value></data>\n<data name=\"b\"><value>Fermer</value><comment>c</comment></data></root>"),
            Encoding.UTF8.GetBytes("<root>\n<resheader name=\"x\"><value>2.0</value></resheader><data name=\"b\"><value>Close</value></data><data name=\"a\"><value>Open {0}</value></data><data name=\"i\" type=\"Bitmap\"><value/></data></root>"),
        ],
    ];

    public override IReadOnlyList<byte[]> Tokens => TmxSubject.Markup;

    public override void Parse(byte[][] files) => MemoryCorpus.Of(files, ".resx", static (memory, _, cancellation) =>
        new ResxCorpus(memory.PathOf(0), memory.PathOf(1)) { Limits = memory.Limits }.Lines(memory.OpenXml(0), memory.OpenXml(1), cancellation)).Read();
}
