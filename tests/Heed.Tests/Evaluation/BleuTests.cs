using FsCheck;
using FsCheck.Fluent;
using Heed.Evaluation;

namespace Heed.Tests.Evaluation;

public sealed class BleuTests
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
    public void One_sentence_worked_by_hand()
    {
        // Against "the cat sat on a mat": 5 of 6 words (one "the" too many), 3 of 5 pairs, 2 of 4 triples, 1 of 3 fours:
        // 5/6 · 3/5 · 2/4 · 1/3 = 1/12, and the lengths are equal.
        BleuScore score = Bleu.Corpus(["the cat sat on the mat"], ["the cat sat on a mat"]);
        Assert.Equal([5, 3, 2, 1], score.Counts);
        Assert.Equal([6, 5, 4, 3], score.Totals);
        Assert.Equal([500.0 / 6, 60, 50, 100.0 / 3], score.Precisions);
        Assert.Equal(1, score.BrevityPenalty);
        Assert.Equal(100 * Math.Pow(1.0 / 12, 0.25), score.Value, 10);
        Assert.Equal("BLEU = 53.73 83.3/60.0/50.0/33.3 (BP = 1.000 ratio = 1.000 hyp_len = 6 ref_len = 6)", score.ToString());
    }

    [Fact]
    public void Orders_without_a_match_count_as_a_half_then_a_quarter_of_one_match()
    {
        // "the" seven times: 2 of 7 (clipped), then 1/2 of 6, 1/4 of 5, 1/8 of 4.
        BleuScore score = Bleu.Sentence("the the the the the the the", ["the cat is on the mat"]);
        Assert.Equal([200.0 / 7, 100.0 / 12, 100.0 / 20, 100.0 / 32], score.Precisions);
        Assert.Equal(100 * Math.Pow(2.0 / 7 / 12 / 20 / 32, 0.25), score.Value, 10);
    }

    [Fact]
    public void A_short_sentence_is_averaged_over_the_orders_it_has_and_a_short_corpus_over_four()
    {
        Assert.Equal(100, Bleu.Sentence("the cat", ["the cat"]).Value, 10);
        Assert.Equal(50, Bleu.Sentence("hello there", ["hello you"]).Value, 10);   // 1/2 and, smoothed, 1/2 of 1
        Assert.Equal(0, Bleu.Corpus(["the cat"], ["the cat"]).Value);
        Assert.Equal(100, Bleu.Corpus(["the cat"], ["the cat"], new BleuOptions { EffectiveOrder = true }).Value, 10);
    }

    [Fact]
    public void Short_translations_pay_the_brevity_penalty_and_empty_ones_get_nothing()
    {
        Assert.Equal(Math.Exp(1 - (6.0 / 4)), Bleu.Corpus(["the cat sat on"], ["the cat sat on a mat"]).BrevityPenalty, 12);
        BleuScore empty = Bleu.Corpus([""], ["a b c d"]);
        Assert.Equal(0, empty.Value);
        Assert.Equal(0, empty.BrevityPenalty);
        Assert.Equal(0, Bleu.Corpus(["x"], ["y"]).Value);
        Assert.Equal(1, Bleu.Corpus([""], [""]).BrevityPenalty);
    }

    [Fact]
    public void The_closest_reference_length_counts_and_the_shorter_of_two_as_close()
    {
        Assert.Equal(3, Bleu.Sentence("a b c d", ["1 2 3 4 5", "1 2 3"]).ReferenceLength);
        Assert.Equal(5, Bleu.Sentence("a b c d", ["1 2 3 4 5", "1 2"]).ReferenceLength);
    }

    // Worked out by a second program with other means: counters of tuples of strings, character classes listed one by one.
    [Theory]
    [InlineData("13a", false, 1, 60.858986829, "57,44,35,28", "71,66,61,56", 71, 73)]
    [InlineData("13a", false, 2, 70.579350092, "66,53,41,31", "71,66,61,56", 71, 73)]
    [InlineData("13a", true, 1, 64.811190099, "59,47,38,30", "71,66,61,56", 71, 73)]
    [InlineData("13a", true, 2, 75.561212120, "69,57,45,33", "71,66,61,56", 71, 73)]
    [InlineData("intl", false, 1, 46.809639711, "60,43,32,23", "87,82,77,72", 87, 77)]
    [InlineData("intl", false, 2, 56.521231993, "68,53,40,28", "87,82,77,72", 87, 77)]
    [InlineData("intl", true, 1, 50.612599868, "62,46,35,26", "87,82,77,72", 87, 77)]
    [InlineData("intl", true, 2, 61.122035957, "71,57,44,31", "87,82,77,72", 87, 77)]
    [InlineData("char", false, 1, 62.110749125, "159,138,122,109", "218,213,208,203", 218, 199)]
    [InlineData("char", false, 2, 71.570857487, "171,156,145,133", "218,213,208,203", 218, 200)]
    [InlineData("char", true, 1, 72.097012455, "180,159,144,131", "219,214,209,204", 219, 199)]
    [InlineData("char", true, 2, 81.740454638, "190,178,168,157", "219,214,209,204", 219, 200)]
    [InlineData("none", false, 1, 38.181262627, "33,21,14,8", "49,44,39,34", 49, 52)]
    [InlineData("none", false, 2, 47.374272398, "40,25,16,9", "49,44,39,34", 49, 49)]
    [InlineData("none", true, 1, 42.660202862, "35,24,16,9", "49,44,39,34", 49, 52)]
    [InlineData("none", true, 2, 52.934238464, "43,29,18,10", "49,44,39,34", 49, 49)]
    public void Five_awkward_lines_score_as_a_second_program_says(string tokenizer, bool lowerCase, int references, double value, string counts, string totals, int systemLength, int referenceLength)
    {
        IReadOnlyList<IReadOnlyList<string>> sets = references == 1 ? [First] : [First, Second];
        BleuScore score = Bleu.Corpus(Translations, sets, new BleuOptions { Tokenizer = BleuTokenizer.Named(tokenizer), LowerCase = lowerCase });
        Assert.Equal(counts, string.Join(',', score.Counts));
        Assert.Equal(totals, string.Join(',', score.Totals));
        Assert.Equal((systemLength, referenceLength), (score.SystemLength, score.ReferenceLength));
        Assert.Equal(value, score.Value, 1e-8);
        Assert.Equal($"nrefs:{references}|case:{(lowerCase ? "lc" : "mixed")}|eff:no|tok:{tokenizer}|smooth:exp|version:heed-0.1.0", score.Signature);
    }

    [Theory]
    [InlineData("13a", "Hello, world. It's 3.14 or 1,000-2 (ok)/x.", "Hello , world . It's 3.14 or 1,000 - 2 ( ok ) / x .")]
    [InlineData("13a", "a &lt;b&gt; &amp;quot; <skipped>end-\nless\nline", "a < b > & quot ; endless line")]
    [InlineData("13a", "well... a.,5", "well . . . a . ,5")]
    [InlineData("intl", "Hello, world. It's 3.14 or 1,000-2", "Hello , world . It ' s 3.14 or 1,000-2")]
    [InlineData("intl", "In 1999.", "In 1999.")]
    [InlineData("intl", "½,5 5 % 😀x«y»", "½,5 5 % 😀 x « y »")]
    [InlineData("none", " a,b\u001cc\u3000d ", "a,b c d")]
    [InlineData("char", "a b😀é", "a b 😀 é")]
    public void Tokenizers_cut_where_they_say(string tokenizer, string line, string words) =>
        Assert.Equal(words, string.Join(' ', BleuTokenizer.Named(tokenizer).Split(line)));

    [Theory]
    [InlineData("ÀÉ Straße", "àé straße")]
    [InlineData("İ", "i\u0307")]
    [InlineData("ΣΟΦΌΣ ΑΣ. Σ ΑΣ'Α Σ", "σοφός ας. σ ασ'α σ")]
    [InlineData("𐐀Σ", "𐐨ς")]
    public void Lower_case_is_unicodes(string text, string lower) => Assert.Equal(lower, ScorerText.Lower(text));

    [Fact]
    public void A_text_against_itself_scores_100_and_the_order_of_the_lines_does_not_matter()
    {
        Gen<string> line = Gen.Elements("a", "b", "c,", "d.", "é", "5", "-").ListOf().Where(l => l.Count >= 4).Select(l => string.Join(' ', l));
        Prop.ForAll(line.ListOf().Where(l => l.Count > 0).ToArbitrary(), lines =>
        {
            string[] others = [.. lines.Select((_, i) => lines[(i + 1) % lines.Count])];
            double there = Bleu.Corpus([.. lines], others).Value;
            double reversed = Bleu.Corpus([.. Enumerable.Reverse(lines)], [.. Enumerable.Reverse(others)]).Value;
            return Math.Abs(Bleu.Corpus([.. lines], [.. lines]).Value - 100) < 1e-9 && there == reversed && there is >= 0 and <= 100.000001;
        }).Check(Config.QuickThrowOnFailure.WithReplay(20240607, 3));
    }

    [Fact]
    public void Lists_that_do_not_fit_are_refused()
    {
        Assert.Contains("2 translations, but 1 lines in set 1", Assert.Throws<ArgumentException>(() => Bleu.Corpus(["a", "b"], ["a"])).Message);
        Assert.Throws<ArgumentException>(() => Bleu.Corpus([], Array.Empty<string>()));
        Assert.Throws<ArgumentException>(() => Bleu.Sentence("a", []));
        Assert.Contains("13a, none, intl, char", Assert.Throws<ArgumentException>(() => BleuTokenizer.Named("zh")).Message);
    }

    [Fact]
    public void Every_metric_of_the_catalogue_gives_full_marks_to_the_reference_itself()
    {
        Assert.Equal(Metrics.All.Count, Metrics.All.Select(m => m.Name).Distinct().Count());
        foreach (Metric metric in Metrics.All)
        {
            MetricScore score = Metrics.Named(metric.Name).Score(First, [First]);
            Assert.Equal(100, score.Value, 9);
            Assert.Contains("100.00", score.Text);
            Assert.EndsWith("|version:heed-0.1.0", score.Signature);
        }
        Assert.Throws<ArgumentException>(() => Metrics.Named("ter"));
    }
}
