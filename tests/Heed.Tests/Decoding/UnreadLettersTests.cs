using Heed.Decoding;
using Heed.Tests.Text;
using Heed.Text;

namespace Heed.Tests.Decoding;

public sealed class UnreadLettersTests
{
    private static readonly BytePairTokenizer French = new(BpeTrainer.Train(Enumerable.Repeat("L'été, le café de l'école a brûlé en août.", 4), 320));

    [Theory]
    [InlineData("")]
    [InlineData("12 + 34 = 46, ½ ١٢٣ ☺")]
    [InlineData("Le café.")]
    [InlineData("L'été à l'école")]
    [InlineData("Le chat de Владимир dort.")]                                   // a name
    [InlineData("عدد ABC")]                                                     // half of them
    public void What_a_model_can_have_met_is_passed_over(string source) => Assert.Null(UnreadLetters.In(source, French, "fr"));

    [Theory]
    [InlineData("سلام!", 0, 4, "س")]
    [InlineData("a 𝒳𝒴", 1, 3, "𝒳")]
    [InlineData("Привет, mon", 3, 9, "П")]
    public void Another_writing_is_named_with_how_much_of_it_there_is(string source, int known, int letters, string first) =>
        Assert.Equal($"the model knows {known} of the {letters} letters ('{first}' is none of its own): what it says is invented unless the text is in fr", UnreadLetters.In(source, French, "fr"));

    [Fact]
    public void A_model_of_sentence_pieces_reads_what_its_source_has()
    {
        UnigramTokenizer tokenizer = UnigramTokenizerTests.Create();
        Assert.Null(UnreadLetters.In("chat", tokenizer, "fr"));
        Assert.Contains("knows 0 of the 3 letters ('ż'", UnreadLetters.In("żół", tokenizer, "pl"), StringComparison.Ordinal);
    }
}
