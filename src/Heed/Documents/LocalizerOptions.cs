using Heed.Decoding;
using Heed.Text;

namespace Heed.Documents;

/// <summary>How documents are localised.</summary>
public sealed record LocalizerOptions
{
    /// <summary>The language of the documents; null for the model's.</summary>
    public string? From { get; init; }

    /// <summary>The language of the translations; null for the model's.</summary>
    public string? To { get; init; }

    /// <summary>How to search for translations.</summary>
    public SearchOptions Search { get; init; } = new();

    /// <summary>Translations whose tokens have a smaller probability, as a geometric mean, are marked for review: from 0 to 1.</summary>
    public double ReviewBelow { get; init; } = 0.5;

    /// <summary>Translations that people made.</summary>
    public TranslationMemory? Memory { get; init; }

    /// <summary>Words whose translations are given.</summary>
    public Glossary? Glossary { get; init; }

    /// <summary>Whether what is translated already is translated again.</summary>
    public bool Again { get; init; }

    /// <summary>Whether a small file beside the result remembers which texts were translated, so that only changed ones are translated the next time.</summary>
    public bool KeepState { get; init; } = true;
}
