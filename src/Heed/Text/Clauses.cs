namespace Heed.Text;

/// <summary>Cuts a sentence that is too long to be translated at once.</summary>
internal static class Clauses
{
    /// <summary>
    /// Stretches of about as many pieces each and at most <paramref name="most"/>, cut where it hurts least: after a mark that may end a sentence, after a semicolon or
    /// a colon, after a comma, at white space, and only in a word without any inside it, between text elements.
    /// </summary>
    public static IReadOnlyList<TextSpan> Split(TokenizedText sentence, int most)
    {
        string text = sentence.Text;
        TextSpan[] pieces = sentence.Spans;
        var stretches = new List<TextSpan>();
        int start = 0, first = 0;
        while (pieces.Length - first > most)
        {
            int left = pieces.Length - first, wanted = left / ((left + most - 1) / most);
            int cut = Cut(text, start, pieces[first + wanted / 2].Start, pieces[first + wanted].Start, pieces[first + most].Start);
            for (int i = first + most; cut <= start && i < pieces.Length; i++) cut = pieces[i].Start;     // one text element of more pieces
            if (cut <= start) break;
            Add(text, start, cut, stretches);
            start = cut;
            while (start < text.Length && char.IsWhiteSpace(text[start])) start++;
            while (first < pieces.Length && pieces[first].Start < start) first++;
        }
        Add(text, start, text.Length, stretches);
        return stretches;
    }

    // The place after `start` and up to `last` that is best to cut at, and of equals the nearest to `wanted`; punctuation counts from `earliest` on.
    private static int Cut(string text, int start, int earliest, int wanted, int last)
    {
        int best = wanted, bestRank = 0;
        for (int i = start + 1; i <= last; i++)
        {
            int rank = RankOf(text, i);
            if (rank > 1 && i < earliest) rank = 1;
            if (rank > bestRank || (rank == bestRank && rank > 0 && Math.Abs(i - wanted) < Math.Abs(best - wanted))) (best, bestRank) = (i, rank);
        }
        return best;
    }

    // Of the place before a character: 4 after the mark of a sentence, 3 after a semicolon, 2 after a comma, 1 at white space, 0 elsewhere.
    private static int RankOf(string text, int place)
    {
        bool space = char.IsWhiteSpace(text[place]);
        int before = place - 1;
        while (before > 0 && Sentences.Closes(text[before])) before--;
        char mark = text[before];
        if (space ? Sentences.IsMark(mark) : Sentences.IsWideMark(mark)) return 4;
        if (mark is '；' or '：' || (space && mark is ';' or ':' or '؛' or '—' or '–')) return 3;
        if (mark is '、' or '，' || (space && mark is ',' or '،')) return 2;
        return space ? 1 : 0;
    }

    private static void Add(string text, int start, int end, List<TextSpan> stretches)
    {
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        if (start < end) stretches.Add(new TextSpan(start, end));
    }
}
