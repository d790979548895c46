using Heed.Kernels;
using Heed.Text.Corpora;

namespace Heed.Text;

/// <summary>
/// New pairs put together from old ones, after Andreas 2020, "Good-enough compositional data augmentation". Two neighbouring words whose translations change places
/// (<c>voiture rouge</c>, <c>red car</c>) are replaced by three whose translations do (<c>zone économique européenne</c>, <c>European economic zone</c>), made of such words from elsewhere.
/// Sentences have few examples of that. One target in four is written as a name, each of the three words with a capital, as <c>European Economic Area</c>.
/// </summary>
internal static class ComposedPairs
{
    private const ulong Use = 0x636F6D706F736500;       // tells this use of the seed from others
    private const int ShortestWord = 3, NamesEvery = 4;

    /// <summary>As many pairs as this share of the pairs, at places and of words that the seed decides; none if no words change places.</summary>
    public static List<SentencePair> Of(IReadOnlyList<SentencePair> pairs, WordAligner aligner, double share, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(aligner);
        int wanted = (int)(share * pairs.Count);
        if (wanted == 0) return [];
        List<Crossing> crossings = [.. pairs.SelectMany(pair => Crossings(pair, aligner))];
        var composed = new List<SentencePair>();
        for (int turn = 0; turn < wanted && crossings.Count > 0; turn++)
        {
            Crossing place = Drawn(0), first = Drawn(1), second = Drawn(2);
            string source = $"{first.Head} {first.Other} {second.Other}", target = $"{second.OtherTarget} {first.OtherTarget} {first.HeadTarget}";
            if (turn % NamesEvery == 0) target = $"{Capital(second.OtherTarget)} {Capital(first.OtherTarget)} {Capital(first.HeadTarget)}";
            composed.Add(new SentencePair(Replaced(place.Pair.Source, place.Source, source), Replaced(place.Pair.Target, place.Target, target)));

            Crossing Drawn(ulong which) => crossings[(int)Philox.Below((uint)crossings.Count, seed ^ Use, (ulong)turn, which)];
        }
        return composed;
    }

    // Two words with one link each, to two neighbours the other way round.
    private static IEnumerable<Crossing> Crossings(SentencePair pair, WordAligner aligner)
    {
        IReadOnlyList<Word> source = Words.Split(pair.Source), target = Words.Split(pair.Target);
        int[] targetOf = new int[source.Count], linksOfSource = new int[source.Count], linksOfTarget = new int[target.Count];
        foreach ((int s, int t) in aligner.Align(source, target))
        {
            targetOf[s] = t;
            linksOfSource[s]++;
            linksOfTarget[t]++;
        }
        for (int s = 1; s + 1 < source.Count; s++)
        {
            int t = targetOf[s];
            if (linksOfSource[s] != 1 || linksOfSource[s + 1] != 1 || targetOf[s + 1] != t - 1 || linksOfTarget[t] != 1 || linksOfTarget[t - 1] != 1) continue;
            Word[] words = [source[s], source[s + 1], target[t], target[t - 1]];
            if (words.Any(word => word.Text.Length < ShortestWord || !word.Text.All(char.IsLetter))) continue;
            yield return new Crossing(pair, new TextSpan(words[0].Start, words[1].End), new TextSpan(words[3].Start, words[2].End), words[0].Text, words[1].Text, words[2].Text, words[3].Text);
        }
    }

    private static string Replaced(string text, TextSpan span, string by) => $"{text[..span.Start]}{by}{text[span.End..]}";

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private sealed record Crossing(SentencePair Pair, TextSpan Source, TextSpan Target, string Head, string Other, string HeadTarget, string OtherTarget);
}
