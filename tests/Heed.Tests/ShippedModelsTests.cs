using Heed.Decoding;
using Heed.Files;
using Heed.Tests.Architecture;

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
    [InlineData("fr-en", "Le chat dort.", "The cat is sleeping.")]
    [InlineData("en-fr", "The cat is sleeping.", "Le chat dort.")]
    public void A_model_translates_the_sentences_of_the_documents(string name, string source, string translation) =>
        Assert.Equal(translation, Translator.Load(FolderOf(name)).Translate(source).Text);

    // Bahdanau et al. 2015, figure 3, the other way round: "European Economic Area" runs against "zone économique européenne", all else along the diagonal.
    [Fact]
    public void The_attention_of_the_lectures_sentence_crosses_where_the_languages_do()
    {
        Translation forced = Translator.Load(FolderOf("fr-en"))
            .Force("L'accord sur la zone économique européenne a été signé en août 1992.", "The agreement on the European Economic Area was signed in August 1992.");
        string[] expected =
        [
            "The → L'", "agreement → accord", "on → sur", "the → la", "European → européenne", "Economic → économique", "Area → zone", "was → été", "signed → signé",
            "in → en", "August → août", "1992 → 1992", ". → .", "</s> → </s>",
        ];
        int columns = forced.SourceWords.Count;
        Assert.Equal(expected, forced.TargetWords.Select((word, t) =>
        {
            ReadOnlySpan<float> row = forced.Attention.AsSpan(t * columns, columns);
            string looksAt = forced.SourceWords[System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row)];
            return $"{word} → {(looksAt == "a" ? "été" : looksAt)}";                                  // "was" is both words of "a été"
        }));
    }
}
