using System.Text;

namespace Heed.Decoding;

/// <summary>Translations of sentences put together to the translation of their text.</summary>
internal static class TranslationParts
{
    /// <summary>The translation of a text from that of its only part: the white space around it belongs to the source.</summary>
    public static Translation Only(string text, Translation part) => part with { Source = text, Alternatives = [.. part.Alternatives.Select(next => next with { Source = text })] };

    /// <summary>
    /// The translation of a text from those of its parts, two or more; its alternatives are made of the parts' alternatives of the same rank, of a part that has fewer its
    /// last.
    /// </summary>
    public static Translation JoinAll(SourceText source, IReadOnlyList<Translation> parts, SearchOptions options)
    {
        int alternatives = parts.Max(part => part.Alternatives.Count);
        return Join(source, parts, options) with { Alternatives = [.. Enumerable.Range(0, alternatives).Select(rank => Join(source, [.. parts.Select(part => Of(part, rank))], options))] };

        static Translation Of(Translation part, int rank) => part.Alternatives.Count == 0 ? part : part.Alternatives[Math.Min(rank, part.Alternatives.Count - 1)];
    }

    /// <summary>The translation of a text from those of its parts, two or more.</summary>
    private static Translation Join(SourceText source, IReadOnlyList<Translation> parts, SearchOptions options)
    {
        var text = new StringBuilder();
        List<string> sourceTokens = [], targetTokens = [], sourceWords = [], targetWords = [], said = [.. source.Warnings];
        for (int i = 0; i < parts.Count; i++)
        {
            Translation part = parts[i];
            Append(source, i, part.Text, text);
            bool last = i == parts.Count - 1;
            AddWithoutEnd(part.SourceTokens, !last, sourceTokens);
            AddWithoutEnd(part.SourceWords, !last, sourceWords);
            AddWithoutEnd(part.TargetTokens, !last && part.Finished, targetTokens);
            AddWithoutEnd(part.TargetWords, !last && part.Finished, targetWords);
            foreach (string warning in part.Warnings) said.Add($"part {i + 1} of {parts.Count}, \"{Beginning(part.Source)}\": {warning}");
        }
        double logProbability = parts.Sum(part => part.LogProbability);
        return new Translation
        {
            Source = source.Text,
            Text = text.ToString(),
            Score = Ranking.Score(options, logProbability, parts.Sum(part => part.TargetTokens.Count),
                parts.Sum(part => Ranking.CoverageOf(options, part.Score, part.LogProbability, part.TargetTokens.Count))),
            LogProbability = logProbability,
            Finished = parts.All(part => part.Finished),
            SourceTokens = sourceTokens,
            TargetTokens = targetTokens,
            SourceWords = sourceWords,
            TargetWords = targetWords,
            Parts = parts,
            Warnings = said,
        };
    }

    /// <summary>Appends the translation of a part to those of the parts before it.</summary>
    public static void Append(SourceText source, int part, string translated, StringBuilder text)
    {
        if (part > 0) text.Append(Space(source.Between[part - 1], text, translated));
        text.Append(translated);
    }

    /// <summary>The weights of all parts in one matrix, as <see cref="Translation.Attention"/> has them.</summary>
    public static float[] AttentionOf(Translation whole)
    {
        IReadOnlyList<Translation> parts = whole.Parts;
        int columns = whole.SourceWords.Count;
        long cells = (long)whole.TargetWords.Count * columns;
        if (parts.Count < 2 || cells > Translation.MostWordPairs || parts.All(part => part.Attention.Length == 0)) return [];
        float[] weights = new float[cells];
        int firstRow = 0, firstColumn = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            Translation part = parts[i];
            bool last = i == parts.Count - 1;
            int own = part.SourceWords.Count, rows = part.TargetWords.Count - (!last && part.Finished ? 1 : 0);
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<float> from = part.Attention.AsSpan(row * own, own);
                Span<float> to = weights.AsSpan((firstRow + row) * columns, columns);
                from[..^1].CopyTo(to[firstColumn..]);
                to[^1] = from[^1];
            }
            firstRow += rows;
            firstColumn += own - 1;
        }
        return weights;
    }

    /// <summary>At most 40 characters of a text, on one line.</summary>
    public static string Beginning(string text)
    {
        const int most = 40;
        int end = text.Length <= most ? text.Length : char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        string line = string.Concat(text.Take(end).Select(static c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
        return end < text.Length ? line + "…" : line;
    }

    private static void AddWithoutEnd(IReadOnlyList<string> from, bool hasEnd, List<string> to)
    {
        for (int i = 0; i < from.Count - (hasEnd ? 1 : 0); i++) to.Add(from[i]);
    }

    // Scripts without spaces put nothing between sentences; in a language with spaces one has to stand there.
    private static string Space(string between, StringBuilder before, string after) =>
        between.Length > 0 || before.Length == 0 || after.Length == 0 || IsWide(before[^1]) || IsWide(after[0]) ? between : " ";

    private static bool IsWide(char c) => c is (>= '\u2E80' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFF00' and <= '\uFFEF');
}
