namespace Heed.Evaluation;

/// <summary>
/// BLEU = BP · exp(¼ Σₙ ln pₙ) over runs of 1 to 4 words, to the last digit as sacreBLEU computes it. Papineni et al. 2002;
/// Post 2018. An order n with no match counts as 100 / (2ᵏ · total), where k numbers such orders from 1 (NIST's smoothing), or unsmoothed as 0;
/// with no match at all, or with nothing of an order to count, the score is 0.
/// </summary>
public static class Bleu
{
    private const int Orders = 4;

    // Where in the counts of a line, and in their sums, each figure stands.
    private const int Matched = 0, Total = Orders, SystemLength = 2 * Orders, ReferenceLength = SystemLength + 1, Counted = ReferenceLength + 1;

    /// <summary>The score of a whole test set against one reference for each line.</summary>
    /// <inheritdoc cref="Corpus(IReadOnlyList{string}, IReadOnlyList{IReadOnlyList{string}}, BleuOptions?)"/>
    public static BleuScore Corpus(IReadOnlyList<string> translations, IReadOnlyList<string> references, BleuOptions? options = null) =>
        Corpus(translations, [references], options);

    /// <summary>The score of a whole test set: counts are summed over the lines first, so it is no mean of sentence scores.</summary>
    /// <param name="translations">The lines to judge, in plain text: BLEU does its own tokenizing.</param>
    /// <param name="references">One list for each set of references, each with as many lines as there are translations.</param>
    /// <param name="options">The tokenizer, lower case, effective order; papers' defaults if null.</param>
    /// <exception cref="ArgumentException">No lines, no references, or a list of another length.</exception>
    public static BleuScore Corpus(IReadOnlyList<string> translations, IReadOnlyList<IReadOnlyList<string>> references, BleuOptions? options = null)
    {
        References.Check("BLEU", translations, references);
        options ??= new BleuOptions();
        long[] sums = new long[Counted];
        foreach (int[] counts in EachLine(translations, references, options))
        {
            for (int i = 0; i < sums.Length; i++) sums[i] += counts[i];
        }
        return Score(sums, options, options.EffectiveOrder ?? false, references.Count);
    }

    /// <summary>What BLEU counts in each line, for the scores of any selection of lines.</summary>
    /// <inheritdoc cref="Corpus(IReadOnlyList{string}, IReadOnlyList{IReadOnlyList{string}}, BleuOptions?)"/>
    public static LineCounts CountLines(IReadOnlyList<string> translations, IReadOnlyList<IReadOnlyList<string>> references, BleuOptions? options = null)
    {
        References.Check("BLEU", translations, references);
        options ??= new BleuOptions();
        bool effectiveOrder = options.EffectiveOrder ?? false;
        return new LineCounts(Counted, EachLine(translations, references, options), translations.Count, sums => Value(sums, effectiveOrder, options.IsSmoothed, new double[Orders]));
    }

    /// <summary>The score of one sentence. It says little: compare systems by <c>Corpus</c>.</summary>
    /// <param name="translation">The sentence to judge.</param>
    /// <param name="references">One or more translations that are right.</param>
    /// <param name="options">The tokenizer, lower case, effective order (on unless set).</param>
    /// <exception cref="ArgumentException">There are no references.</exception>
    public static BleuScore Sentence(string translation, IReadOnlyList<string> references, BleuOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(translation);
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0)
        {
            throw new ArgumentException("BLEU: there are no references; give at least one.", nameof(references));
        }
        options ??= new BleuOptions();
        return Score(Array.ConvertAll(Count(translation, references, options), static count => (long)count), options, options.EffectiveOrder ?? true, references.Count);
    }

    private static IEnumerable<int[]> EachLine(IReadOnlyList<string> translations, IReadOnlyList<IReadOnlyList<string>> references, BleuOptions options)
    {
        string[] ofLine = new string[references.Count];
        for (int line = 0; line < translations.Count; line++)
        {
            for (int r = 0; r < ofLine.Length; r++) ofLine[r] = references[r][line];
            yield return Count(translations[line], ofLine, options);
        }
    }

    private static int[] Count(string translation, IReadOnlyList<string> references, BleuOptions options)
    {
        int[] counts = new int[Counted];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] words = Words(translation, options, numbers);
        int[][] right = [.. references.Select(r => Words(r, options, numbers))];
        counts[SystemLength] = words.Length;
        counts[ReferenceLength] = right.Select(r => r.Length).MinBy(length => (Math.Abs(length - words.Length), length));
        for (int order = 1; order <= Orders; order++)
        {
            Dictionary<UInt128, int> most = NGrams.Count(right[0], order);
            foreach (int[] other in right.Skip(1))
            {
                foreach ((UInt128 key, int count) in NGrams.Count(other, order))
                {
                    most[key] = Math.Max(count, most.GetValueOrDefault(key));
                }
            }
            counts[Matched + order - 1] = NGrams.Matches(NGrams.Count(words, order), most);
            counts[Total + order - 1] = Math.Max(0, words.Length - order + 1);
        }
        return counts;
    }

    private static BleuScore Score(long[] sums, BleuOptions options, bool effectiveOrder, int references)
    {
        double[] precisions = new double[Orders];
        double value = Value(sums, effectiveOrder, options.IsSmoothed, precisions);
        string signature = $"nrefs:{references}|case:{(options.LowerCase ? "lc" : "mixed")}|eff:{(effectiveOrder ? "yes" : "no")}|tok:{options.Tokenizer.Name}|smooth:{(options.IsSmoothed ? "exp" : "none")}|version:{Metrics.Version}";
        return new BleuScore(value, sums[Matched..Total], sums[Total..SystemLength], precisions, BrevityPenalty(sums), sums[SystemLength], sums[ReferenceLength], signature);
    }

    private static double Value(ReadOnlySpan<long> sums, bool effectiveOrder, bool isSmoothed, double[] precisions)
    {
        if (!sums[Matched..Total].ContainsAnyExcept(0))
        {
            return 0;
        }
        int orders = Precisions(sums, isSmoothed, precisions);
        // An order that nothing in the text is long enough for has precision 0, and so has the product.
        orders = effectiveOrder ? orders : Orders;
        return precisions.Take(orders).Contains(0) ? 0 : BrevityPenalty(sums) * Math.Exp(precisions.Take(orders).Sum(Math.Log) / orders);
    }

    private static double BrevityPenalty(ReadOnlySpan<long> sums) => sums[SystemLength] >= sums[ReferenceLength] ? 1
        : sums[SystemLength] == 0 ? 0
        : Math.Exp(1 - ((double)sums[ReferenceLength] / sums[SystemLength]));

    /// <summary>Fills in the precisions and returns how many orders there is something to count for.</summary>
    private static int Precisions(ReadOnlySpan<long> sums, bool isSmoothed, double[] precisions)
    {
        double halvings = 1;
        for (int i = 0; i < Orders; i++)
        {
            long count = sums[Matched + i], total = sums[Total + i];
            if (total == 0)
            {
                return i;
            }
            precisions[i] = count > 0 || !isSmoothed ? 100.0 * count / total : 100 / ((halvings *= 2) * total);
        }
        return Orders;
    }

    private static int[] Words(string line, BleuOptions options, Dictionary<string, int> numbers)
    {
        ArgumentNullException.ThrowIfNull(line);
        return NGrams.Numbered(options.Tokenizer.Words(options.LowerCase ? ScorerText.Lower(line) : line), numbers);
    }
}
