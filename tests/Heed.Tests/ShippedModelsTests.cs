using System.Numerics.Tensors;
using Heed.Decoding;
using Heed.Files;
using Heed.Tests.Architecture;
using Heed.Text;

namespace Heed.Tests;

/// <summary>Holds the models that come along to what the documents say of them.</summary>
public sealed class ShippedModelsTests
{
    private const long MostBytes = 12_000_000;

    private static string FolderOf(string name) => Path.Combine(Sources.Root, "models", name);

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Path.Combine(Sources.Root, "models")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_is_small_and_says_what_it_was_trained_on_and_under_which_licence(string name)
    {
        Assert.InRange(new DirectoryInfo(FolderOf(name)).EnumerateFiles().Sum(file => file.Length), 1, MostBytes);
        string card = File.ReadAllText(Path.Combine(FolderOf(name), "README.md"));
        foreach (string said in (string[])["## Trained on", "CC-BY 2.0 FR", "MIT", "tatoeba.org", "heed train", "BLEU", "## What it is not for"]) Assert.Contains(said, card, StringComparison.Ordinal);
        Assert.DoesNotContain("/tmp/", card, StringComparison.Ordinal);
        using SafetensorsFile weights = SafetensorsFile.Open(Path.Combine(FolderOf(name), "model.safetensors"));
        Assert.All(weights.Metadata.Values, value => Assert.DoesNotContain("/tmp/", value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fr-en", "La voiture rouge de mon père est dans le garage.", "My father's red car is in the garage.")]
    [InlineData("fr-en", "Où est la gare ?", "Where's the station?")]
    [InlineData("en-fr", "We would like to travel to Japan next year.", "Nous aimerions voyager au Japon l'année prochaine.")]
    public void A_model_translates_the_sentences_of_the_documents(string name, string source, string translation) =>
        Assert.Equal(translation, Translator.Load(FolderOf(name)).Translate(source).Text);

    [Theory]
    [InlineData("fr-en", "La voiture rouge de mon père est dans le garage.", "voiture = vehicle, garage = workshop", "My father's red vehicle is in the workshop.")]
    [InlineData("en-fr", "They bought an old house last summer.", "house = demeure", "Ils ont acheté une vieille demeure l'été dernier.")]
    [InlineData("en-fr", "The cat sleeps on the couch.", "couch = divan", "Le chat dort sur le divan.")]
    public void Terms_stand_where_their_source_is_read(string name, string source, string typed, string translation)
    {
        var terms = new Glossary();
        foreach (string term in typed.Split(", ")) Assert.True(terms.TryAdd(term));
        Assert.Equal(translation, Translator.Load(FolderOf(name)).Translate(source, new SearchOptions { Terms = terms }).Text);
    }

    [Theory]
    [InlineData("fr-en", "fr", "L'été où Œdipe naïf a brûlé le cœur de Владимир.")]
    [InlineData("en-fr", "en", "My naïve friend Владимир reads the café's menu.")]
    public void Another_writing_is_told_and_a_name_in_it_is_not(string name, string language, string text)
    {
        Translator translator = Translator.Load(FolderOf(name));
        foreach (string foreign in (string[])["این کتاب را خوانده‌ام.", "Привет, как дела?", "你好吗?"])
            Assert.Contains(translator.Translate(foreign).Warnings, warning => warning.EndsWith($"invented unless the text is in {language}", StringComparison.Ordinal));
        Assert.DoesNotContain(translator.Translate(text).Warnings, warning => warning.Contains("invented", StringComparison.Ordinal));
    }

    // Bahdanau et al. 2015, figure 3, the other way round: "European Economic Area" runs against "zone économique européenne", all else along the diagonal. L' and accord together are what The depends on.
    [Fact]
    public void The_attention_of_the_lectures_sentence_crosses_where_the_languages_do()
    {
        Translation forced = Translator.Load(FolderOf("fr-en"))
            .Force("L'accord sur la zone économique européenne a été signé en août 1992.", "The agreement on the European Economic Area was signed in August 1992.");
        Assert.Equal(["L'", "accord", "sur", "la", "zone", "économique", "européenne", "a", "été", "signé", "en", "août", "1992", ".", "</s>"], forced.SourceWords);
        (string Word, int From, int To)[] expected =
        [
            ("The", 0, 1), ("agreement", 1, 2), ("on", 2, 2), ("the", 3, 3), ("European", 6, 6), ("Economic", 5, 5), ("Area", 4, 4), ("was", 7, 8), ("signed", 9, 9), ("in", 10, 10),
            ("August", 11, 11), ("1992", 12, 12), (".", 13, 13), ("</s>", 14, 14),
        ];
        Assert.Equal(expected.Select(row => row.Word), forced.TargetWords);
        int columns = forced.SourceWords.Count;
        for (int t = 0; t < expected.Length; t++)
            Assert.InRange(TensorPrimitives.IndexOfMax(forced.Attention.AsSpan(t * columns, columns)), expected[t].From, expected[t].To);
        Assert.True(forced.Attention[columns + 1] > 0.25f, "accord has less than a quarter of agreement");      // sur, the word beside it, may have more
    }
}
