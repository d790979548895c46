using System.Text;

namespace Heed.Campaign.Parsers;

/// <summary>Two files, line by line.</summary>
internal sealed class MosesSubject : ParserSubject
{
    public override string Name => "moses";

    public override IReadOnlyList<byte[][]> Seeds { get; } =
    [
        [Encoding.UTF8.GetBytes("Va !\nComment allez-vous ?\nLe chat est dans la maison.\n"), Encoding.UTF8.GetBytes("Go.\r\nHow are you?\r\nThe cat is in the house.\r\n")],
        [Encoding.UTF8.GetBytes("\uFEFFa\n\nb"), Encoding.UTF8.GetBytes("c\nd\ne")],
    ];

    public override IReadOnlyList<byte[]> Tokens => TsvSubject.Texts;

    public override void Parse(byte[][] files) => MemoryCorpus.Of(files, "").Read();
}
