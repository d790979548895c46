using Heed.Decoding;
using Heed.Layers;
using Heed.Text;

namespace Heed.Tests.Decoding;

public sealed class RareNamesTests
{
    // It knows these words and the letters.
    private static readonly BytePairTokenizer Tokenizer = new(BpeTrainer.Train([.. Enumerable.Repeat("le chat de Tom dort et Paris aussi Installez le chat", 3)], 300));
    private static readonly RareNames Names = new(Tokenizer, AlignmentStep.Written);

    [Theory]
    [InlineData("le chat de Tom dort", "")]
    [InlineData("Tom et Krzysztof dort", "Krzysztof")]
    [InlineData("Krzysztof dort", "Krzysztof")]
    [InlineData("Installez le chat", "")]
    [InlineData("Quelqu'un dort, dort-il", "")]
    [InlineData("le chat config.yaml, README.md.", "config.yaml README.md")]
    [InlineData("le chat 3.14.2 et libxml2-dev", "3.14.2 libxml2-dev")]
    [InlineData("le chat PATH_INFO de support@example.com", "PATH_INFO support@example.com")]
    [InlineData("le chat C:\\Users\\Tom et /usr/lib", "C:\\Users\\Tom /usr/lib")]
    [InlineData("le chat et/ou le chat.Il dort", "")]
    [InlineData("le chat de 17h30, le 2e et 50kg", "")]
    [InlineData("le chat 14 325 et 06 12 34, 7", "14 325|06 12 34")]
    [InlineData("le chat de l'iPhone 15", "iPhone 15")]
    [InlineData("", "")]
    [InlineData(". , ! — …", "")]
    public void Literals_and_words_in_many_pieces_are_names(string text, string names) =>
        Assert.Equal(names.Split(names.Contains('|', StringComparison.Ordinal) ? '|' : ' ', StringSplitOptions.RemoveEmptyEntries), Names.Of(text).Select(name => text[name.Span.Start..name.Span.End]));

    [Fact]
    public void A_name_that_is_there_or_that_the_model_was_sure_of_is_not_copied()
    {
        const string source = "le chat de Krzysztof dort";
        TokenizedText text = new BytePairTokenizer(BpeTrainer.Train(["le chat de Tom dort"], 280)).EncodeWithSpans(source);
        int columns = text.Ids.Length + 1, name = Array.FindIndex(text.Spans, span => span.Start == 11);
        float[] weights = new float[2 * columns];
        weights[name] = 1;
        weights[2 * columns - 1] = 1;
        var found = new Hypothesis([5, Vocabulary.End], -1, -1, true, weights);
        Assert.Empty(Names.For(text, "the cat of Krzysztof sleeps", found, () => throw new InvalidOperationException("nothing is asked for")));
        Assert.Empty(Names.For(text, "Christopher's cat", found, () => [Math.Log(0.6), 0]));
        Assert.Equal([(new TextSpan(11, 20), "Krzysztof")], Names.For(text, "Krizoff's cat", found, () => [Math.Log(0.4), 0]));
        Assert.Equal([(new TextSpan(11, 20), "Krzysztof")], Names.For(text, "the cat", found with { Weights = new float[2 * columns] }, () => [0, 0]));
    }

    [Fact]
    public void The_step_that_reads_a_token_says_how_sure_the_model_was_of_it()
    {
        TokenizedText text = new BytePairTokenizer(BpeTrainer.Train(["le chat de Tom dort"], 280)).EncodeWithSpans("le chat de Krzysztof dort");
        int columns = text.Ids.Length + 1, name = Array.FindIndex(text.Spans, span => span.Start == 11);
        float[] weights = new float[3 * columns];
        weights[columns - 1] = 1;
        weights[columns + name] = 1;                                                            // the second step reads the first token
        weights[3 * columns - 1] = 1;
        var found = new Hypothesis([5, 6, Vocabulary.End], -1, -1, true, weights);
        var names = new RareNames(Tokenizer, AlignmentStep.Read);
        Assert.Empty(names.For(text, "Christopher's cat", found, () => [Math.Log(0.6), Math.Log(0.4), 0]));
        Assert.Equal([(new TextSpan(11, 20), "Krzysztof")], names.For(text, "Krizoff's cat", found, () => [Math.Log(0.4), Math.Log(0.6), 0]));
    }
}
