using Heed.Decoding;
using Heed.Kernels;
using Heed.Models;
using Heed.Tests.Architecture;
using Heed.Text;

namespace Heed.Tests;

/// <summary>Texts that are asked for with what their translations must have.</summary>
public sealed class TranslationRequestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heed-requests-").FullName;
    private readonly Glossary _glossary = new();

    public TranslationRequestTests()
    {
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(["le chat dort", "the cat sleeps", "un chien mange et boit", "a dog eats and drinks"], 300));
        TranslationModel model = TranslationModels.Create(new ModelConfig { From = "fr", To = "en", Vocabulary = tokenizer.Size, EmbeddingSize = 12, EncoderSize = 12, DecoderSize = 24, AttentionSize = 12 });
        model.Initialize(5);
        ModelFolder.Save(_folder, model, tokenizer);
        _glossary.Add("chat", "tomcat");
        _glossary.Add("chien noir", "hound");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_text_has_its_own_prefix_and_terms_the_same_in_any_batch_with_any_threads_and_live()
    {
        TranslationRequest[] requests =
        [
            new("le chat dort"), new("le chat dort") { Prefix = "the ca" }, new("Le chat. Le chien noir ! Chat ?") { Prefix = "The dog. A h", Terms = _glossary }, new("un chien") { Terms = _glossary },
            new("le chat") { Terms = _glossary }, new("") { Prefix = "the" },
        ];
        foreach (SearchOptions options in (SearchOptions[])[new() { Beam = 1 }, new() { NBest = 2 }, new() { CopyNames = true }])
        {
            Translator one = Translator.Load(_folder, Workers.One), three = Translator.Load(_folder, new Workers(3));
            IReadOnlyList<Translation> together = one.Translate(requests, options), reversed = three.Translate([.. requests.Reverse()], options);
            for (int i = 0; i < requests.Length; i++)
            {
                Translation alone = one.Translate(requests[i], options), live = one.TranslateLive(requests[i], options, new Ignored());
                foreach (Translation other in (Translation[])[together[i], reversed[^(i + 1)], live])
                {
                    Assert.Equal((alone.Text, alone.Score, alone.LogProbability), (other.Text, other.Score, other.LogProbability));
                    Assert.Equal(alone.Attention, other.Attention);
                    Assert.Equal(alone.Warnings, other.Warnings);
                }
            }
            Assert.StartsWith("the ca", together[1].Text, StringComparison.Ordinal);
            Assert.StartsWith("The dog. A h", together[2].Text, StringComparison.Ordinal);
            foreach (Translation all in together[2].Alternatives.Append(together[2]))
            {
                Assert.Contains("hound", all.Text, StringComparison.Ordinal);
                Assert.Contains("omcat", all.Parts[2].Text, StringComparison.Ordinal);
            }
            Assert.Contains(together[2].Warnings, warning => warning.Contains("the term \"tomcat\" for \"chat\" found no place", StringComparison.Ordinal));      // its sentence is the prefix's first, which has none
            Assert.Equal(one.Translate("un chien", options).Text, together[3].Text);
            Assert.Contains("omcat", together[4].Text, StringComparison.Ordinal);
            Assert.Equal("", together[5].Text);
        }
    }

    [Fact]
    public void Terms_of_the_options_count_for_all_texts_and_a_requests_own_go_before_them()
    {
        var own = new Glossary();
        own.Add("Chat", "kitty");
        IReadOnlyList<Translation> found = Translator.Load(_folder).Translate([new TranslationRequest("le chat"), new TranslationRequest("un Chat") { Terms = own }], new SearchOptions { Terms = _glossary });
        Assert.Contains("omcat", found[0].Text, StringComparison.Ordinal);
        Assert.Contains("itty", found[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("omcat", found[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_begin_with_the_prefix_and_refuse_terms()
    {
        Translator translator = Translator.Load(_folder);
        var options = new SearchOptions { NBest = 5, Sampling = new Sampling { Seed = 4 } };
        Translation found = translator.Translate(new TranslationRequest("le chat dort") { Prefix = "The ca" }, options);
        Assert.All(found.Alternatives.Append(found), sample => Assert.StartsWith("The ca", sample.Text, StringComparison.Ordinal));
        Assert.Equal(5, found.Alternatives.Append(found).Select(sample => sample.Text).Distinct().Count());
        Assert.Equal(found.Text, translator.Translate(new TranslationRequest("le chat dort") { Prefix = "The ca" }, options with { NBest = 1 }).Text);
        Assert.Contains("terms: samples", Assert.Throws<ArgumentException>(() => translator.Translate(new TranslationRequest("le chat") { Terms = _glossary }, options)).Message);
        Assert.Contains("copyNames: samples", Assert.Throws<ArgumentException>(() => translator.Translate("le chat", options with { CopyNames = true })).Message);
    }

    [Fact]
    public void What_is_null_is_refused()
    {
        Translator translator = Translator.Load(_folder);
        Assert.Contains("a text is null", Assert.Throws<ArgumentException>(() => translator.Translate([new TranslationRequest(null!)])).Message);
        Assert.Contains("a prefix is null", Assert.Throws<ArgumentException>(() => translator.Translate([new TranslationRequest("a") { Prefix = null! }])).Message);
    }

    [Theory]
    [InlineData("My neighbor's c", "Le chat de mon voisin dort sur le canapé.")]
    [InlineData("On the cou", "Le chat de mon voisin dort sur le canapé.")]
    [InlineData("The cat of my ", "Le chat de mon voisin dort sur le canapé.")]
    public void The_model_that_comes_along_completes_what_was_begun(string prefix, string source)
    {
        foreach (int beam in (int[])[1, 5])
        {
            Translation found = Shipped().Translate(new TranslationRequest(source) { Prefix = prefix }, new SearchOptions { Beam = beam });
            Assert.StartsWith(prefix, found.Text, StringComparison.Ordinal);
            Assert.True(found.Finished);
            Assert.EndsWith(".", found.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_model_that_comes_along_says_its_terms_where_their_source_is_and_copies_names()
    {
        var glossary = new Glossary();
        glossary.Add("canapé", "chesterfield");
        Assert.Contains("on the chesterfield.", Shipped().Translate("Le chat dort sur le canapé.", new SearchOptions { Terms = glossary }).Text, StringComparison.Ordinal);
        var options = new SearchOptions { CopyNames = true };
        Assert.Equal("I met Abdulrahman last night.", Shipped().Translate("J'ai rencontré Abdulrahman hier soir.", options).Text);
        Assert.Equal("She comes from Ljubljana.", Shipped().Translate("Elle vient de Ljubljana.", options).Text);
        Assert.Equal(Shipped().Translate("Le chat dort.").Text, Shipped().Translate("Le chat dort.", options).Text);
    }

    private static Translator Shipped() => Translator.Load(Path.Combine(Sources.Root, "models", "fr-en"));

    private sealed class Ignored : IProgress<LiveTranslation>
    {
        public void Report(LiveTranslation value) { }
    }
}
