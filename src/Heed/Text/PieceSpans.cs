using System.Globalization;
using System.Text;

namespace Heed.Text;

/// <summary>
/// Where byte-level pieces stand in their text. A piece may begin or end inside a character, so its span is the text elements
/// (what a reader sees as one character) that its bytes touch, without the elements of white space at either end.
/// </summary>
internal static class PieceSpans
{
    /// <summary>The span of every piece; together the pieces' bytes are the text's UTF-8.</summary>
    public static TextSpan[] Of(string text, ReadOnlySpan<int> ids, Vocabulary vocabulary)
    {
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        var spans = new TextSpan[ids.Length];
        var first = new Cursor(text, starts);      // at the element of a piece's first byte
        var last = first;                          // and at the element of its last
        long offset = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            int length = vocabulary.BytesOf(ids[i]).Length;
            first.MoveTo(offset);
            last.MoveTo(offset + length - 1);
            offset += length;

            int from = first.Element, to = last.Element;
            while (from <= to && IsWhiteSpace(text, starts, from)) from++;
            while (to > from && IsWhiteSpace(text, starts, to)) to--;
            spans[i] = from > to ? new TextSpan(starts[first.Element], starts[first.Element]) : new TextSpan(starts[from], EndOf(text, starts, to));
        }
        return spans;
    }

    private static int EndOf(string text, int[] starts, int element) => element + 1 < starts.Length ? starts[element + 1] : text.Length;

    private static bool IsWhiteSpace(string text, int[] starts, int element) =>
        text.AsSpan(starts[element]..EndOf(text, starts, element)).IsWhiteSpace();

    /// <summary>Walks a text's elements by byte offsets that never fall.</summary>
    private struct Cursor(string text, int[] starts)
    {
        private long _end = starts.Length == 0 ? 0 : Bytes(text, starts, 0);

        public int Element { get; private set; }

        public void MoveTo(long offset)
        {
            while (offset >= _end) _end += Bytes(text, starts, ++Element);
        }

        private static int Bytes(string text, int[] starts, int element) =>
            System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(starts[element]..EndOf(text, starts, element)));
    }
}
