using Heed.Evaluation;

namespace Heed.Tests.Evaluation;

public sealed class MosesTokenizerTests
{
    [Theory]
    // Signs stand apart, hyphens do not.
    [InlineData("en", "A well-known (red) car; 50% off!", "A well-known ( red ) car ; 50 % off !")]
    [InlineData("de", "„Hallo“ – 12,50 € für 3x2", "„ Hallo “ – 12,50 € für 3x2")]
    [InlineData("en", "snake_case a/b 😀😀 x²", "snake _ case a / b 😀 😀 x ²")]
    // Apostrophes go with what follows in English, with what precedes in French and Italian, and stand alone elsewhere.
    [InlineData("en", "The dog's 1990's toys, the dogs' toys: 'don't'", "The dog 's 1990 's toys , the dogs ' toys : ' don 't'")]
    [InlineData("fr", "L'homme d'aujourd'hui n'a qu'1 \"chien\".", "L' homme d' aujourd' hui n' a qu ' 1 \" chien \" .")]
    [InlineData("it", "l'uomo dell'auto", "l' uomo dell' auto")]
    [InlineData("de", "Peter's Auto geht's", "Peter ' s Auto geht ' s")]
    [InlineData("so", "waa go'aan", "waa go'aan")]
    // Commas and dots within numbers.
    [InlineData("en", "1,000.50 or 1, 2,3,a,4,", "1,000.50 or 1 , 2,3 , a , 4 ,")]
    [InlineData("en", "a,,b", "a , , b")]
    // Dots.
    [InlineData("en", "It ends. Here it ends.", "It ends . Here it ends .")]
    [InlineData("en", "Mr. Smith lives in the U.S. Army etc. and so on.", "Mr. Smith lives in the U.S. Army etc. and so on .")]
    [InlineData("en", "No. 5 was called. No. Nobody came.", "No. 5 was called . No . Nobody came .")]
    [InlineData("de", "Am 3. Mai kam Dr. Meyer bzw. Frau Kunz.", "Am 3. Mai kam Dr. Meyer bzw. Frau Kunz .")]
    [InlineData("nl", "J. de Vries, enz. Klaar.", "J. de Vries , enz . Klaar .")]
    [InlineData("en", "well... so.. and then....", "well ... so .. and then ....")]
    [InlineData("en", "She said 'no.'", "She said ' no . '")]
    // Words with signs of their own.
    [InlineData("fi", "EU:n ja USA: kyllä", "EU:n ja USA : kyllä")]
    [InlineData("ca", "il·lusió · d'aigua", "il·lusió · d' aigua")]
    [InlineData("fa", "«سلام»، گفت؟", "« سلام » ، گفت ؟")]
    // White space and control characters.
    [InlineData("en", " \tone\u00a0two\u0001\u3000 ", "one two")]
    [InlineData("en", "", "")]
    [InlineData("en", "...", "...")]
    [InlineData("en", ".", ".")]
    public void Lines_are_cut_by_the_documented_rules(string language, string line, string words) =>
        Assert.Equal(words, string.Join(' ', BleuTokenizer.Moses(language).Split(line)));

    [Fact]
    public void A_language_may_have_a_region_and_must_be_a_code()
    {
        Assert.Equal(["l'", "eau"], BleuTokenizer.Moses("fr-CA").Split("l'eau"));
        Assert.Equal("moses-fr-CA", BleuTokenizer.Moses("fr-CA").Name);
        Assert.Equal("BLEU: 'German language' is no language; write a code such as de. (Parameter 'language')", Assert.Throws<ArgumentException>(() => BleuTokenizer.Moses("German language")).Message);
    }

    [Fact]
    public void An_order_without_a_match_makes_the_score_zero()
    {
        BleuScore score = Bleu.Corpus(["the cat sat on a mat"], ["the cat was on a mat"], BleuOptions.Moses("en"));
        Assert.Equal([5, 3, 1, 0], score.Counts);
        Assert.Equal([500.0 / 6, 60, 25, 0], score.Precisions);
        Assert.Equal(0, score.Value);
        Assert.Equal("nrefs:1|case:mixed|eff:no|tok:moses-en|smooth:none|version:heed-0.1.0", score.Signature);
        Assert.Equal(0, Bleu.CountLines(["the cat sat on a mat"], [["the cat was on a mat"]], BleuOptions.Moses("en")).Score([0]));
    }

    [Fact]
    public void Lower_case_comes_before_the_cut()
    {
        // In small letters a dot before the next sentence is none that ends one, as in files that are lower-cased before they are tokenized.
        BleuScore score = Bleu.Corpus(["A Man. He Runs."], ["a man. he runs"], BleuOptions.Moses("en", lowerCase: true));
        Assert.Equal([4, 3, 2, 1], score.Counts);
        Assert.Equal(5, score.SystemLength);
        Assert.StartsWith("nrefs:1|case:lc|", score.Signature);
    }
}
