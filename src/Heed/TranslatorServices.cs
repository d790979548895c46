using Heed.Decoding;
using Heed.Kernels;
using Heed.Models;
using Heed.Tensors;
using Microsoft.Extensions.DependencyInjection;

namespace Heed;

/// <summary>Translators for programs that are put together by dependency injection.</summary>
public static class TranslatorServices
{
    /// <summary>
    /// One <see cref="Translator"/> for the whole program, also as an <see cref="ITranslator"/>, loaded when it is first asked for. It serves many threads; each call computes on its own thread unless
    /// more are given, so that a server's requests do not compete for processors.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="model">A model folder, or the name of one that <see cref="ModelFolder.Resolve"/> finds.</param>
    /// <param name="workers">The threads of one call; the calling thread alone if none are given.</param>
    /// <param name="weights">How weight matrices are held.</param>
    /// <exception cref="InvalidDataException">There is no such model; the message says where it was looked for.</exception>
    public static IServiceCollection AddHeedTranslator(this IServiceCollection services, string model, Workers? workers = null, WeightFormat weights = WeightFormat.Float32)
    {
        ArgumentNullException.ThrowIfNull(services);
        string folder = ModelFolder.Resolve(model);                    // a wrong name is found when the program starts
        return services.AddSingleton(_ => Translator.Load(folder, workers ?? Workers.One, weights)).AddSingleton<ITranslator>(static provider => provider.GetRequiredService<Translator>());
    }

    /// <summary>The same under a key, for programs with several models: <c>[FromKeyedServices("fr-en")] Translator translator</c>.</summary>
    /// <inheritdoc cref="AddHeedTranslator(IServiceCollection, string, Workers?, WeightFormat)"/>
    /// <param name="services">The services.</param>
    /// <param name="key">The key.</param>
    /// <param name="model">A model folder, or the name of one.</param>
    /// <param name="workers">The threads of one call.</param>
    /// <param name="weights">How weight matrices are held.</param>
    public static IServiceCollection AddKeyedHeedTranslator(this IServiceCollection services, object key, string model, Workers? workers = null, WeightFormat weights = WeightFormat.Float32)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(key);
        string folder = ModelFolder.Resolve(model);
        return services.AddKeyedSingleton(key, (_, _) => Translator.Load(folder, workers ?? Workers.One, weights))
            .AddKeyedSingleton<ITranslator>(key, static (provider, own) => provider.GetRequiredKeyedService<Translator>(own));
    }
}
