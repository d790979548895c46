namespace Heed.Evaluation;

/// <summary>
/// chrF = (1 + β²) P R / (β² P + R) with β = 2, where P and R are the means of precision and recall over runs of 1 to 6
/// characters. White space is removed, case is kept, and a character is a Unicode code point. Popović 2015. chrF++ adds runs
/// of 1 and 2 words (Popović 2017), where one ASCII punctuation mark at a word's end, or else at its start, is a word by
/// itself. The same figures as sacreBLEU.
/// </summary>
public static class ChrF
{
    private const int CharacterOrders = 6;
    private const double BetaSquared = 4;

    /// <summary>The score of a whole test set against one reference for each line.</summary>
    /// <inheritdoc cref="Corpus(IReadOnlyList{string}, IReadOnlyList{IReadOnlyList{string}}, int)"/>
    public static ChrFScore Corpus(IReadOnlyList<string> translations, IReadOnlyList<string> references, int wordOrder = 0) =>
        Corpus(translations, [references], wordOrder);

    /// <summary>The score of a whole test set: counts are summed over the lines, each against the reference that suits it best.</summary>
    /// <param name="translations">The lines to judge, in plain text.</param>
    /// <param name="references">One list for each set of references, each with as many lines as there are translations.</param>
    /// <param name="wordOrder">0 for chrF2, 2 for chrF2++; at most 4.</param>
    /// <exception cref="ArgumentException">No lines, no references, or a list of another length.</exception>
    public static ChrFScore Corpus(IReadOnlyList<string> translations, IReadOnlyList<IReadOnlyList<string>> references, int wordOrder = 0)
    {
        References.Check("chrF", translations, references);
        CheckOrder(wordOrder);
        var sums = new Statistics(wordOrder);
        for (int line = 0; line < translations.Count; line++)
        {
            sums.Add(Best(translations[line], references.Select(set => set[line]), wordOrder));
        }
        return Score(sums, wordOrder, references.Count);
    }

    /// <summary>What chrF counts in each line, for the scores of any selection of lines.</summary>
    /// <inheritdoc cref="Corpus(IReadOnlyList{string}, IReadOnlyList{IReadOnlyList{string}}, int)"/>
    public static LineCounts CountLines(IReadOnlyList<string> translations, IReadOnlyList<IReadOnlyList<string>> references, int wordOrder = 0)
    {
        References.Check("chrF", translations, references);
        CheckOrder(wordOrder);
        IEnumerable<int[]> lines = translations.Select((translation, line) => Best(translation, references.Select(set => set[line]), wordOrder).ToCounts());
        return new LineCounts(Statistics.Kinds * (CharacterOrders + wordOrder), lines, translations.Count, sums => Statistics.Of(sums, wordOrder).Score().Value);
    }

    /// <summary>The score of one sentence.</summary>
    /// <param name="translation">The sentence to judge.</param>
    /// <param name="references">One or more translations that are right; the best match counts.</param>
    /// <param name="wordOrder">0 for chrF2, 2 for chrF2++; at most 4.</param>
    /// <exception cref="ArgumentException">There are no references.</exception>
    public static ChrFScore Sentence(string translation, IReadOnlyList<string> references, int wordOrder = 0)
    {
        ArgumentNullException.ThrowIfNull(translation);
        ArgumentNullException.ThrowIfNull(references);
        CheckOrder(wordOrder);
        if (references.Count == 0)
        {
            throw new ArgumentException("chrF: there are no references; give at least one.", nameof(references));
        }
        return Score(Best(translation, references, wordOrder), wordOrder, references.Count);
    }

