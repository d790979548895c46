using Heed.Evaluation;

namespace Heed.Tests.Evaluation;

public sealed class ChrFTests
{
    private static readonly string[] Translations =
    [
        "The cat sat on the mat, purring (loudly): 3.14 times, 1-2-3 & more.",
        "Große Straße — „Hallo“, sagte er; das kostet 12,50 € … oder 5 %!",
        "İSTANBUL ve ΟΔΥΣΣΕΎΣ ΣΟΦΌΣ. 😀 emoji😀! 日本語のテスト、です。",
        "او گفت: «سلام، دنیا»؟ ۱۲٫۵ و ½ kg x²",
        "&quot;AT&amp;T&quot; said &lt;b&gt; ok\u001cfoo\u00a0bar  ",
    ];

    private static readonly string[] First =
    [
        "A cat sat on the mat and purred (loudly): 3.14 times, 1-2-3 & more!",
        "Große Strasse — „Hallo“, sagte sie; es kostet 12,50 € … oder 6 %!",
        "istanbul ve οδυσσεύς σοφός. 😀 emoji 😀! 日本語の試験、です。",
        "او گفت: «سلام دنیا»؟ ۱۲٫۵ و ½ kg x²",
        "\"AT&T\" said <b> ok foo bar baz",
    ];

    private static readonly string[] Second =
    [
        "The cat was on the mat, purring loudly: 3.14 times; 1-2-3 and more.",
        "Grosse Straße - \"Hallo\", sagte er, das kostet 12.50 € ... oder 5%!",
        "İstanbul ve Οδυσσεύς. 😀 emoji😀 😀",
        "او گفت «سلام، دنیا» ۱۲ و نیم",
        "AT&T said <b> ok",
    ];

    [Fact]
    public void One_word_worked_by_hand()
    {
        // "abcd" against "abce": 3 of 4 characters, 2 of 3 pairs, 1 of 2 triples, 0 of 1 four; no longer runs.
        // P = R = (3/4 + 2/3 + 1/2 + 0) / 4 = 23/48, and F of equals is the same.
        ChrFScore score = ChrF.Sentence("abcd", ["abce"]);
        Assert.Equal(23.0 / 48, score.Precision, 12);
        Assert.Equal(2300.0 / 48, score.Value, 10);
        Assert.Equal("chrF2 = 47.92", score.ToString());
        Assert.Equal("nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:heed-0.1.0", score.Signature);
    }

    [Fact]
    public void Recall_weighs_four_times_as_much_as_precision()
    {
        // Orders that only the reference has do not count: P = 1, R = the mean of 2/4 and 1/3.
        ChrFScore score = ChrF.Sentence("ab", ["abcd"]);
        double recall = (0.5 + (1.0 / 3)) / 2;
        Assert.Equal(1, score.Precision);
        Assert.Equal(500 * recall / (4 + recall), score.Value, 10);
    }

    [Fact]
    public void Words_count_in_the_double_plus_variant_with_one_mark_split_off()
    {
        // "(ab)." is "(ab)" and "."; "(ab" is "(" and "ab": of two words and one pair nothing matches, of five characters three do.
        ChrFScore score = ChrF.Sentence("(ab).", ["(ab"], wordOrder: 2);
        double precision = ((3.0 / 5) + (2.0 / 4) + (1.0 / 3) + 0 + 0) / 5, recall = (1 + 1 + 1 + 0 + 0) / 5.0;
        Assert.Equal(precision, score.Precision, 12);
        Assert.Equal(recall, score.Recall, 12);
        Assert.Equal("chrF2++", score.ToString()[..7]);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 0)]
    [InlineData("abc", "", 0)]
    [InlineData("abc", "xyz", 0)]
    [InlineData("a b c", "abc", 100)]
    [InlineData("\ud83d\ude00", "\ud83d\ude01", 0)]   // the same first half of a surrogate pair is no match
    [InlineData("ABC", "abc", 0)]
    public void Plain_cases(string translation, string reference, double value) =>
        Assert.Equal(value, ChrF.Sentence(translation, [reference]).Value, 10);

    // Worked out by a second program with other means: counters of tuples of strings.
    [Theory]
    [InlineData(0, 62.007779411, 48.476568554, 62.007779411)]
    [InlineData(2, 61.417182664, 47.230486095, 61.417182664)]
    public void Five_awkward_lines_score_as_a_second_program_says(int wordOrder, double first, double second, double mixed)
    {
        Assert.Equal(first, ChrF.Corpus(Translations, First, wordOrder).Value, 1e-8);
        Assert.Equal(second, ChrF.Corpus(Translations, Second, wordOrder).Value, 1e-8);
        string[] odd = [First[0], Second[1], First[2], Second[3], Second[4]], even = [Second[0], First[1], Second[2], First[3], First[4]];
        Assert.Equal(mixed, ChrF.Corpus(Translations, [odd, even], wordOrder).Value, 1e-8);
    }

    [Fact]
    public void With_several_references_a_sentence_gets_the_best_of_its_scores()
    {
        for (int i = 0; i < Translations.Length; i++)
        {
            double best = Math.Max(ChrF.Sentence(Translations[i], [First[i]], 2).Value, ChrF.Sentence(Translations[i], [Second[i]], 2).Value);
            Assert.Equal(best, ChrF.Sentence(Translations[i], [First[i], Second[i]], 2).Value);
        }
    }

    [Fact]
    public void Calls_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ChrF.Corpus(["a"], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => ChrF.Sentence("a", []));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChrF.Sentence("a", ["a"], wordOrder: 5));
    }
}
