using Heed.Text.Corpora;

namespace Heed.Documents;

/// <summary>Translations that people made, used where a whole text is the same.</summary>
public sealed class TranslationMemory
{
    /// <summary>The most characters of texts and translations together.</summary>
    public const long MostCharacters = 256L << 20;

    private readonly Dictionary<string, string> _translations = new(StringComparer.Ordinal);
    private long _characters;

    /// <summary>The number of texts.</summary>
    public int Count => _translations.Count;

    /// <summary>Adds the pairs of a corpus. Of a text with several translations the first is used.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or not what it should be, or the memory would be too large.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Add(CorpusSpec corpus, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        foreach (SentencePair pair in Corpus.Read(corpus, cancellation: cancellation))
        {
            if (!_translations.TryAdd(pair.Source, pair.Target)) continue;
            _characters += pair.Source.Length + pair.Target.Length;
            if (_characters > MostCharacters) throw new InvalidDataException($"{corpus.Name}: the translation memory would have more than {MostCharacters:N0} characters.");
        }
    }

    /// <summary>The translation of a text; null where it has none.</summary>
    public string? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _translations.GetValueOrDefault(text.Trim());
    }
}
