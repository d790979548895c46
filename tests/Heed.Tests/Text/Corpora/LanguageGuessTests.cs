using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class LanguageGuessTests
{
    private static readonly Lazy<LanguageGuess> Sdk = new(() => LanguageGuess.LearnFromSdk());

    [Theory]
    [InlineData("en", "The cat sleeps in the house of my father.")]
    [InlineData("fr", "Le chat dort dans la maison de mon père.")]
    [InlineData("de", "Die Katze schläft im Haus meines Vaters.")]
    [InlineData("es", "El gato duerme en la casa de mi padre.")]
    [InlineData("it", "Il gatto dorme nella casa di mio padre.")]
    [InlineData("pt-BR", "O gato dorme na casa do meu pai, e não quer sair.")]
    [InlineData("pl", "Kot śpi w domu mojego ojca i nie chce wyjść.")]
    [InlineData("cs", "Kočka spí v domě mého otce a nechce ven.")]
    [InlineData("tr", "Kedi babamın evinde uyuyor ve dışarı çıkmak istemiyor.")]
    [InlineData("ru", "Кошка спит в доме моего отца.")]
    [InlineData("ja", "猫は父の家で寝ています。外に出たくないようです。")]
    [InlineData("ko", "고양이가 아버지 집에서 자고 있다.")]
    [InlineData("zh-Hans", "猫在我父亲的房子里睡觉，不愿意出去。")]
    [InlineData("fa", "گربه در خانهٔ پدرم خوابیده است.")]
    [InlineData("el", "Η γάτα κοιμάται στο σπίτι του πατέρα μου.")]
    public void A_plain_sentence_is_in_its_language(string language, string text)
    {
        Assert.True(LanguageTag.Fit(language, Sdk.Value.Of(text)) > 0, Sdk.Value.Of(text));
        Assert.False(Sdk.Value.IsOther(text, language, out _));
        Assert.True(Sdk.Value.IsOther(text, language == "de" ? "fr" : "de", out string? found));
        Assert.True(LanguageTag.Fit(language, found) > 0, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Le chat dort.")]
    [InlineData("{0} MSB1234 http://example.org/a/b/c-d-e 12345 %s")]
    [InlineData("Кошка sleeps in доме of my отца")]
    public void Too_little_or_mixed_text_says_nothing(string text)
    {
        Assert.Null(Sdk.Value.Of(text));
        Assert.False(Sdk.Value.IsOther(text, "de", out _));
    }

    [Fact]
    public void Of_a_language_that_was_not_learned_only_the_script_is_known()
    {
        Assert.False(Sdk.Value.IsOther("Katten sover i huset som tillhör min far.", "sv", out _));
        Assert.True(Sdk.Value.IsOther("Кошка спит в доме моего отца.", "sv", out _));
        Assert.False(Sdk.Value.IsOther("Кішка спить у будинку мого батька.", "uk", out _));
        Assert.True(Sdk.Value.IsOther("The cat sleeps in the house.", "fa", out _));
    }

    [Fact]
    public void Two_languages_can_be_learned_from_a_few_texts()
    {
        var texts = new Dictionary<string, IEnumerable<string>> { ["xx"] = ["lalala lolo lala", "lala lo"], ["yy"] = ["kuku kiki kuku", "kaku"] };
        LanguageGuess guess = LanguageGuess.Learn(texts);
        Assert.Equal("xx", guess.Of("lolo lala lololala lala lo"));
        Assert.Equal("yy", guess.Of("kuki kaku kukukiki kaku ki"));
        Assert.Throws<ArgumentException>(() => LanguageGuess.Learn(new Dictionary<string, IEnumerable<string>> { ["xx"] = ["a"] }));
        Assert.Throws<ArgumentException>(() => LanguageGuess.Learn(new Dictionary<string, IEnumerable<string>> { ["xx"] = ["a"], ["yy"] = ["1"] }));
    }

    [Fact]
    public void Of_a_thousand_messages_that_were_not_learned_nearly_none_is_taken_for_another_language()
    {
        foreach (string language in (string[])["fr", "es", "it", "pt-BR"])
        {
            List<SentencePair> pairs = [.. Corpus.Read(new SdkCorpus(language, "en")).Where((_, i) => i % 3 == 1).Take(1000)];
            Assert.InRange(pairs.Count(p => Sdk.Value.IsOther(p.Source, language, out _)), 0, 10);
            Assert.InRange(pairs.Count(p => Sdk.Value.IsOther(p.Target, "en", out _)), 0, 10);
            int sure = pairs.Count(p => p.Source.Count(char.IsLetter) > 60), found = pairs.Count(p => p.Source.Count(char.IsLetter) > 60 && Sdk.Value.IsOther(p.Source, "en", out _));
            Assert.InRange(found, 0.97 * sure, sure);
        }
    }
}
