using System.Text;

namespace Heed.Campaign.Parsers;

/// <summary>A table of pairs.</summary>
internal sealed class TsvSubject : ParserSubject
{
    internal const string Table = "Go.\tVa !\tCC-BY 2.0\r\nHow are you?\tComment allez-vous ?\n\nWho?\tچه کسی؟\nThe cat is in the house.\tLe chat est dans la maison.\n猫\tねこ 😀\n";

    public override string Name => "tsv";

    public override IReadOnlyList<byte[][]> Seeds { get; } = [[Encoding.UTF8.GetBytes(Table)], [Encoding.UTF8.GetBytes("\uFEFF" + Table + Table)], [Encoding.UTF8.GetBytes("a\tb")]];

    public override IReadOnlyList<byte[]> Tokens => Texts;

    internal static IReadOnlyList<byte[]> Texts { get; } =
    [
        .. ((string[])["\t", "\n", "\r\n", "\r", "\t\t", "\n\n", "\0", "\uFEFF", "\u2028", "\u0085", "\u00A0", "\u202E", "a\tb\n", "😀"]).Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x1F, 0x8B], [0x50, 0x4B, 3, 4], [0xC0, 0x80],
    ];

    public override void Parse(byte[][] files) => MemoryCorpus.Of(files, ".tsv").Read();
}
