using FsCheck;
using FsCheck.Fluent;
using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class CorpusSplitTests
{
    [Fact]
    public void Pairs_that_share_a_side_stay_together()
    {
        SentencePair[] pairs =
        [
            new("Va !", "Go."), new("Vas-y.", "GO!"), new("Vas-y", "Go ahead."),          // one group: by target, then by source
            new("Erreur {0} à 3", "Error {0} at 3"), new("Erreur '%s' à 45", "Error on {1}, 6"),   // one group: placeholders and digits
            new("Chat", "Cat"), new("Chien", "Dog"), new("Chat", "Cat"),
        ];
        CorpusSplit split = CorpusSplit.Split(pairs, 2, seed: 1);
        Assert.Equal(1, split.Repeated);
        Assert.Equal(2, split.Dev.Count);
        Assert.Equal(5, split.Train.Count);
        Assert.Empty(split.Test);
        bool catOrDog = split.Dev.Contains(new("Chat", "Cat")) && split.Dev.Contains(new("Chien", "Dog"));
        bool errors = split.Dev.Contains(pairs[3]) && split.Dev.Contains(pairs[4]);
        Assert.True(catOrDog || errors);
    }

    [Theory]
    [InlineData("Cannot find '{0}' in %s.", "cannot find {12} in $(File)!")]
    [InlineData("In 1992, 3.5 %", "in 2001 , 4 %")]
    [InlineData("Go!", "GO.")]
    [InlineData("a\u00A0b\n c", "A b - c")]
    [InlineData("100", "99 {0}")]
    public void Texts_that_differ_in_nothing_of_meaning_count_as_the_same(string one, string other) =>
        Assert.Equal(CorpusSplit.Essence(one), CorpusSplit.Essence(other));

    [Theory]
    [InlineData("chat", "chats")]
    [InlineData("été", "ete")]
    [InlineData("I ❤ it", "I it")]
    [InlineData("50% sure", "50% usure")]
    [InlineData("我是", "我不是")]
    public void Texts_with_other_letters_do_not(string one, string other) =>
        Assert.NotEqual(CorpusSplit.Essence(one), CorpusSplit.Essence(other));

    [Fact]
    public void Parts_share_nothing_and_lose_nothing_whatever_the_corpus()
    {
        Gen<string> text = Gen.Choose(0, 40).SelectMany(i => Gen.Elements($"w{(char)('a' + (i % 26))}{(char)('a' + (i / 26))} {i % 3}", $"W{(char)('a' + (i % 26))}{(char)('a' + (i / 26))} {{0}}"));
        Gen<List<SentencePair>> corpora = text.Zip(text).Select(p => new SentencePair(p.Item1, p.Item2)).ListOf().Select(p => p.ToList());
        Prop.ForAll(corpora.ToArbitrary(), pairs =>
        {
            CorpusSplit split = CorpusSplit.Split(pairs, 6, seed: 5, testCount: 3);
            Assert.Equal(pairs.Distinct().Order(ByText), split.Train.Concat(split.Dev).Concat(split.Test).Order(ByText));
            Assert.Equal(pairs.Count - pairs.Distinct().Count(), split.Repeated);
            Assert.True(split.Dev.Count <= 6 && split.Test.Count <= 3);
            Apart(split.Train, split.Dev);
            Apart(split.Train, split.Test);
            Apart(split.Dev, split.Test);
            Assert.Equal(split.Train, CorpusSplit.Without(split.Train, split.Dev));

            CorpusSplit reversed = CorpusSplit.Split(Enumerable.Reverse(pairs), 6, seed: 5, testCount: 3);
            Assert.Equal(split.Dev, reversed.Dev);
            Assert.Equal(split.Test, reversed.Test);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Another_seed_chooses_other_pairs_and_the_counts_are_met()
    {
        SentencePair[] pairs = [.. Enumerable.Range(0, 2000).Select(i => new SentencePair(Letters(i), Letters(i + 5000)))];
        CorpusSplit one = CorpusSplit.Split(pairs, 100, 1, 50), same = CorpusSplit.Split(pairs, 100, 1, 50), other = CorpusSplit.Split(pairs, 100, 2, 50);
        Assert.Equal(100, one.Dev.Count);
        Assert.Equal(50, one.Test.Count);
        Assert.Equal(1850, one.Train.Count);
        Assert.Equal(one.Dev, same.Dev);
        Assert.InRange(one.Dev.Intersect(other.Dev).Count(), 0, 30);
        // Spread over the whole corpus: the mean place of 100 of 2,000 is 1,000 ± 58.
        Assert.InRange(one.Dev.Average(p => Array.IndexOf(pairs, p)), 770, 1230);
    }

    [Fact]
    public void Half_of_a_small_corpus_stays_for_training()
    {
        CorpusSplit split = CorpusSplit.Split([new("a", "b"), new("c", "d"), new("e", "f")], 500, 1);
        Assert.Equal((2, 1), (split.Train.Count, split.Dev.Count));
        Assert.Empty(CorpusSplit.Split([], 5, 1).Dev);
        Assert.Throws<ArgumentOutOfRangeException>(() => CorpusSplit.Split([], -1, 1));
    }

    [Fact]
    public void What_is_held_out_leaves_the_rest()
    {
        SentencePair[] pairs = [new("Un", "One"), new("Deux", "Two"), new("Trois", "Three"), new("UN!", "Won"), new("Ein", "one 1")];
        Assert.Equal([pairs[1], pairs[2]], CorpusSplit.Without(pairs, [new("un", "wan"), new("eins", "one")]));
    }

    [Fact]
    public void A_real_corpus_gives_500_pairs_that_share_nothing_with_the_rest()
    {
        List<SentencePair> pairs = Folder.Read(CorpusSpec.Parse("sdk:fr-en")).Pairs;
        CorpusSplit split = CorpusSplit.Split(pairs, 500, 1);
        Assert.Equal(500, split.Dev.Count);
        Apart(split.Train, split.Dev);
        Assert.Equal(pairs.Count, split.Train.Count + 500 + split.Repeated);
    }

    private static readonly Comparer<SentencePair> ByText =
        Comparer<SentencePair>.Create((a, b) => string.CompareOrdinal(a.Source + "\t" + a.Target, b.Source + "\t" + b.Target));

    private static string Letters(int number) => string.Concat(number.ToString().Select(d => (char)('a' + d - '0')));

    private static void Apart(IEnumerable<SentencePair> one, IEnumerable<SentencePair> other)
    {
        Assert.Empty(one.Select(p => CorpusSplit.Essence(p.Source)).Intersect(other.Select(p => CorpusSplit.Essence(p.Source))));
        Assert.Empty(one.Select(p => CorpusSplit.Essence(p.Target)).Intersect(other.Select(p => CorpusSplit.Essence(p.Target))));
    }
}