    private static void CheckOrder(int wordOrder)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wordOrder);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wordOrder, 4);
    }

    private static ChrFScore Score(Statistics statistics, int wordOrder, int references)
    {
        (double value, double precision, double recall) = statistics.Score();
        return new ChrFScore(value, precision, recall, wordOrder,
            $"nrefs:{references}|case:mixed|eff:yes|nc:{CharacterOrders}|nw:{wordOrder}|space:no|version:{Metrics.Version}");
    }

    private static Statistics Best(string translation, IEnumerable<string> references, int wordOrder)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        List<Dictionary<UInt128, int>> counts = Counts(translation, wordOrder, numbers);
        Statistics? best = null;
        foreach (string reference in references)
        {
            var statistics = new Statistics(wordOrder);
            List<Dictionary<UInt128, int>> right = Counts(reference, wordOrder, numbers);
            for (int i = 0; i < counts.Count; i++)
            {
                statistics.Set(i, counts[i], right[i]);
            }
            if (best is null || statistics.Score().Value > best.Score().Value)
            {
                best = statistics;
            }
        }
        return best!;
    }

    private static List<Dictionary<UInt128, int>> Counts(string line, int wordOrder, Dictionary<string, int> numbers)
    {
        ArgumentNullException.ThrowIfNull(line);
        var counts = new List<Dictionary<UInt128, int>>(CharacterOrders + wordOrder);
        int[] characters = [.. ScorerText.CodePointsWithoutSpaces(line)];
        for (int order = 1; order <= CharacterOrders; order++)
        {
            counts.Add(NGrams.Count(characters, order));
        }
        int[] words = wordOrder == 0 ? [] : NGrams.Numbered(WordsAndMarks(line), numbers);
        for (int order = 1; order <= wordOrder; order++)
        {
            counts.Add(NGrams.Count(words, order));
        }
        return counts;
    }

    private static List<string> WordsAndMarks(string line)
    {
        var words = new List<string>();
        foreach (string word in ScorerText.Words(line))
        {
            if (word.Length > 1 && IsMark(word[^1]))
            {
                words.Add(word[..^1]);
                words.Add(word[^1..]);
            }
            else if (word.Length > 1 && IsMark(word[0]))
            {
                words.Add(word[..1]);
                words.Add(word[1..]);
            }
            else
            {
                words.Add(word);
            }
        }
        return words;
    }

    private static bool IsMark(char c) => char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c));

    private sealed class Statistics(int wordOrder)
    {
        public const int Kinds = 3;

        private readonly long[] _system = new long[CharacterOrders + wordOrder];
        private readonly long[] _reference = new long[CharacterOrders + wordOrder];
        private readonly long[] _matches = new long[CharacterOrders + wordOrder];

        public void Set(int i, Dictionary<UInt128, int> system, Dictionary<UInt128, int> reference)
        {
            // A line whose reference is too short for an order is not blamed for having runs of it.
            _system[i] = reference.Count == 0 ? 0 : system.Values.Sum();
            _reference[i] = reference.Values.Sum();
            _matches[i] = NGrams.Matches(system, reference);
        }

        public void Add(Statistics other)
        {
            for (int i = 0; i < _system.Length; i++)
            {
                _system[i] += other._system[i];
                _reference[i] += other._reference[i];
                _matches[i] += other._matches[i];
            }
        }

        public static Statistics Of(ReadOnlySpan<long> sums, int wordOrder)
        {
            var statistics = new Statistics(wordOrder);
            int orders = sums.Length / Kinds;
            sums[..orders].CopyTo(statistics._system);
            sums[orders..(2 * orders)].CopyTo(statistics._reference);
            sums[(2 * orders)..].CopyTo(statistics._matches);
            return statistics;
        }

        public int[] ToCounts() => [.. _system.Concat(_reference).Concat(_matches).Select(static count => checked((int)count))];

        public (double Value, double Precision, double Recall) Score()
        {
            double precision = 0, recall = 0;
            int orders = 0;
            for (int i = 0; i < _system.Length; i++)
            {
                if (_system[i] > 0 && _reference[i] > 0)
                {
                    precision += (double)_matches[i] / _system[i];
                    recall += (double)_matches[i] / _reference[i];
                    orders++;
                }
            }
            if (precision + recall == 0)
            {
                return (0, 0, 0);
            }
            precision /= orders;
            recall /= orders;
            return (100 * (1 + BetaSquared) * precision * recall / ((BetaSquared * precision) + recall), precision, recall);
        }
    }
}
