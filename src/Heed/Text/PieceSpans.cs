using System.Text;

namespace Heed.Text;

/// <summary>
/// Where byte-level pieces stand in their text. A piece may begin or end inside a character, so its span is the text elements
/// that its bytes touch, without the elements of white space at either end.
/// </summary>
internal static class PieceSpans
{
    /// <summary>The span of every piece; together the pieces' bytes are the text's UTF-8.</summary>
    public static TextSpan[] Of(string text, ReadOnlySpan<int> ids, Vocabulary vocabulary)
    {
        var elements = new TextElements(text);
        var spans = new TextSpan[ids.Length];
        int first = 0, last = 0;                            // the elements of a piece's first and last byte
        long firstEnd = Bytes(elements, 0), lastEnd = firstEnd;
        long offset = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            while (offset >= firstEnd) firstEnd += Bytes(elements, ++first);
            offset += vocabulary.BytesOf(ids[i]).Length;
            while (offset > lastEnd) lastEnd += Bytes(elements, ++last);

            int from = first, to = last;
            while (from <= to && elements.IsWhiteSpace(from)) from++;
            while (to > from && elements.IsWhiteSpace(to)) to--;
            spans[i] = from <= to
                ? new TextSpan(elements.Start(from), elements.End(to))
                : new TextSpan(elements.Start(first), elements.Start(first));
        }
        return spans;
    }

    private static int Bytes(TextElements elements, int element) => element < elements.Count ? Encoding.UTF8.GetByteCount(elements[element]) : 0;
}
