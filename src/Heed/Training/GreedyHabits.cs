using Heed.Decoding;
using Heed.Text.Corpora;

namespace Heed.Training;

/// <summary>How a model translates the development sentences, apart from how well: shares of translations, 0 to 1.</summary>
internal sealed record GreedyHabits
{
    private const int LeastTokens = 4, LongestCycle = 4, Rounds = 4;

    /// <summary>Translations without a word.</summary>
    public double Empty { get; init; }

    /// <summary>Translations that repeat their source, where the right one does not.</summary>
    public double Copies { get; init; }

    /// <summary>Translations that end in the same one to four tokens again and again.</summary>
    public double Loops { get; init; }

    /// <summary>Translations that are the commonest one.</summary>
    public double Commonest { get; init; }

    /// <summary>The commonest translation.</summary>
    public string Example { get; init; } = "";

    /// <summary>Sentences through which attention looks at one place; null for a model without attention, or where all are short.</summary>
    public double? Still { get; init; }

    /// <summary>Looks at translations.</summary>
    /// <param name="pairs">The development pairs.</param>
    /// <param name="translations">What became of their sources.</param>
    /// <param name="hypotheses">The same with tokens and weights.</param>
    public static GreedyHabits Of(IReadOnlyList<SentencePair> pairs, IReadOnlyList<string> translations, IReadOnlyList<Hypothesis> hypotheses)
    {
        int count = translations.Count;
        IGrouping<string, string> commonest = translations.GroupBy(static text => text).OrderByDescending(static group => group.Count()).ThenBy(static group => group.Key, StringComparer.Ordinal).First();
        bool[] moves = [.. hypotheses.Select(static found => Moves(found)).OfType<bool>()];
        return new GreedyHabits
        {
            Empty = Share(i => string.IsNullOrWhiteSpace(translations[i])),
            Copies = Share(i => translations[i] == pairs[i].Source && pairs[i].Source != pairs[i].Target),
            Loops = Share(i => IsLoop(hypotheses[i].Tokens)),
            Commonest = (double)commonest.Count() / count,
            Example = commonest.Key,
            Still = moves.Length == 0 ? null : (double)moves.Count(static moved => !moved) / moves.Length,
        };

        double Share(Func<int, bool> has) => (double)Enumerable.Range(0, count).Count(has) / count;
    }

    private static bool IsLoop(int[] tokens)
    {
        for (int cycle = 1; cycle <= LongestCycle; cycle++)
        {
            int same = 0;
            for (int i = tokens.Length - 2; i >= cycle && tokens[i] == tokens[i - cycle]; i--) same++;      // the last may be the end symbol
            if (same >= Rounds * cycle) return true;
        }
        return false;
    }

    // Whether the largest weight changes its place; null for what is too short to tell.
    private static bool? Moves(Hypothesis found)
    {
        int targets = found.Tokens.Length, sources = targets == 0 ? 0 : found.Weights.Length / targets;
        if (targets < LeastTokens || sources < LeastTokens) return null;
        int first = Largest(0);
        for (int t = 1; t < targets; t++)
            if (Largest(t) != first) return true;
        return false;

        int Largest(int t)
        {
            ReadOnlySpan<float> row = found.Weights.AsSpan(t * sources, sources);
            int largest = 0;
            for (int s = 1; s < sources; s++)
                if (row[s] > row[largest]) largest = s;
            return largest;
        }
    }
}
