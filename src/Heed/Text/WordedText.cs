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

    /// <summary>For each word the pieces of the encoded text that stand in its place, whole or in part. A piece of white space goes to the word after it, or else to the last.</summary>
    /// <param name="spans">Where pieces stand in <see cref="Text"/>; they never step back.</param>
    internal int[][] PiecesOf(IReadOnlyList<TextSpan> spans)
    {
        var pieces = new List<int>[Words.Count];
        for (int word = 0; word < pieces.Length; word++) pieces[word] = [];
        int from = 0;
        for (int piece = 0; piece < spans.Count && pieces.Length > 0; piece++)
        {
            while (from < pieces.Length - 1 && Words[from].End <= spans[piece].Start) from++;         // words that end before every further piece
            bool overlaps = Words[from].Start < spans[piece].End && Words[from].End > spans[piece].Start;
            for (int word = from; word < pieces.Length && (overlaps ? Words[word].Start < spans[piece].End : Words[word].Start == Words[from].Start); word++) pieces[word].Add(piece);
        }
        return [.. pieces.Select(of => of.ToArray())];
    }
}
