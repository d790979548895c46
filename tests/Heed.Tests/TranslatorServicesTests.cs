using Heed.Decoding;
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
        Assert.Same(translator, provider.GetRequiredService<ITranslator>());
        Assert.Equal("I have a red car.", translator.Translate("J'ai une voiture rouge.").Text);
    }

    [Fact]
    public void Several_models_have_keys()
    {
        using ServiceProvider provider = new ServiceCollection().AddKeyedHeedTranslator("there", FrenchEnglish).AddKeyedHeedTranslator("back", Path.Combine(Architecture.Sources.Root, "models", "en-fr")).BuildServiceProvider();
        Assert.Equal(("fr", "en"), (provider.GetRequiredKeyedService<Translator>("there").Config.From, provider.GetRequiredKeyedService<Translator>("back").Config.From));
    }

    [Fact]
    public async Task Texts_are_translated_as_they_come()
    {
        ITranslator translator = Translator.Load(FrenchEnglish);
        Assert.Equal(("fr", "en"), (translator.From, translator.To));
        List<string> said = [];
        await foreach (Translation translation in translator.TranslateAsync(new[] { "Où est la gare ?", "J'ai une voiture rouge." }.ToAsyncEnumerable(), cancellation: TestContext.Current.CancellationToken)) said.Add(translation.Text);
        Assert.Equal(["Where's the station?", "I have a red car."], said);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (Translation _ in translator.TranslateAsync(new[] { "Où est la gare ?", "Non." }.ToAsyncEnumerable(), cancellation: stop.Token)) await stop.CancelAsync();
        });
    }

    [Fact]
    public void A_model_that_is_not_there_is_told_when_the_program_starts() =>
        Assert.Contains("no-such-model", Assert.Throws<InvalidDataException>(() => new ServiceCollection().AddHeedTranslator("no-such-model")).Message);
}
