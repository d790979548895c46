using System.Runtime.CompilerServices;

namespace Heed.Decoding;

/// <summary>What translates texts: a model that is loaded, or something that stands in for one.</summary>
public interface ITranslator
{
    /// <summary>The language of the texts.</summary>
    string From { get; }

    /// <summary>The language of the translations.</summary>
    string To { get; }

    /// <summary>Translates texts; the results come in the order of the texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">How to search.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">A text is null, or an option is out of range or not for this model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    IReadOnlyList<Translation> Translate(IReadOnlyList<string> texts, SearchOptions? options = null, CancellationToken cancellation = default);

    /// <summary>Translates texts as they come, each as soon as it has come, off the calling thread.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">How to search.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">A text is null, or an option is out of range or not for this model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    async IAsyncEnumerable<Translation> TranslateAsync(IAsyncEnumerable<string> texts, SearchOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        await foreach (string text in texts.WithCancellation(cancellation).ConfigureAwait(false))
            yield return await Task.Run(() => Translate([text], options, cancellation)[0], cancellation).ConfigureAwait(false);
    }
}
