using Heed.Text;

namespace Heed.Decoding;

/// <summary>The tokens that ask or are attended to in a layer, and how they make up words.</summary>
/// <param name="Text">The text; start and end symbols stand outside it.</param>
/// <param name="Pieces">The tokens in byte symbols (Ġ for a space), with the start or the end symbol.</param>
/// <param name="Spans">Where each stands in the text, in UTF-16 characters; empty for symbols.</param>
/// <param name="Words">The words, symbols among them.</param>
/// <param name="WordOfPiece">For each token its word.</param>
public sealed record TracedSide(string Text, IReadOnlyList<string> Pieces, IReadOnlyList<TextSpan> Spans, IReadOnlyList<string> Words, IReadOnlyList<int> WordOfPiece)
{
    private const string Start = "<s>";

    /// <summary>A text with the end symbol behind it, if asked for.</summary>
    internal static TracedSide Of(TokenizedText text, bool withEnd)
    {
        (IReadOnlyList<string> words, int[] wordOf) = WordAttention.WordsOf(text, withEnd);
        return withEnd
            ? new(text.Text, [.. text.Pieces, WordAttention.End], [.. text.Spans, new TextSpan(text.Text.Length, text.Text.Length)], words, wordOf)
            : new(text.Text, text.Pieces, text.Spans, words, wordOf);
    }

    /// <summary>What a decoder read when it said this: the start symbol, and all tokens but the last.</summary>
    internal TracedSide AsInputs() => new(Text, [Start, .. Pieces.SkipLast(1)], [new TextSpan(0, 0), .. Spans.SkipLast(1)],
        [Start, .. Words.Take(Pieces.Count > 1 ? WordOfPiece[Pieces.Count - 2] + 1 : 0)], [0, .. WordOfPiece.SkipLast(1).Select(word => word + 1)]);
}
