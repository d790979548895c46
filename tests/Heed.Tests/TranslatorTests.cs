using System.Numerics.Tensors;
using Heed.Decoding;
using Heed.Kernels;
using Heed.Models;
using Heed.Tests.Kernels;
using Heed.Text;

namespace Heed.Tests;

public sealed class TranslatorTests : IDisposable
{
    private static readonly string[] Texts =
    [
        "le chat dort", "un chien", "le lion mange et boit et dort et court dans le jardin", "été", "😀 le chat", "سلام دنیا", "le\tchat\n dort", "l'eau", "chat chat chat chat", "1992.",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("heed-translator-").FullName;

    public TranslatorTests()
    {
        var tokenizer = new Tokenizer(BpeTrainer.Train(["le chat dort", "the cat sleeps", "un chien mange et boit", "a dog eats and drinks"], 300));
        TranslationModel model = TranslationModels.Create(new ModelConfig
        {
            From = "fr",
            To = "en",
            Vocabulary = tokenizer.Vocabulary.Size,
            EmbeddingSize = 12,
            EncoderSize = 12,
            DecoderSize = 24,
            AttentionSize = 12,
        });
        model.Initialize(5);
        ModelFolder.Save(_folder, model, tokenizer);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_sentence_gives_the_same_bytes_alone_in_any_batch_and_with_any_threads(int beam)
    {
        var options = new SearchOptions { Beam = beam };
        Translator one = Translator.Load(_folder, Workers.One), three = Translator.Load(_folder, new Workers(3));
        IReadOnlyList<Translation> together = one.Translate(Texts, options), reversed = three.Translate([.. Texts.Reverse()], options);
        for (int i = 0; i < Texts.Length; i++)
        {
            AssertSame(one.Translate(Texts[i], options), together[i]);
            AssertSame(together[i], reversed[^(i + 1)]);
        }
    }

    [Fact]
    public void One_translator_serves_many_threads()
    {
        Translator translator = Translator.Load(_folder, new Workers(2));
        IReadOnlyList<Translation> expected = translator.Translate(Texts);
        Parallel.For(0, 40, i => AssertSame(expected[i % Texts.Length], translator.Translate(Texts[i % Texts.Length])));
    }

    [Fact]
    public void A_given_translation_is_the_same_from_many_threads_at_once()
    {
        Translator translator = Translator.Load(_folder, Workers.One);
        Translation[] expected = [.. Texts.Select(text => translator.Force(text, string.Join(' ', Texts)))];
        Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => AssertSame(expected[i % Texts.Length], translator.Force(Texts[i % Texts.Length], string.Join(' ', Texts))));
    }

    [Fact]
    public void A_given_translation_has_a_row_for_each_of_its_words()
    {
        Translation forced = Translator.Load(_folder).Force("l'eau, le chat", "the water and  \uD83D cat");
        Assert.Equal(["l'", "eau", ",", "le", "chat", "</s>"], forced.SourceWords);
        Assert.Equal(["the", "water", "and", "\uFFFD", "cat", "</s>"], forced.TargetWords);
        AssertRowsSumToOne(forced);
        Assert.True(forced.Score < 0);
        Assert.Equal(["</s>"], Translator.Load(_folder).Force("", " ").TargetWords);
    }

    // A model that has learnt little may say any bytes, half characters included.
    [Fact]
    public void Any_pieces_whatever_become_words_whose_rows_sum_to_one()
    {
        var tokenizer = new Tokenizer(BpeTrainer.Train(["سلام دنیا", "今日は良い天気です", "le chat été 😀👍🏽", "ไทย लाओ"], 330));
        var random = new Lcg(11);
        for (int i = 0; i < 2000; i++)
        {
            (TokenizedText text, IReadOnlyList<string> words, int[] wordOf) = Draw(withEnd: i % 2 == 0);
            (_, IReadOnlyList<string> sourceWords, int[] sourceWordOf) = Draw(withEnd: true);
            Assert.All(words, word => Assert.NotEmpty(word));
            Assert.Equal(text.Ids.Length + (i % 2 == 0 ? 1 : 0), wordOf.Length);
            Assert.Equal(Enumerable.Range(0, words.Count), wordOf.Distinct().Order());                         // every word has a piece, every piece a word
            Assert.Equal(wordOf.Order(), wordOf);
            float[] weights = [.. Enumerable.Range(0, wordOf.Length * sourceWordOf.Length).Select(_ => random.NextFloat() + 1e-3f)];
            for (int row = 0; row < wordOf.Length; row++)
            {
                Span<float> of = weights.AsSpan(row * sourceWordOf.Length, sourceWordOf.Length);
                TensorPrimitives.Divide(of, TensorPrimitives.Sum<float>(of), of);
            }
            float[] merged = WordAttention.Merge(weights, wordOf, words.Count, sourceWordOf, sourceWords.Count);
            Assert.Equal(words.Count * sourceWords.Count, merged.Length);
            for (int row = 0; row < words.Count; row++) Assert.InRange(TensorPrimitives.Sum<float>(merged.AsSpan(row * sourceWords.Count, sourceWords.Count)), 0.9999f, 1.0001f);
        }

        (TokenizedText, IReadOnlyList<string>, int[]) Draw(bool withEnd)
        {
            int[] ids = [.. Enumerable.Range(0, 1 + random.Next(8)).Select(_ => Vocabulary.Specials + random.Next(tokenizer.Vocabulary.Size - Vocabulary.Specials))];
            TokenizedText text = tokenizer.DecodeWithSpans(ids);
            (IReadOnlyList<string> words, int[] wordOf) = WordAttention.WordsOf(text, withEnd);
            return (text, words, wordOf);
        }
    }

    [Fact]
    public void Without_attention_there_is_a_translation_and_no_map()
    {
        (TranslationModel model, Tokenizer tokenizer) = ModelFolder.Load(_folder);
        TranslationModel none = TranslationModels.Create(model.Config with { Score = "none" });
        none.Initialize(5);
        ModelFolder.Save(_folder, none, tokenizer);
        Translator translator = Translator.Load(_folder);
        Assert.All((string[])["le chat", ""], text => Assert.Empty(translator.Translate(text).Attention));
        Assert.Empty(translator.Force("le chat", "the cat").Attention);
    }

    [Fact]
    public void A_text_that_is_null_is_refused() =>
        Assert.Contains("null", Assert.Throws<ArgumentException>(() => Translator.Load(_folder).Translate([null!])).Message, StringComparison.Ordinal);

    [Fact]
    public void Rows_are_target_words_columns_source_words_and_rows_sum_to_one()
    {
        foreach (Translation translation in Translator.Load(_folder).Translate(Texts))
        {
            Assert.Equal("</s>", translation.SourceWords[^1]);
            AssertRowsSumToOne(translation);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n\t ")]
    public void Nothing_gives_nothing(string text)
    {
        Translation translation = Translator.Load(_folder).Translate(text);
        Assert.Equal("", translation.Text);
        Assert.Equal(text, translation.Source);
        Assert.Equal(["</s>"], translation.TargetWords);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced_and_said()
    {
        Translation translation = Translator.Load(_folder).Translate("le \uD83D chat");
        Assert.Contains("surrogate", Assert.Single(translation.Warnings, w => w.Contains("surrogate", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_very_long_text_is_translated_to_an_end()
    {
        Translation translation = Translator.Load(_folder).Translate(string.Join(' ', Enumerable.Repeat("chat", 2000)), new SearchOptions { Beam = 1, LengthFactor = 0.1 });
        Assert.Equal(2001, translation.SourceWords.Count);
    }

    [Fact]
    public void Weights_of_pieces_become_weights_of_words()
    {
        // Source pieces 0 and 1 are one word; target pieces 0 and 1 are one word: added across, averaged down.
        float[] merged = WordAttention.Merge([0.1f, 0.2f, 0.7f, 0.5f, 0.3f, 0.2f, 0, 0, 1], [0, 0, 1], 2, [0, 0, 1], 2);
        Numbers.AssertNear([0.55, 0.45, 0, 1], merged, 1e-6);
    }

    [Fact]
    public void It_can_be_cancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(() => Translator.Load(_folder).Translate("le chat", null, new CancellationToken(true)));

    private static void AssertRowsSumToOne(Translation translation)
    {
        int rows = translation.TargetWords.Count, columns = translation.SourceWords.Count;
        Assert.Equal(rows * columns, translation.Attention.Length);
        for (int row = 0; row < rows; row++) Assert.InRange(TensorPrimitives.Sum<float>(translation.Attention.AsSpan(row * columns, columns)), 0.9999f, 1.0001f);
    }

    private static void AssertSame(Translation expected, Translation actual)
    {
        Assert.Equal(expected.Text, actual.Text);
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Score), BitConverter.DoubleToInt64Bits(actual.Score));
        Assert.Equal(expected.TargetTokens, actual.TargetTokens);
        Assert.Equal(expected.TargetWords, actual.TargetWords);
        Assert.Equal(expected.SourceWords, actual.SourceWords);
        Numbers.AssertSameBits(expected.Attention, actual.Attention);
    }
}
