namespace Heed.Evaluation;

/// <summary>Counts runs of n symbols. A symbol is a code point or the number of a word, so up to six fit in one 128-bit key.</summary>
internal static class NGrams
{
    public static Dictionary<UInt128, int> Count(ReadOnlySpan<int> symbols, int order)
    {
        // Six code points of 21 bits, or four words of 32.
        int bits = order <= 4 ? 32 : 21;
        var counts = new Dictionary<UInt128, int>();
        for (int start = 0; start + order <= symbols.Length; start++)
        {
            UInt128 key = UInt128.Zero;
            for (int i = 0; i < order; i++) key = (key << bits) | (uint)symbols[start + i];
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        return counts;
    }

    /// <summary>How many runs both have: the smaller of the two counts, summed.</summary>
    public static int Matches(Dictionary<UInt128, int> counts, Dictionary<UInt128, int> others)
    {
        int matches = 0;
        foreach ((UInt128 key, int count) in counts) matches += Math.Min(count, others.GetValueOrDefault(key));
        return matches;
    }

    /// <summary>Words as numbers; equal words get equal numbers wherever the same dictionary is used.</summary>
    public static int[] Numbered(List<string> words, Dictionary<string, int> numbers)
    {
        int[] symbols = new int[words.Count];
        for (int i = 0; i < symbols.Length; i++)
        {
            if (!numbers.TryGetValue(words[i], out int number))
            {
                numbers.Add(words[i], number = numbers.Count);
            }
            symbols[i] = number;
        }
        return symbols;
    }
}
