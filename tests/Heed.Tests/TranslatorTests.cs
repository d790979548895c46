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
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(["le chat dort", "the cat sleeps", "un chien mange et boit", "a dog eats and drinks"], 300));
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
    public void Scores_of_pairs_are_the_logarithms_of_their_perplexities_whatever_stands_beside_them()
    {
        Translator translator = Translator.Load(_folder);
        string[] sources = ["Le chat dort.", "Bonjour.", "Le chat."], targets = ["The cat sleeps.", "", "Cat cat cat cat."];
        IReadOnlyList<double> scores = translator.Scores(sources, targets);
        for (int i = 0; i < scores.Count; i++)
        {
            Assert.Equal(translator.Perplexity([sources[i]], [targets[i]]), Math.Exp(-scores[i]), 1e-9);
            Assert.Equal(scores[i], translator.Scores([sources[i]], [targets[i]])[0]);
        }
        Assert.Empty(translator.Scores([], []));
        Assert.Throws<ArgumentException>(() => translator.Scores(sources, ["one"]));
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
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(["سلام دنیا", "今日は良い天気です", "le chat été 😀👍🏽", "ไทย लाओ"], 330));
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
        Assert.Contains("no attention", Assert.Throws<ArgumentException>(() => translator.Translate("", new SearchOptions { CoverageWeight = 0.1 })).Message, StringComparison.Ordinal);
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

    private static readonly string[] Paragraphs =
    [
        "Le chat dort. Un chien mange !  Et le lion ?", "  Le chat dort.\n\nUn chien mange.\n", "Le chat dort.", "", "Un chien\tmange. \u00A0Été.", "dort. Dort.", "Dort ! " + string.Join(' ', Enumerable.Repeat("le chat,", 60)) + " fin. Bien.",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_text_is_translated_as_its_sentences_alone_and_keeps_the_white_space_between_them(int beam)
    {
        var options = new SearchOptions { Beam = beam };
        Translator translator = Translator.Load(_folder, new Workers(2));
        foreach ((Translation whole, string text) in translator.Translate(Paragraphs, options).Zip(Paragraphs))
        {
            Assert.Equal(text, whole.Source);
            AssertSame(whole, Translator.Load(_folder, Workers.One).Translate(text, options));
            foreach (Translation part in whole.Parts) AssertSame(part, translator.Translate(part.Source, options));
            if (whole.Parts.Count == 1) Assert.Same(whole, whole.Parts[0]);
            int at = 0, placed = 0;
            for (int i = 0; i < whole.Parts.Count && whole.Parts.Count > 1; i++)
            {
                int next = text.IndexOf(whole.Parts[i].Source, at, StringComparison.Ordinal);
                string between = i == 0 ? "" : text[at..next];
                Assert.True(string.IsNullOrWhiteSpace(between));
                Assert.Equal(between + whole.Parts[i].Text, whole.Text.Substring(placed, between.Length + whole.Parts[i].Text.Length));
                placed += between.Length + whole.Parts[i].Text.Length;
                at = next + whole.Parts[i].Source.Length;
            }
            if (whole.Parts.Count > 1) Assert.Equal(placed, whole.Text.Length);
        }
    }

    public static TheoryData<SearchOptions> Several =>
    [
        new SearchOptions { Beam = 4, NBest = 3, CoverageWeight = 0.2, LengthPenalty = LengthPenalty.Gnmt, LengthExponent = 0.6 },
        new SearchOptions { NBest = 3, CoverageWeight = 0.2, LengthPenalty = LengthPenalty.Gnmt, LengthExponent = 0.6, Sampling = new Sampling { Seed = 9 } },
    ];

    [Theory]
    [MemberData(nameof(Several))]
    public void A_text_has_alternatives_and_several_parts_have_theirs_put_together(SearchOptions options)
    {
        Translator one = Translator.Load(_folder, Workers.One), three = Translator.Load(_folder, new Workers(3));
        foreach ((Translation whole, string text) in three.Translate(Paragraphs, options).Zip(Paragraphs))
        {
            if (text.Length == 0)
            {
                Assert.Empty(whole.Alternatives);
                continue;
            }
            Assert.Equal(2, whole.Alternatives.Count);
            Translation alone = one.Translate(text, options);
            for (int i = 0; i < 2; i++)
            {
                Translation next = whole.Alternatives[i];
                AssertSame(alone.Alternatives[i], next);
                Assert.Equal(text, next.Source);
                Assert.Equal(whole.SourceWords, next.SourceWords);
                AssertRowsSumToOne(next);
                if (whole.Parts.Count == 1) continue;
                Assert.Equal(whole.Parts.Select(part => part.Alternatives[i].Text), next.Parts.Select(part => part.Text));
                Assert.Equal(whole.Parts.Sum(part => part.Alternatives[i].LogProbability), next.LogProbability, 1e-9);
                double coverage = next.Parts.Sum(part => part.Score - part.LogProbability / Math.Pow((5.0 + part.TargetTokens.Count) / 6, 0.6));
                Assert.Equal(next.LogProbability / Math.Pow((5.0 + next.Parts.Sum(part => part.TargetTokens.Count)) / 6, 0.6) + coverage, next.Score, 1e-9);
            }
            if (options.Sampling is null)
                Assert.All(whole.Parts, part => Assert.True(part.Score >= part.Alternatives[0].Score && part.Alternatives[0].Score >= part.Alternatives[1].Score));
        }
    }

    [Fact]
    public void A_text_is_translated_as_a_whole_if_that_is_asked_for_and_it_is_not_too_long()
    {
        var options = new SearchOptions { Beam = 2, SplitSentences = false };
        Translator translator = Translator.Load(_folder);
        Translation whole = translator.Translate(" Le chat dort. Un chien ! ", options);
        Assert.Equal("Le chat dort. Un chien !", Assert.Single(whole.Parts).Source.Trim());
        Assert.Equal(["Le", "chat", "dort", ".", "Un", "chien", "!", "</s>"], whole.SourceWords);
        Assert.Equal(2, translator.Translate(" Le chat dort. Un chien ! ", options with { LongestSource = whole.SourceTokens.Count - 2 }).Parts.Count);
        Assert.Equal("", translator.Translate("  ", options).Text);
    }

    [Fact]
    public void Weights_of_a_text_are_those_of_its_sentences_beside_the_diagonal()
    {
        Translation whole = Translator.Load(_folder).Translate("Le chat dort. Un chien ! Été ?", new SearchOptions { Beam = 2 });
        Assert.Equal(["Le chat dort.", "Un chien !", "Été ?"], whole.Parts.Select(part => part.Source));
        Assert.Equal(["Le", "chat", "dort", ".", "Un", "chien", "!", "Été", "?", "</s>"], whole.SourceWords);
        AssertRowsSumToOne(whole);
        Assert.Equal(whole.Parts.Sum(part => part.LogProbability) / whole.Parts.Sum(part => part.TargetTokens.Count), whole.Score, 1e-12);
        int row = 0, column = 0;
        foreach (Translation part in whole.Parts)
        {
            for (int t = 0; t < part.TargetWords.Count && (part.TargetWords[t] != "</s>" || part == whole.Parts[^1]); t++, row++)
            {
                Assert.Equal(part.TargetWords[t], whole.TargetWords[row]);
                float[] of = whole.Attention[(row * 10)..(row * 10 + 10)], own = part.Attention[(t * part.SourceWords.Count)..((t + 1) * part.SourceWords.Count)];
                Assert.Equal(own, (float[])[.. of[column..(column + own.Length - 1)], of[9]]);
                Assert.Equal(own.Sum(), of.Sum(), 1e-6f);
            }
            column += part.SourceWords.Count - 1;
        }
        Assert.Equal(whole.TargetWords.Count, row);
    }

    [Fact]
    public void A_sentence_that_is_too_long_is_cut_and_that_is_said()
    {
        string text = "Dort. Oui, " + string.Join(' ', Enumerable.Repeat("le chat dort, un chien mange", 40)) + ". Bien.";
        var options = new SearchOptions { Beam = 1, LengthFactor = 0.1 };
        Translation whole = Translator.Load(_folder).Translate(text, options);
        string said = Assert.Single(whole.Warnings, warning => warning.Contains("stretches", StringComparison.Ordinal));
        Assert.StartsWith("the sentence \"Oui, le chat dort, un chien mange le ch…\" has ", said);
        Assert.EndsWith($"it was translated in {whole.Parts.Count - 2} stretches", said);
        Assert.All(whole.Parts, part => Assert.InRange(part.SourceTokens.Count, 1, options.LongestSource + 3));
        Assert.Equal(Words.Split(text).Select(word => word.Text).Append("</s>"), whole.SourceWords);
        Assert.All(whole.Parts.Skip(1).SkipLast(2), part => Assert.EndsWith(",", part.Source));                            // at commas, since there are some
        Assert.DoesNotContain(Translator.Load(_folder).Translate(text, options with { LongestSource = 100_000 }).Warnings, warning => warning.Contains("stretches", StringComparison.Ordinal));
    }

    [Fact]
    public void A_text_without_white_space_gets_some_between_its_sentences()
    {
        Translation whole = Translator.Load(_folder).Translate("我是学生。你呢？", new SearchOptions { Beam = 1 });
        Assert.Equal(2, whole.Parts.Count);
        Assert.Equal(whole.Parts[0].Text + " " + whole.Parts[1].Text, whole.Text);
    }

    [Fact]
    public void A_text_of_too_many_words_has_its_attention_in_its_parts()
    {
        Translation whole = Translator.Load(_folder).Translate(string.Concat(Enumerable.Repeat("Dort. ", 2500)), new SearchOptions { Beam = 1, LengthFactor = 0, LengthExtra = 2 });
        Assert.Equal(5001, whole.SourceWords.Count);
        Assert.Empty(whole.Attention);
        Assert.All(whole.Parts, part => Assert.NotEmpty(part.Attention));
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
