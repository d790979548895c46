namespace Heed.Text;

/// <summary>
/// The words of a text and the pieces that make them up, for showing word by word what a model did piece by piece. Every word has
/// a piece and every piece a word; only a text without words has none.
/// </summary>
/// <param name="Words">The words, from left to right. Words that share their only piece (a vocabulary may join signs such as
/// <c>?!</c>) are one.</param>
/// <param name="WordOfPiece">For each piece the index of its word; −1 for all where the text has no words.</param>
public sealed record WordPieces(IReadOnlyList<Word> Words, int[] WordOfPiece)
{
    /// <summary>The words of an encoded text.</summary>
    public static WordPieces Of(TokenizedText encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        IReadOnlyList<Word> words = Text.Words.Split(encoded.Text);
        int[] wordOfPiece = Assign(encoded.Spans, words);
        if (wordOfPiece.Length == 0 || words.Count == 0) return new WordPieces(words, wordOfPiece);

        bool[] hasPiece = new bool[words.Count];
        foreach (int word in wordOfPiece) hasPiece[word] = true;
        bool[] joinsNext = new bool[words.Count];
        int piece = 0;
        for (int word = 0; word < words.Count; word++)
        {
            if (hasPiece[word]) continue;
            while (encoded.Spans[piece].End <= words[word].Start) piece++;
            int sharer = wordOfPiece[piece];
            for (int i = Math.Min(word, sharer); i < Math.Max(word, sharer); i++) joinsNext[i] = true;
        }

        var joined = new List<Word>(words.Count);
        int[] place = new int[words.Count];
        for (int first = 0, last; first < words.Count; first = last + 1)
        {
            last = first;
            while (joinsNext[last]) last++;
            Array.Fill(place, joined.Count, first, last - first + 1);
            int start = words[first].Start, end = words[last].End;
            joined.Add(new Word(encoded.Text[start..end], start, end));
        }
        return new WordPieces(joined, Array.ConvertAll(wordOfPiece, word => place[word]));
    }

    /// <summary>
    /// For each piece the word that its span overlaps most, the first of equals; a piece of white space goes to the word after it,
    /// or else to the last. A word that is left without a piece takes one from a word that has several, where one overlaps both.
    /// </summary>
    /// <param name="spans">The pieces' spans, which never step back.</param>
    /// <param name="words">The words, from left to right.</param>
    /// <returns>An index into <paramref name="words"/> for each piece; −1 for all where there are no words.</returns>
    public static int[] Assign(IReadOnlyList<TextSpan> spans, IReadOnlyList<Word> words)
    {
        ArgumentNullException.ThrowIfNull(spans);
        ArgumentNullException.ThrowIfNull(words);
        int[] wordOfPiece = new int[spans.Count];
        Array.Fill(wordOfPiece, -1);
        if (words.Count == 0) return wordOfPiece;

        int[] pieces = new int[words.Count];
        int from = 0;
        for (int i = 0; i < spans.Count; i++)
        {
            while (from < words.Count - 1 && words[from].End <= spans[i].Start) from++;     // words that end before every further piece
            int best = from;
            for (int word = from + 1; word < words.Count && words[word].Start < spans[i].End; word++)
                if (Overlap(spans[i], words[word]) > Overlap(spans[i], words[best])) best = word;
            wordOfPiece[i] = best;
            pieces[best]++;
        }
        for (int i = 0; i < spans.Count; i++)
        {
            int owner = wordOfPiece[i];
            for (int word = Math.Max(0, owner - 1); word <= Math.Min(words.Count - 1, owner + 1) && pieces[owner] > 1; word++)
            {
                if (pieces[word] > 0 || Overlap(spans[i], words[word]) == 0) continue;
                wordOfPiece[i] = word;
                pieces[word]++;
                pieces[owner]--;
                owner = word;
            }
        }
        return wordOfPiece;
    }

    private static int Overlap(TextSpan span, Word word) => Math.Max(0, Math.Min(span.End, word.End) - Math.Max(span.Start, word.Start));
}
