namespace Heed.Text;

/// <summary>A text cut into pieces, and where each stands in the text.</summary>
/// <param name="Text">The text as it was given.</param>
/// <param name="Ids">The pieces' ids, no special ones.</param>
/// <param name="Pieces">The pieces in byte symbols (Ġ for a space).</param>
/// <param name="Spans">Where each piece stands: whole text elements, white space at the ends left out. Pieces that share a
/// character, as the two bytes of é, have the same span; a piece of white space alone has an empty one.</param>
/// <param name="LoneSurrogates">How many halves of surrogate pairs stood alone in the text. They have no UTF-8 form and were
/// encoded as U+FFFD.</param>
public sealed record TokenizedText(string Text, int[] Ids, string[] Pieces, TextSpan[] Spans, int LoneSurrogates);
