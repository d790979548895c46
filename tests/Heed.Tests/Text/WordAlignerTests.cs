using Heed.Kernels;
using Heed.Text;
using Heed.Text.Corpora;

namespace Heed.Tests.Text;

public sealed class WordAlignerTests
{
    private static readonly string[] Nouns = ["maison", "voiture", "table", "porte", "ville", "rue"], EnglishNouns = ["house", "car", "table", "door", "town", "street"];
    private static readonly string[] Adjectives = ["rouge", "blanche", "verte", "noire"], EnglishAdjectives = ["red", "white", "green", "black"];

    // Every noun with every adjective but one pair, which is asked for.
    private static readonly List<SentencePair> Pairs =
    [
        .. from n in Enumerable.Range(0, 6) from a in Enumerable.Range(0, 4) where (n, a) != (0, 0) select new SentencePair($"Une {Nouns[n]} {Adjectives[a]}.", $"A {EnglishAdjectives[a]} {EnglishNouns[n]}."),
        .. from n in Enumerable.Range(0, 6) select new SentencePair($"La {Nouns[n]}.", $"The {EnglishNouns[n]}."),
    ];

    [Fact]
    public void Words_that_change_places_are_linked_crosswise()
    {
        var aligner = WordAligner.Train(Pairs);
        Assert.Equal([(0, 0), (2, 1), (1, 2), (3, 3)], aligner.Align("Une maison rouge.", "A red house."));
        Assert.Equal([(0, 0), (2, 1), (1, 2), (3, 3)], aligner.Align("UNE MAISON ROUGE.", "a red house."));
    }

    [Fact]
    public void Words_never_seen_and_empty_texts_have_no_links()
    {
        var aligner = WordAligner.Train(Pairs);
        Assert.Empty(aligner.Align("xyz", "abc"));
        Assert.Empty(aligner.Align("", "A red house."));
        Assert.Empty(aligner.Align("Une maison rouge.", ""));
        Assert.Equal([(0, 0), (3, 3)], aligner.Align("Une xyz abc.", "A foo bar."));
        Assert.Empty(WordAligner.Train([]).Align("Une maison", "A house"));
    }

    [Fact]
    public void The_same_pairs_give_the_same_links_for_any_threads()
    {
        var one = WordAligner.Train(Pairs, new Workers(1));
        var three = WordAligner.Train(Pairs, new Workers(3));
        Assert.All(Pairs, pair => Assert.Equal(one.Align(pair.Source, pair.Target), three.Align(pair.Source, pair.Target)));
    }

    [Fact]
    public void Long_pairs_are_left_out_of_learning()
    {
        var aligner = WordAligner.Train([.. Pairs, new("grue " + string.Join(' ', Enumerable.Repeat("une", 20)), "crane " + string.Join(' ', Enumerable.Repeat("a", 20)))], longest: 10);
        Assert.Empty(aligner.Align("grue", "crane"));
    }

    [Fact]
    public void Both_directions_are_grown_together_by_hand()
    {
        // Target 0 and source 0 agree. Source 1 says target 0 as well: beside a link, and without one of its own. Target 3 says source 3, far from any link.
        Assert.Equal([(0, 0), (1, 0)], WordLinks.GrowDiagonal([0, -1, -1, 3], [0, 0, -1, -1]));
        Assert.Equal([(1, 0), (0, 1)], WordLinks.GrowDiagonal([1, 0], [1, 0]));
        Assert.Equal([(0, 0), (1, 1), (2, 2)], WordLinks.GrowDiagonal([0, 1, -1], [0, -1, 2]));      // one after another
        Assert.Empty(WordLinks.GrowDiagonal([-1, 0], [-1]));
    }

    [Fact]
    public void Fragments_translate_each_other()
    {
        var aligner = WordAligner.Train(Pairs);
        List<SentencePair> fragments = Fragments.Of(Pairs, aligner, 2, seed: 1);
        Assert.InRange(fragments.Count, Pairs.Count, 2 * Pairs.Count);
        foreach (SentencePair fragment in fragments)
        {
            Assert.DoesNotContain(fragment.Source, Pairs.Select(pair => pair.Source));
            for (int n = 0; n < Nouns.Length; n++) Assert.Equal(Has(fragment.Source, Nouns[n]), Has(fragment.Target, EnglishNouns[n]));
            for (int a = 0; a < Adjectives.Length; a++) Assert.Equal(Has(fragment.Source, Adjectives[a]), Has(fragment.Target, EnglishAdjectives[a]));
        }
        Assert.Equal(fragments, Fragments.Of(Pairs, aligner, 2, seed: 1));
        Assert.NotEqual(fragments, Fragments.Of(Pairs, aligner, 2, seed: 2));
        Assert.Empty(Fragments.Of(Pairs, aligner, 0, seed: 1));
        Assert.Empty(Fragments.Of([], WordAligner.Train([]), 1, seed: 1));

        static bool Has(string text, string word) => Words.Split(text).Any(w => w.Text.Equals(word, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Composed_pairs_have_three_words_in_reverse_order_where_two_were()
    {
        var aligner = WordAligner.Train(Pairs);
        List<SentencePair> composed = ComposedPairs.Of(Pairs, aligner, 3, seed: 1);
        Assert.Equal(3 * Pairs.Count, composed.Count);
        foreach (SentencePair pair in composed)
        {
            string[] source = [.. Words.Split(pair.Source).Select(word => word.Text)], target = [.. Words.Split(pair.Target).Select(word => word.Text)];
            Assert.Equal((5, "Une", "A", ".", "."), (source.Length, source[0], target[0], source[4], target[4]));
            string[] expected = [EnglishAdjectives[Array.IndexOf(Adjectives, source[3])], EnglishAdjectives[Array.IndexOf(Adjectives, source[2])], EnglishNouns[Array.IndexOf(Nouns, source[1])]];
            Assert.Equal(expected, target[1..4], StringComparer.OrdinalIgnoreCase);
        }
        Assert.Contains(composed, pair => Words.Split(pair.Target).Skip(1).Take(3).All(word => char.IsUpper(word.Text[0])));      // as a name
        Assert.Equal(composed, ComposedPairs.Of(Pairs, aligner, 3, seed: 1));
        Assert.NotEqual(composed, ComposedPairs.Of(Pairs, aligner, 3, seed: 2));
        Assert.Empty(ComposedPairs.Of(Pairs, aligner, 0, seed: 1));
        Assert.Empty(ComposedPairs.Of([new("Le chat dort.", "The cat sleeps.")], aligner, 5, seed: 1));                              // nothing changes places
    }

    [Fact]
    public void A_fragment_is_linked_with_nothing_outside_by_hand()
    {
        (int, int)[] links = [(0, 0), (2, 1), (1, 2), (3, 3)];                       // une maison rouge . | a red house .
        Assert.Equal((1, 2), Fragments.TargetOf(links, 1, 2));
        Assert.Equal((2, 2), Fragments.TargetOf(links, 1, 1));
        Assert.Equal((null, null), Fragments.TargetOf(links, 0, 1));                 // "une maison" would take "red" along
        Assert.Equal((0, 3), Fragments.TargetOf(links, 0, 3));
        Assert.Equal((null, null), Fragments.TargetOf([(0, 0)], 0, 1));              // ends with a word without a link
    }
}
