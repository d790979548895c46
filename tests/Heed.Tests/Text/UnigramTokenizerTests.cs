using Heed.Campaign.Parsers;
using Heed.Text;

namespace Heed.Tests.Text;

public sealed class UnigramTokenizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heed-unigram-").FullName;

    private static readonly string[] Pieces = ["<pad>", "<s>", "</s>", "<unk>", "▁le", "▁chat", "▁dort", "▁the", "▁cat", "▁", "s", ".", "c", "h", "a", "t", ">>fra<<"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal static UnigramTokenizer Create() => new(
        TinySentencePiece.Of(("▁le", -2), ("▁chat", -3), ("▁dort", -3), ("▁", -6), ("s", -7), (".", -4), ("c", -8), ("h", -8), ("a", -8), ("t", -8)),
        TinySentencePiece.Of(("▁the", -2), ("▁cat", -3), ("▁", -6), ("s", -7), (".", -4), ("c", -8), ("h", -8), ("a", -8), ("t", -8)), Pieces);

    [Fact]
    public void Pieces_get_their_ids_by_their_text()
    {
        UnigramTokenizer tokenizer = Create();
        Assert.Equal([4, 5, 10, 6, 11], tokenizer.Encode("le chats dort."));
        Assert.Equal([7, 8, 10], tokenizer.EncodeTarget("the cats"));
        // The target's model knows no ▁chat.
        Assert.Equal([9, 12, 13, 14, 15], tokenizer.EncodeTarget("chat"));
        Assert.Equal("the cats.", tokenizer.Decode([7, 8, 10, 11]));
        Assert.Equal(1, tokenizer.SourceShare);
    }

    [Fact]
    public void Neighbours_that_are_not_known_are_one_piece()
    {
        UnigramTokenizer tokenizer = Create();
        TokenizedText text = tokenizer.EncodeWithSpans("le żółw dort");
        Assert.Equal([4, 9, Vocabulary.Unknown, 6], text.Ids);
        Assert.Equal(new TextSpan(3, 7), text.Spans[2]);
        Assert.Equal(new TextSpan(8, 12), text.Spans[3]);
        Assert.Equal("le  dort".Length, tokenizer.Decode(text.Ids).Replace("the", "", StringComparison.Ordinal).Length);
    }

    [Fact]
    public void Spans_are_those_of_the_text_before_it_was_normalised()
    {
        TokenizedText text = Create().EncodeWithSpans("  le   chat. ");
        Assert.Equal([4, 5, 11], text.Ids);
        Assert.Equal([new TextSpan(2, 4), new TextSpan(7, 11), new TextSpan(11, 12)], text.Spans);
        TokenizedText said = Create().DecodeWithSpans([7, 8, 11]);
        Assert.Equal("the cat.", said.Text);
        Assert.Equal([new TextSpan(0, 3), new TextSpan(4, 7), new TextSpan(7, 8)], said.Spans);
        Assert.Empty(Create().Encode("   "));
    }

    [Fact]
    public void A_language_is_asked_for_at_the_beginning_of_every_part()
    {
        UnigramTokenizer tokenizer = Create();
        Assert.Equal([16, 4, 5], tokenizer.Encode(">>fra<< le chat"));
        Assert.Equal([Vocabulary.Unknown, 4], tokenizer.Encode(">>xyz<< le"));
        Assert.Equal([">>fra<<"], tokenizer.Languages);
        Tokenizer parts = tokenizer.For(" >>fra<< le chat. le chat dort.");
        Assert.Equal([16, 4, 5, 11], parts.Encode(">>fra<< le chat."));
        Assert.Equal([16, 4, 5, 6, 11], parts.Encode("le chat dort."));
        Assert.Same(tokenizer, tokenizer.For("le chat"));
        TokenizedText text = parts.EncodeWithSpans("le chat");
        Assert.Equal([new TextSpan(0, 0), new TextSpan(0, 2), new TextSpan(3, 7)], text.Spans);
    }

    [Fact]
    public void It_is_written_and_read()
    {
        UnigramTokenizer tokenizer = Create();
        tokenizer.Save(_folder);
        Tokenizer read = Tokenizer.Load(_folder);
        Assert.True(read.IsSameAs(tokenizer));
        Assert.Equal(tokenizer.Encode("le chat dort."), read.Encode("le chat dort."));
        Assert.False(read.IsSameAs(new BytePairTokenizer(BpeTrainer.Train(["a"], 260))));
    }

    [Fact]
    public void What_is_no_model_is_refused_with_its_file()
    {
        Create().Save(_folder);
        foreach (byte[] bytes in (byte[][])[[], [1, 2, 3], TinySentencePiece.Of(("▁le", -2))[..10], new byte[1000]])
        {
            File.WriteAllBytes(Path.Combine(_folder, "target.spm"), bytes);
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => Tokenizer.Load(_folder));
            Assert.Contains("target.spm: this is no SentencePiece model that can be read", error.Message, StringComparison.Ordinal);
        }
        File.Delete(Path.Combine(_folder, "target.spm"));
        Assert.Contains("target.spm", Assert.Throws<FileNotFoundException>(() => Tokenizer.Load(_folder)).Message, StringComparison.Ordinal);
        Create().Save(_folder);
        File.WriteAllText(Path.Combine(_folder, "vocab.json"), "{\"<pad>\":0,\"a\":1}");
        Assert.Contains("id 1 must be <s>", Assert.Throws<InvalidDataException>(() => Tokenizer.Load(_folder)).Message, StringComparison.Ordinal);
    }
}
