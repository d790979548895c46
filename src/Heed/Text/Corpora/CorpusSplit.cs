using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Heed.Kernels;

namespace Heed.Text.Corpora;

/// <summary>
/// Pairs to learn from and pairs to judge by. No two parts share a source or a target, nor one that differs only in digits,
/// placeholders, punctuation or case: scores on pairs seen in training would say nothing about others.
/// </summary>
/// <param name="Train">The pairs to learn from, in the corpus's order.</param>
/// <param name="Dev">The pairs to choose the best model by, in random order.</param>
/// <param name="Test">The pairs to judge it by, in random order.</param>
/// <param name="Repeated">How many pairs were dropped because both their texts stood before.</param>
public sealed partial record CorpusSplit(
    IReadOnlyList<SentencePair> Train, IReadOnlyList<SentencePair> Dev, IReadOnlyList<SentencePair> Test, int Repeated)
{
    /// <summary>How many pairs were left out because a side of theirs stands in another part; only documents kept whole leave such pairs.</summary>
    public int Shared { get; init; }

    /// <summary>How many documents each part has; none where pairs were split one by one.</summary>
    public (int Train, int Dev, int Test) Documents { get; init; }

    private const ulong Use = 0x5EED_5911;       // tells this use of the seed from others

    // {0}, {name:x2}, {{0}}, %s, %1$d, $(Property), @(Items)
    [GeneratedRegex(@"\{[^{}]{0,60}\}|%(?:\d{1,2}\$)?[-+0-9.]{0,8}[sdiufxXc@]\b|[$@]\([^()]{0,60}\)", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder { get; }

    /// <summary>Splits pairs; the same pairs and seed give the same parts, in whatever order the pairs come.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="devCount">The pairs wanted for <see cref="Dev"/>. There are fewer where the corpus is too small (half of it stays
    /// for training) or too entangled.</param>
    /// <param name="seed">Chooses the pairs.</param>
    /// <param name="testCount">The pairs wanted for <see cref="Test"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static CorpusSplit Split(IEnumerable<SentencePair> pairs, int devCount, ulong seed, int testCount = 0)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentOutOfRangeException.ThrowIfNegative(devCount);
        ArgumentOutOfRangeException.ThrowIfNegative(testCount);

        var distinct = new List<SentencePair>();
        var seen = new HashSet<SentencePair>();
        int read = 0;
        foreach (SentencePair pair in pairs)
        {
            read++;
            if (seen.Add(pair)) distinct.Add(pair);
        }
        List<List<int>> groups = InRandomOrder(Entangled(distinct), distinct, seed);

        int half = distinct.Count / 2;
        bool[] taken = new bool[distinct.Count];
        List<SentencePair> dev = Take(Math.Min(devCount, half)), test = Take(Math.Min(testCount, half - dev.Count));
        return new CorpusSplit([.. distinct.Where((_, i) => !taken[i])], dev, test, read - distinct.Count);

        List<SentencePair> Take(int count)
        {
            // One large group of near-equal sentences would make a lopsided sample.
            int largest = Math.Max(4, count / 20);
            var part = new List<SentencePair>(count);
            foreach (List<int> group in groups)
            {
                if (part.Count == count) break;
                if (group.Count > largest || group.Count > count - part.Count || taken[group[0]]) continue;
                foreach (int i in group)
                {
                    taken[i] = true;
                    part.Add(distinct[i]);
                }
            }
            return part;
        }
    }

    /// <summary>
    /// Splits pairs document by document: what is said in one is never learned from and judged by. A document's place comes from a hash of its name and the seed, so that the same
    /// documents give the same parts in any order, and another one changes little. Sentences that stand in several documents stay in the test before development, and there before training.
    /// </summary>
    /// <param name="pairs">The pairs, each with its <see cref="SentencePair.Document"/>; those without are one document.</param>
    /// <param name="devCount">The most pairs for <see cref="Dev"/>. A document that has more than are still wanted is passed over, and half of the pairs stay for training.</param>
    /// <param name="seed">Chooses the documents.</param>
    /// <param name="testCount">The most pairs for <see cref="Test"/>, likewise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    /// <exception cref="InvalidDataException">There are fewer documents than parts, or all are larger than a part may be.</exception>
    public static CorpusSplit SplitByDocument(IEnumerable<SentencePair> pairs, int devCount, ulong seed, int testCount = 0)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentOutOfRangeException.ThrowIfNegative(devCount);
        ArgumentOutOfRangeException.ThrowIfNegative(testCount);
        List<SentencePair> all = [.. pairs];
        List<List<SentencePair>> documents = [.. all.GroupBy(p => p.Document ?? "", StringComparer.Ordinal)
            .OrderBy(d => Place(new SentencePair(d.Key, ""), seed)).ThenBy(d => d.Key, StringComparer.Ordinal).Select(d => d.ToList())];
        int parts = 1 + (devCount > 0 ? 1 : 0) + (testCount > 0 ? 1 : 0);
        if (documents.Count < parts) throw new InvalidDataException($"{documents.Count:N0} documents are not enough for {parts} parts: these pairs do not say which documents they are from, or there is only one.");

        int half = all.Count / 2;
        bool[] taken = new bool[documents.Count];
        List<List<SentencePair>> test = Take(testCount, half), dev = Take(devCount, half - test.Sum(d => d.Count)), train = [.. documents.Where((_, i) => !taken[i])];
        int repeated = 0, shared = 0;
        HashSet<string> sources = new(StringComparer.Ordinal), targets = new(StringComparer.Ordinal);
        IReadOnlyList<SentencePair> testPairs = Part(test), devPairs = Part(dev), trainPairs = Part(train);
        return new CorpusSplit(trainPairs, devPairs, testPairs, repeated) { Shared = shared, Documents = (train.Count, dev.Count, test.Count) };

        List<List<SentencePair>> Take(int count, int most)
        {
            var part = new List<List<SentencePair>>();
            int left = Math.Min(count, most);
            for (int i = 0; i < documents.Count && left > 0; i++)
            {
                if (taken[i] || documents[i].Count > left) continue;
                taken[i] = true;
                part.Add(documents[i]);
                left -= documents[i].Count;
            }
            return count > 0 && part.Count == 0 && all.Count > 0
                ? throw new InvalidDataException($"no document has at most {Math.Min(count, most):N0} of the {all.Count:N0} pairs, the most that a part of them may have; ask for more, or split without documents.")
                : part;
        }

        // Called for the test first: what a later part shares with an earlier one is left out of it.
        List<SentencePair> Part(List<List<SentencePair>> chosen)
        {
            var part = new List<SentencePair>();
            var own = new HashSet<SentencePair>();
            foreach (SentencePair pair in chosen.SelectMany(d => d))
            {
                if (sources.Contains(Essence(pair.Source)) || targets.Contains(Essence(pair.Target))) shared++;
                else if (own.Add(pair)) part.Add(pair);
                else repeated++;
            }
            foreach (SentencePair pair in part)
            {
                sources.Add(Essence(pair.Source));
                targets.Add(Essence(pair.Target));
            }
            return part;
        }
    }

    /// <summary>The pairs that share neither a source nor a target with those held out, nor one that differs only in digits,
    /// placeholders, punctuation or case: what may be learned from when the held-out pairs are given.</summary>
    public static IReadOnlyList<SentencePair> Without(IEnumerable<SentencePair> pairs, IEnumerable<SentencePair> heldOut)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(heldOut);
        var sources = new HashSet<string>(StringComparer.Ordinal);
        var targets = new HashSet<string>(StringComparer.Ordinal);
        foreach (SentencePair pair in heldOut)
        {
            sources.Add(Essence(pair.Source));
            targets.Add(Essence(pair.Target));
        }
        return [.. pairs.Where(p => !sources.Contains(Essence(p.Source)) && !targets.Contains(Essence(p.Target)))];
    }

    /// <summary>What two texts must share to count as the same: their letters and signs of meaning in lower case, with a single space
    /// wherever there is anything else.</summary>
    internal static string Essence(string text)
    {
        string plain = text.AsSpan().ContainsAny("{%($@") ? Placeholder.Replace(text, " ") : text;
        var essence = new StringBuilder(plain.Length);
        bool gap = false;
        foreach (Rune rune in plain.EnumerateRunes())
        {
            // Symbols (emoji, €) carry meaning; digits, punctuation and white space do not.
            if (!Rune.IsLetter(rune) && Rune.GetUnicodeCategory(rune)
                is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.OtherSymbol or UnicodeCategory.OtherNotAssigned))
            {
                gap = true;
                continue;
            }
            if (gap && essence.Length > 0) essence.Append(' ');
            gap = false;
            essence.Append(Rune.ToLowerInvariant(rune).ToString());
        }
        return essence.ToString();
    }

    /// <summary>Groups of pairs that hang together through a shared source or target, directly or by way of others.</summary>
    private static List<List<int>> Entangled(List<SentencePair> pairs)
    {
        int[] parent = [.. Enumerable.Range(0, pairs.Count)];
        var firstWithSource = new Dictionary<string, int>(StringComparer.Ordinal);
        var firstWithTarget = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < pairs.Count; i++)
        {
            Join(firstWithSource, Essence(pairs[i].Source), i);
            Join(firstWithTarget, Essence(pairs[i].Target), i);
        }
        var groups = new Dictionary<int, List<int>>();
        for (int i = 0; i < pairs.Count; i++)
        {
            int root = Root(i);
            if (!groups.TryGetValue(root, out List<int>? group)) groups.Add(root, group = []);
            group.Add(i);
        }
        return [.. groups.Values];

        void Join(Dictionary<string, int> first, string text, int pair)
        {
            if (first.TryAdd(text, pair)) return;
            int one = Root(first[text]), other = Root(pair);
            parent[Math.Max(one, other)] = Math.Min(one, other);
        }

        int Root(int pair)
        {
            while (parent[pair] != pair)
            {
                parent[pair] = parent[parent[pair]];
                pair = parent[pair];
            }
            return pair;
        }
    }

    private static List<List<int>> InRandomOrder(List<List<int>> groups, List<SentencePair> pairs, ulong seed)
    {
        // A group's place comes from its texts, not from where the corpus has it, and its pairs are sorted: a corpus in another order
        // gives the same parts.
        ulong[] places = new ulong[pairs.Count];
        for (int i = 0; i < places.Length; i++) places[i] = Place(pairs[i], seed);
        foreach (List<int> group in groups) group.Sort((a, b) => places[a].CompareTo(places[b]));
        groups.Sort((a, b) => places[a[0]].CompareTo(places[b[0]]));
        return groups;
    }

    private static ulong Place(SentencePair pair, ulong seed)
    {
        // Fowler, Noll and Vo's hash, then Philox, so that each seed gives another order.
        ulong hash = 0xCBF2_9CE4_8422_2325;
        foreach (char c in pair.Source) hash = (hash ^ c) * 0x100_0000_01B3;
        hash = (hash ^ 0x1_0000) * 0x100_0000_01B3;
        foreach (char c in pair.Target) hash = (hash ^ c) * 0x100_0000_01B3;
        (uint key0, uint key1) = Philox.Key(seed, Use);
        (uint low, uint high, _, _) = Philox.Block((uint)hash, (uint)(hash >> 32), 0, 0, key0, key1);
        return ((ulong)high << 32) | low;
    }
}
