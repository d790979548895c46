using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Heed.Text;

namespace Heed.Tests.Text;

public sealed class BytePairTokenizerTests
{
    private static readonly string[] Sentences =
    [
        "L'accord sur la zone économique européenne a été signé en août 1992.",
        "The agreement on the European Economic Area was signed in August 1992.",
        "L'été, l'école, le café : l'accord de l'été. Don't you see? I don't, he doesn't.",
        "این یک جمله است. این کتاب است. 这是一个句子。这是书。 😀😀 😃 👩‍👩‍👧 e\u0301te\u0301 e\u0301",
        "<pad> <s> </s> <unk> <pad></s>   \t\t  \r\n\r\n  ",
    ];

    private static readonly BytePairTokenizer Trained = new(BpeTrainer.Train(Sentences.Concat(Sentences).Concat(Sentences), 700));
    private static readonly BytePairTokenizer Bytes = new(BpeTrainer.Train([], Vocabulary.SmallestSize));

    public static TheoryData<string> Texts =>
    [
        "", " ", "a", "été", "e\u0301te\u0301", "😀", "👩‍👩‍👧!", "❤️", "این یک جمله است", "这是一个句子。", "ไทย", "a\r\nb\n\nc\r", "\t\tx \t", "a\0b\0",
        "  two  spaces  ", "<pad></s><s><unk>", "Ġ", "\u00A0\u202F\u2003x", "\uFEFFmark", "\uFFFD", "don't L'ÉTÉ QU'IL aujourd’hui", "3.14 1,000 ½ Ⅷ ١٢٣",
        "\u0301\u0301", " \u0301a", "𝒳𝒴 𐍈", "\U0010FFFF",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Decoding_gives_the_text_back(string text)
    {
        foreach (BytePairTokenizer tokenizer in (ReadOnlySpan<BytePairTokenizer>)[Trained, Bytes])
        {
            int[] ids = tokenizer.Encode(text);
            Assert.Equal(text, tokenizer.Decode(ids));
            Assert.DoesNotContain(ids, Vocabulary.IsSpecial);
            Assert.Equal(NaiveBpe.Encode(tokenizer.Model, text), ids.Select(id => tokenizer.Vocabulary[id]));
        }
    }

    [Fact]
    public void Any_well_formed_text_comes_back_cut_as_the_paper_says()
    {
        // Half the characters from a small alphabet that the merges know, half from everywhere.
        Gen<string> near = Gen.Elements("a", "e", "é", "e\u0301", "l'", " ", "  ", "\n", "\r\n", "1", ".", "the", " signé", "😀", "ف", "这", "<pad>", "\0", "’s");
        Gen<string> far = Gen.Choose(0, 0x10FFFF).Where(c => c is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32);
        Gen<string> texts = Gen.OneOf(near, far).ListOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            TokenizedText encoded = Trained.EncodeWithSpans(text);
            Assert.Equal(text, Trained.Decode(encoded.Ids));
            Assert.Equal(NaiveBpe.Encode(Trained.Model, text), encoded.Pieces);
            Assert.Equal(0, encoded.LoneSurrogates);
            Assert.Equal(Trained.Encode(text), encoded.Ids);
            Assert.Equal(encoded.Spans, Trained.DecodeWithSpans(encoded.Ids).Spans);
            SpansCover(text, encoded.Spans);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Spans_are_whole_characters_without_white_space()
    {
        // Bytes only: the two bytes of é, the two of ف, the four of 😀, and e with its combining accent (1 + 2 bytes).
        Assert.Equal([new(0, 1), new(0, 1)], Bytes.EncodeWithSpans("é").Spans);
        Assert.Equal([new(0, 1), new(0, 1)], Bytes.EncodeWithSpans("ف").Spans);
        Assert.Equal([new(0, 2), new(0, 2), new(0, 2), new(0, 2)], Bytes.EncodeWithSpans("😀").Spans);
        Assert.Equal([new(0, 2), new(0, 2), new(0, 2), new(2, 3)], Bytes.EncodeWithSpans("e\u0301x").Spans);
        Assert.Equal([new(0, 1), new(1, 1), new(2, 3)], Bytes.EncodeWithSpans("a b").Spans);

        TokenizedText été = Trained.EncodeWithSpans("a été signé");
        Assert.Equal(["a", "ĠÃ©tÃ©", "ĠsignÃ©"], été.Pieces);
        Assert.Equal([new(0, 1), new(2, 5), new(6, 11)], été.Spans);
    }

    [Fact]
    public void A_family_of_joined_emoji_is_one_character()
    {
        TokenizedText encoded = Bytes.EncodeWithSpans("x👩‍👩‍👧y");
        Assert.All(encoded.Spans[1..^1], span => Assert.Equal(new TextSpan(1, 9), span));
        Assert.Equal(new TextSpan(9, 10), encoded.Spans[^1]);
    }

    [Fact]
    public void A_lone_surrogate_is_counted_and_replaced()
    {
        // Not inline data: attributes are stored as UTF-8, which has no lone surrogates.
        (string Text, string Decoded, int Count)[] cases =
        [
            ("\uD83D", "\uFFFD", 1), ("a\uDE00b", "a\uFFFDb", 1), ("\uDE00\uD83D", "\uFFFD\uFFFD", 2), ("\uD83D😀\uD83D", "\uFFFD😀\uFFFD", 2),
        ];
        foreach ((string text, string decoded, int count) in cases)
        {
            TokenizedText encoded = Trained.EncodeWithSpans(text);
            Assert.Equal(count, encoded.LoneSurrogates);
            Assert.Equal(decoded, Trained.Decode(encoded.Ids));
            Assert.Equal(decoded, Trained.Decode(Trained.Encode(text)));
            Assert.Equal(text, encoded.Text);
            SpansCover(text, encoded.Spans);
        }
    }

    [Fact]
    public void Special_pieces_decode_to_nothing_and_unfinished_characters_to_the_replacement()
    {
        int[] ids = [Vocabulary.Start, .. Trained.Encode("été"), Vocabulary.End, Vocabulary.Pad, Vocabulary.Unknown];
        Assert.Equal("été", Trained.Decode(ids));
        Assert.Equal("\uFFFD", Bytes.Decode([Vocabulary.Specials + 0xC3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trained.Decode([Trained.Vocabulary.Size]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trained.Decode([-1]));
    }

    [Fact]
    public void A_very_long_text_comes_back_in_little_time()
    {
        string text = string.Concat(Enumerable.Repeat("L'été économique 1992 😀 ", 20_000)) + new string('a', 200_000) + new string(' ', 100_000) + "x" + new string('.', 100_000);
        Assert.Equal(text, Trained.Decode(Trained.EncodeWithSpans(text).Ids));
    }

    [Fact]
    public void Many_threads_get_what_one_gets()
    {
        int[][] expected = [.. Sentences.Select(Trained.Encode)];
        Parallel.For(0, 2000, i => Assert.Equal(expected[i % Sentences.Length], Trained.Encode(Sentences[i % Sentences.Length])));
    }

    private static void SpansCover(string text, TextSpan[] spans)
    {
        bool[] covered = new bool[text.Length];
        int start = 0;
        foreach (TextSpan span in spans)
        {
            Assert.InRange(span.Start, start, text.Length);     // spans never step back
            Assert.InRange(span.End, span.Start, text.Length);
            start = span.Start;
            for (int i = span.Start; i < span.End; i++) covered[i] = true;
        }
        for (int i = 0; i < text.Length; i++) Assert.True(covered[i] || char.IsWhiteSpace(text[i]), $"character {i} of \"{text}\" is in no span");
    }

    [Fact]
    public void Decoded_pieces_know_their_place_also_where_bytes_are_no_text()
    {
        // The first byte of é alone, a, a special piece, both bytes of é, and a byte that begins nothing at the end.
        int[] ids = [ByteId(0xC3), ByteId((byte)'a'), Vocabulary.Start, ByteId(0xC3), ByteId(0xA9), ByteId(0xFF), Vocabulary.End];
        TokenizedText decoded = Bytes.DecodeWithSpans(ids);
        Assert.Equal("\uFFFDaé\uFFFD", decoded.Text);
        Assert.Equal(Bytes.Decode(ids), decoded.Text);
        Assert.Equal([new(0, 1), new(1, 2), new(2, 2), new(2, 3), new(2, 3), new(3, 4), new(4, 4)], decoded.Spans);
        Assert.Equal(ids, decoded.Ids);

        static int ByteId(byte value) => Vocabulary.Specials + value;
    }

    [Fact]
    public void Any_ids_decode_to_spans_that_never_step_back_and_words_with_pieces()
    {
        Gen<int[]> sequences = Gen.Choose(0, Trained.Vocabulary.Size - 1).ListOf().Select(static ids => ids.ToArray());
        Prop.ForAll(sequences.ToArbitrary(), ids =>
        {
            TokenizedText decoded = Trained.DecodeWithSpans(ids);
            Assert.Equal(Trained.Decode(ids), decoded.Text);
            int before = 0;
            foreach (TextSpan span in decoded.Spans)
            {
                Assert.InRange(span.Start, before, decoded.Text.Length);
                Assert.InRange(span.End, span.Start, decoded.Text.Length);
                before = span.Start;
            }
            WordPieces words = WordPieces.Of(decoded);
            if (words.Words.Count > 0) Assert.All(words.WordOfPiece, word => Assert.InRange(word, 0, words.Words.Count - 1));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
