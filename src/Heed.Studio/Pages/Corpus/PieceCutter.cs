using Heed.Studio.Translating;
using Heed.Text;

namespace Heed.Studio.Pages.Corpus;

/// <summary>Cuts texts into the pieces of a model. Only its tokenizer is read, not its weights.</summary>
/// <param name="Model">The model.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
internal sealed record PieceCutter(ShelfModel Model, Tokenizer Tokenizer)
{
    /// <summary>The pieces of a text of a side. A model that goes the other way cuts a corpus's translations as its sources.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">Its language, where it is known.</param>
    /// <param name="isTarget">Whether it is a translation, where the language says nothing.</param>
    public TokenizedText Cut(string text, string? language, bool isTarget) => IsTarget(language, isTarget) ? Tokenizer.EncodeTargetWithSpans(text) : Tokenizer.EncodeWithSpans(text);

    /// <summary>The ids of a text's pieces, likewise.</summary>
    public int[] Ids(string text, string? language, bool isTarget) => IsTarget(language, isTarget) ? Tokenizer.EncodeTarget(text) : Tokenizer.Encode(text);

    private bool IsTarget(string? language, bool isTarget) => language != Model.From && (language == Model.To || isTarget);
}
