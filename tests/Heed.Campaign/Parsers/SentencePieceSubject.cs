using System.Text;
using Heed.Text;

namespace Heed.Campaign.Parsers;

/// <summary>Two SentencePiece models over one vocabulary, and a text that they cut.</summary>
internal sealed class SentencePieceSubject : ParserSubject
{
    private const string Text = ">>fra<< le chats dort,  12 € 日本 😀\n ";

    private static readonly string[] Pieces = ["<pad>", "<s>", "</s>", "<unk>", "▁le", "▁chat", "▁dort", "▁", "s", ".", "c", "h", "a", "t", ">>fra<<"];

    public override string Name => "sentencepiece";

    public override IReadOnlyList<byte[][]> Seeds { get; } =
    [
        [TinySentencePiece.Of(("▁le", -2), ("▁chat", -3), ("▁dort", -3), ("▁", -6), ("s", -7), (".", -4)), TinySentencePiece.Of(("▁le", -2), ("c", -8), ("h", -8), ("a", -8), ("t", -8))],
        [TinySentencePiece.Of(("▁", -1)), TinySentencePiece.Of()],
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        [0x0A], [0x12], [0x1A], [0x18, 1], [0x18, 2], [0x18, 6], [0x15, 0, 0, 0xC0, 0x7F], [0x22, 0], [0x12, 4, 0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
        .. ((string[])["▁", "<0x41>", "<unk>", "\u0000", "é"]).Select(Encoding.UTF8.GetBytes),
    ];

    public override void Parse(byte[][] files)
    {
        var tokenizer = new UnigramTokenizer(files[0], files[1], Pieces);
        foreach (int[] ids in (int[][])[tokenizer.Encode(Text), tokenizer.EncodeTarget(Text), tokenizer.EncodeWithSpans(Text).Ids])
        {
            if (ids.Any(id => id < 0 || id >= tokenizer.Size)) throw new InvalidOperationException("a token outside the vocabulary");
            _ = tokenizer.DecodeWithSpans(ids);
        }
    }
}
