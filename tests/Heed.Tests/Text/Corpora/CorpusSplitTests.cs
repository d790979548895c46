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
    public void Documents_stay_whole_and_what_they_share_stays_in_the_test()
    {
        List<SentencePair> pairs = [.. Enumerable.Range(0, 300).Select(i => new SentencePair(Letters(i), Letters(i + 5000)) { Document = $"d{i / 10}" })];
        for (int d = 0; d < 30; d++) pairs.Add(new("Merci.", "Thanks.") { Document = $"d{d}" });
        CorpusSplit split = CorpusSplit.SplitByDocument(pairs, 50, seed: 1, testCount: 35);
        Assert.Equal((23, 4, 3), split.Documents);      // of eleven pairs each
        Assert.Equal((230, 40, 31), (split.Train.Count, split.Dev.Count, split.Test.Count));
        Assert.Equal((2, 27), (split.Repeated, split.Shared));
        Assert.Contains(new("Merci.", "Thanks."), split.Test);
        Apart(split.Train, split.Dev);
        Apart(split.Train, split.Test);
        Apart(split.Dev, split.Test);
        Assert.Empty(split.Train.Select(p => p.Document).Intersect(split.Dev.Concat(split.Test).Select(p => p.Document)));
        Assert.Empty(split.Dev.Select(p => p.Document).Intersect(split.Test.Select(p => p.Document)));

        // Another order gives the same parts, another seed others.
        CorpusSplit reversed = CorpusSplit.SplitByDocument(Enumerable.Reverse(pairs), 50, seed: 1, testCount: 35);
        Assert.Equal(split.Test.Order(ByText), reversed.Test.Order(ByText));
        Assert.Equal(split.Dev.Order(ByText), reversed.Dev.Order(ByText));
        Assert.NotEqual(split.Test, CorpusSplit.SplitByDocument(pairs, 50, seed: 2, testCount: 35).Test);

        // One more document changes at most what it takes the place of.
        CorpusSplit more = CorpusSplit.SplitByDocument([.. pairs, new("Encore", "More") { Document = "d30" }], 50, seed: 1, testCount: 35);
        Assert.InRange(split.Test.Select(p => p.Document).Distinct().Intersect(more.Test.Select(p => p.Document)).Count(), 2, 3);
    }

    [Fact]
    public void Documents_that_are_too_few_or_too_large_are_refused()
    {
        SentencePair[] one = [.. Enumerable.Range(0, 10).Select(i => new SentencePair(Letters(i), Letters(i)))];
        Assert.Contains("1 documents are not enough for 2 parts", Assert.Throws<InvalidDataException>(() => CorpusSplit.SplitByDocument(one, 2, 1)).Message);
        SentencePair[] two = [.. one.Select((p, i) => p with { Document = i < 5 ? "a" : "b" })];
        Assert.Contains("no document has at most 3", Assert.Throws<InvalidDataException>(() => CorpusSplit.SplitByDocument(two, 3, 1)).Message);
        Assert.Equal((5, 5), CorpusSplit.SplitByDocument(two, 5, 1) is var split ? (split.Train.Count, split.Dev.Count) : default);
    }

    [Fact]
    public void A_table_may_name_the_document_in_a_third_column()
    {
        using var folder = new Folder();
        string file = folder.Write("a.tsv", "One\tUn\tnews\nTwo\tDeux\n");
        (List<SentencePair> pairs, CorpusReport report) = Folder.Read(TsvCorpus.Parse(file, "2,1,3"));
        Assert.Equal("news", Assert.Single(pairs).Document);
        Assert.Equal([2], report.FirstLines(LeftOut.TooFewColumns));
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
