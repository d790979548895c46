using System.Text;
using Heed.Decoding;
using Heed.Kernels;
using Heed.Models;
using Heed.Text;

namespace Heed.Tests;

/// <summary>What is told of a translation while it is made.</summary>
public sealed class LiveTranslationTests : IDisposable
{
    private const string Text = "Le chat dort.  Un chien mange !\n\nEt le lion ?";

    private readonly string _folder = Directory.CreateTempSubdirectory("heed-live-").FullName;

    public LiveTranslationTests()
    {
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(["le chat dort", "the cat sleeps", "un chien mange et boit", "a dog eats and drinks"], 300));
        TranslationModel model = TranslationModels.Create(new ModelConfig { From = "fr", To = "en", Vocabulary = tokenizer.Size, EmbeddingSize = 12, EncoderSize = 12, DecoderSize = 24, AttentionSize = 12 });
        model.Initialize(5);
        ModelFolder.Save(_folder, model, tokenizer);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<SearchOptions> Ways =>
    [
        new SearchOptions { Beam = 1 }, new SearchOptions(), new SearchOptions { Beam = 4, NBest = 3, CoverageWeight = 0.2 },
        new SearchOptions { NBest = 2, Sampling = new Sampling { Seed = 9 } }, new SearchOptions { SplitSentences = false },
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public void It_is_the_translation_bit_for_bit_and_the_last_report_is_its_text(SearchOptions options)
    {
        Translator translator = Translator.Load(_folder, new Workers(2));
        foreach (string text in (string[])[Text, "le chat", "", "  ", "été 😀 سلام"])
        {
            var told = new List<LiveTranslation>();
            Translation live = translator.TranslateLive(text, options, new Told(told.Add)), usual = translator.Translate(text, options);
            Assert.Equal((usual.Text, usual.Score, usual.LogProbability, usual.Source, usual.Finished), (live.Text, live.Score, live.LogProbability, live.Source, live.Finished));
            Assert.Equal(usual.TargetTokens, live.TargetTokens);
            Assert.Equal(usual.Warnings, live.Warnings);
            Assert.Equal(usual.Attention, live.Attention);
            Assert.Equal(usual.Alternatives.Select(next => (next.Text, next.Score)), live.Alternatives.Select(next => (next.Text, next.Score)));
            Assert.Equal(usual.Parts.Select(part => part.Text), live.Parts.Select(part => part.Text));
            int parts = string.IsNullOrWhiteSpace(text) ? 0 : live.Parts.Count;
            Assert.Equal(new LiveTranslation(live.Text, parts, parts), told[^1]);
            Assert.Equal(told.Select(report => report.Done).Order(), told.Select(report => report.Done));
            Assert.Equal(Enumerable.Range(0, parts + 1), told.Select(report => report.Done).Distinct());
            foreach (LiveTranslation report in told.Where(report => report.Done > 0)) Assert.StartsWith(live.Parts[0].Text, report.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_a_greedy_search_tells_grows()
    {
        var told = new List<LiveTranslation>();
        Translator.Load(_folder).TranslateLive(Text, new SearchOptions { Beam = 1 }, new Told(told.Add));
        Assert.True(told.Count > 10);
        for (int i = 1; i < told.Count; i++)
            if (told[i].Done == told[i - 1].Done) Assert.StartsWith(told[i - 1].Text, told[i].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void It_stops_between_two_steps()
    {
        Translator translator = Translator.Load(_folder);
        using var source = new CancellationTokenSource();
        int told = 0;
        Assert.Throws<OperationCanceledException>(() => translator.TranslateLive(Text, null, new Told(_ =>
        {
            if (++told == 3) source.Cancel();
        }), source.Token));
        Assert.Equal(3, told);
        Assert.Equal(translator.Translate("le chat").Text, translator.TranslateLive("le chat", null, new Told(_ => { })).Text);
    }

    [Theory]
    [InlineData("سلام دنیا، می‌خواهم بروم.")]
    [InlineData("今日は良い天気です。")]
    [InlineData("😀👍🏽 été")]
    public void A_character_that_is_not_all_there_is_left_out(string text)
    {
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(["abc"], Vocabulary.SmallestSize));
        int[] ids = tokenizer.Encode(text);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), ids.Length);                          // a piece is a byte
        var told = new List<LiveTranslation>();
        var report = new LiveReport(SourceText.Of("a", tokenizer, new SearchOptions()), tokenizer, new Told(told.Add));
        for (int count = 1; count <= ids.Length; count++) report.Report(new SearchProgress(0, new Hypothesis(ids[..count], 0, 0, false, [])));
        report.Report(new SearchProgress(0, new Hypothesis([.. ids, Vocabulary.End], 0, 0, true, [])));
        Assert.All(told, at => Assert.DoesNotContain('\uFFFD', at.Text));
        Assert.All(told, at => Assert.StartsWith(at.Text, text, StringComparison.Ordinal));
        Assert.Equal(text.EnumerateRunes().Count(rune => !Rune.IsWhiteSpace(rune)), told.Select(at => at.Text).Distinct().Count() - 1);      // and nothing before the first
        Assert.Equal(text, told[^1].Text);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_told_as_in_the_end()
    {
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(["abc"], Vocabulary.SmallestSize));
        int[] ids = tokenizer.Encode("é😀b");
        Assert.Equal("\uFFFDb", tokenizer.DecodeBeginning([ids[0], ids[^1]]));
        Assert.Equal("é", tokenizer.DecodeBeginning(ids.AsSpan()[..5]));
        Assert.Equal("é\uFFFD", tokenizer.DecodeBeginning([ids[0], ids[1], ids[1]]));
        Assert.Equal("", tokenizer.DecodeBeginning([]));
    }

    private sealed class Told(Action<LiveTranslation> tell) : IProgress<LiveTranslation>
    {
        public void Report(LiveTranslation value) => tell(value);
    }
}
