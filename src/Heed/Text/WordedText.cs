namespace Heed.Text;

/// <summary>A text and its words as somebody counts them.</summary>
/// <param name="Text">The text as a model reads it.</param>
/// <param name="Words">The words, from left to right, and where each stands in the text; several may share a place (<c>de</c> and <c>le</c> stand in <c>du</c>).</param>
public sealed record WordedText(string Text, IReadOnlyList<Word> Words)
{
    /// <summary>The words that <see cref="Text.Words.Split"/> finds.</summary>
    public static WordedText Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new WordedText(text, Heed.Text.Words.Split(text));
    }

    /// <summary>What stands between white space, as it is.</summary>
    public static WordedText Spaced(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<Word>();
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
            if (end > start) words.Add(new Word(text[start..end], start, end));
            start = end + 1;
        }
        return new WordedText(text, words);
    }

    /// <summary>What stands between white space in a text that was cut into words for a program; the model reads the text that a writer would have made of them.</summary>
    /// <param name="line">The words, white space between them.</param>
    /// <param name="language">Their language, such as <c>fr</c>.</param>
    public static WordedText Tokens(string line, string language)
    {
        ArgumentNullException.ThrowIfNull(line);
        return Detokenizer.Join(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), language);
    }

    /// <summary>For each word the pieces of the encoded text that stand in its place, whole or in part.</summary>
    /// <param name="spans">Where pieces stand in <see cref="Text"/>; they never step back.</param>
    internal int[][] PiecesOf(IReadOnlyList<TextSpan> spans)
    {
        int[][] pieces = new int[Words.Count][];
        for (int w = 0; w < pieces.Length; w++)
        {
            (int start, int end) = (Words[w].Start, Words[w].End);
            int first = 0, count = spans.Count;
            while (count > 0)                                                     // the first piece that ends behind the word's start
            {
                int half = count / 2;
                if (spans[first + half].End <= start) (first, count) = (first + half + 1, count - half - 1);
                else count = half;
            }
            int next = first;
            while (next < spans.Count && spans[next].Start < end) next++;
            pieces[w] = [.. Enumerable.Range(first, next - first).Where(piece => spans[piece].End > start)];
        }
        return pieces;
    }
}
