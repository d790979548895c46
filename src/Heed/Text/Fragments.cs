using Heed.Kernels;
using Heed.Text.Corpora;

namespace Heed.Text;

/// <summary>Parts of sentence pairs that translate each other: phrases, as Koehn, Och and Marcu 2003 take them from word links.</summary>
internal static class Fragments
{
    private const int Longest = 6, Tries = 8;
    private const ulong Use = 0x66726167732E2E00;       // tells this use of the seed from others

    /// <summary>As many fragments as this share of the pairs, of one to six source words each, from pairs and at places that the seed decides.</summary>
    public static List<SentencePair> Of(IReadOnlyList<SentencePair> pairs, WordAligner aligner, double share, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(aligner);
        int[] order = [.. Enumerable.Range(0, pairs.Count)];
        Philox.Shuffle(seed ^ Use, 0, order);
        var fragments = new List<SentencePair>();
        int wanted = (int)(share * pairs.Count);
        for (int turn = 0; fragments.Count < wanted && turn < 2 * wanted; turn++)
        {
            SentencePair pair = pairs[order[turn % order.Length]];
            IReadOnlyList<Word> source = Words.Split(pair.Source), target = Words.Split(pair.Target);
            if (source.Count < 3) continue;
            IReadOnlyList<(int Source, int Target)> links = aligner.Align(source, target);
            for (int attempt = 0; attempt < Tries; attempt++)
            {
                int length = 1 + (int)Philox.Below((uint)Math.Min(Longest, source.Count - 1), seed ^ Use, (ulong)turn + 1, 2 * (ulong)attempt);
                int first = (int)Philox.Below((uint)(source.Count - length + 1), seed ^ Use, (ulong)turn + 1, 2 * (ulong)attempt + 1);
                if (TargetOf(links, first, first + length - 1) is not ({ } from, { } to) || to - from >= 2 * Longest) continue;
                fragments.Add(new SentencePair(pair.Source[source[first].Start..source[first + length - 1].End], pair.Target[target[from].Start..target[to].End]));
                break;
            }
        }
        return fragments;
    }

    /// <summary>The target words that the source words from <paramref name="first"/> to <paramref name="last"/> are linked with, if these are linked with no others.</summary>
    public static (int? From, int? To) TargetOf(IReadOnlyList<(int Source, int Target)> links, int first, int last)
    {
        int from = int.MaxValue, to = -1;
        bool beginsLinked = false, endsLinked = false;
        foreach ((int s, int t) in links)
        {
            if (s < first || s > last) continue;
            (from, to) = (Math.Min(from, t), Math.Max(to, t));
            beginsLinked |= s == first;
            endsLinked |= s == last;
        }
        if (to < 0 || !beginsLinked || !endsLinked) return (null, null);
        foreach ((int s, int t) in links)
            if (t >= from && t <= to && (s < first || s > last)) return (null, null);
        return (from, to);
    }
}
