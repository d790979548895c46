using Heed.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Heed.Tests;

public sealed class TranslatorServicesTests
{
    private static string FrenchEnglish => Path.Combine(Architecture.Sources.Root, "models", "fr-en");

    [Fact]
    public void A_program_gets_one_translator()
    {
        using ServiceProvider provider = new ServiceCollection().AddHeedTranslator(FrenchEnglish).BuildServiceProvider();
        Translator translator = provider.GetRequiredService<Translator>();
        Assert.Same(translator, provider.GetRequiredService<Translator>());
        Assert.Equal("I have a red car.", translator.Translate("J'ai une voiture rouge.").Text);
    }

    [Fact]
    public void Several_models_have_keys()
    {
        using ServiceProvider provider = new ServiceCollection().AddKeyedHeedTranslator("there", FrenchEnglish).AddKeyedHeedTranslator("back", Path.Combine(Architecture.Sources.Root, "models", "en-fr")).BuildServiceProvider();
        Assert.Equal(("fr", "en"), (provider.GetRequiredKeyedService<Translator>("there").Config.From, provider.GetRequiredKeyedService<Translator>("back").Config.From));
    }

    [Fact]
    public void A_model_that_is_not_there_is_told_when_the_program_starts() =>
        Assert.Contains("no-such-model", Assert.Throws<InvalidDataException>(() => new ServiceCollection().AddHeedTranslator("no-such-model")).Message);
}
