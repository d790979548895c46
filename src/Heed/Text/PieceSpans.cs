using System.Text;

namespace Heed.Text;

/// <summary>
/// Where byte-level pieces stand in their text. A piece may begin or end inside a character, so its span is the text elements
/// that its bytes touch, without the elements of white space at either end.
/// </summary>
internal static class PieceSpans
{
    /// <summary>The span of every piece; together the pieces' bytes are the text's UTF-8.</summary>
    public static TextSpan[] Of(string text, ReadOnlySpan<int> ids, Vocabulary vocabulary) => Of(text, BytesBefore(text), ids, vocabulary);

    /// <summary>The span of every piece of a decoded text, whose bytes need not be UTF-8.</summary>
    /// <param name="text">The text that the pieces' bytes were decoded to.</param>
    /// <param name="bytesBefore">For each character, and for the end, how many of the pieces' bytes stand before it.</param>
    /// <param name="ids">The pieces. A special one has no bytes and an empty span.</param>
    /// <param name="vocabulary">The vocabulary of the pieces.</param>
    public static TextSpan[] Of(string text, ReadOnlySpan<int> bytesBefore, ReadOnlySpan<int> ids, Vocabulary vocabulary)
    {
        var elements = new TextElements(text);
        var spans = new TextSpan[ids.Length];
        int first = 0, last = 0;                            // the elements of a piece's first and last byte
        int offset = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            int bytes = vocabulary.BytesOf(ids[i]).Length;
            while (first < elements.Count && offset >= bytesBefore[elements.End(first)]) first++;
            if (bytes == 0)
            {
                int place = first < elements.Count ? elements.Start(first) : text.Length;
                spans[i] = new TextSpan(place, place);
                continue;
            }
            offset += bytes;
            while (offset > bytesBefore[elements.End(last)]) last++;

            int from = first, to = last;
            while (from <= to && elements.IsWhiteSpace(from)) from++;
            while (to > from && elements.IsWhiteSpace(to)) to--;
            spans[i] = from <= to
                ? new TextSpan(elements.Start(from), elements.End(to))
                : new TextSpan(elements.Start(first), elements.Start(first));
        }
        return spans;
    }

    private static int[] BytesBefore(string text)
    {
        int[] bytes = new int[text.Length + 1];
        int count = 0, at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            for (int i = 0; i < rune.Utf16SequenceLength; i++) bytes[at++] = count;
            count += rune.Utf8SequenceLength;
        }
        bytes[at] = count;
        return bytes;
    }
}
