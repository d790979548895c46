using System.Diagnostics.CodeAnalysis;
using Heed.Text;

namespace Heed;

/// <summary>A text to translate, and what its translation must have: <c>new TranslationRequest("Le chat dort.") { Prefix = "A cat" }</c>.</summary>
public sealed record TranslationRequest
{
    /// <summary>A text.</summary>
    /// <param name="text">The text.</param>
    [SetsRequiredMembers]
    public TranslationRequest(string text) => Text = text;

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// What the translation begins with; nothing if it is empty. It may end inside a word, which the translation then completes: end it with a space where its last word is whole. Of a text of several sentences, its first sentences are
    /// the translations of the text's first.
    /// </summary>
    public string Prefix { get; init; } = "";

    /// <summary>Words that the translation must have where the text has theirs, beside and before those of <see cref="Decoding.SearchOptions.Terms"/>.</summary>
    public Glossary? Terms { get; init; }
}
