using Heed.Text;

namespace Heed.Tests.Text;

public sealed class BpeDropoutTests
{
    private static readonly string[] Sentences =
    [
        "L'accord sur la zone économique européenne a été signé en août 1992.",
        "The agreement on the European Economic Area was signed in August 1992.",
        "این یک جمله است. این کتاب است. 😀😀 e\u0301te\u0301",
    ];

    private static readonly BytePairTokenizer Tokenizer = new(BpeTrainer.Train(Sentences.Concat(Sentences).Concat(Sentences), 500));
    private static readonly BpeDropout Dropout = new(Tokenizer);

    public static TheoryData<string> Texts => ["", " ", "a", .. Sentences, "  two  spaces, don't ", "lone \uD800 half", "<pad> </s>"];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Without_chance_the_pieces_are_those_of_the_tokenizer(string text) => Assert.Equal(Tokenizer.Encode(text), Dropout.Encode(text, 0, new(1, 1, 1)));

    [Theory]
    [MemberData(nameof(Texts))]
    public void However_a_text_is_cut_it_comes_back(string text)
    {
        string mended = Tokenizer.Decode(Tokenizer.Encode(text));
        foreach (float rate in (float[])[0.1f, 0.5f, 0.99f])
        {
            TokenizedText cut = Dropout.EncodeWithSpans(text, rate, new(1, 2, 3));
            Assert.Equal(mended, Tokenizer.Decode(cut.Ids));
            Assert.Equal(Dropout.Encode(text, rate, new(1, 2, 3)), cut.Ids);
            Assert.Equal(cut.Ids.Length, cut.Spans.Length);
        }
    }

    [Fact]
    public void The_more_merges_are_left_out_the_more_pieces_there_are()
    {
        double[] counts = [.. new[] { 0, 0.05f, 0.2f, 0.6f, 0.999f }.Select(rate => Enumerable.Range(0, 50).Average(place => (double)Dropout.Encode(Sentences[1], rate, new(1, 1, (ulong)place)).Length))];
        Assert.Equal(counts.Order(), counts);
        Assert.Equal(counts.Length, counts.Distinct().Count());
        Assert.InRange(counts[^1], Sentences[1].Length - 1, Sentences[1].Length);
    }

    [Fact]
    public void Chance_is_a_function_of_seed_epoch_and_place()
    {
        int[] Cut(ulong seed, ulong epoch, ulong place) => Dropout.Encode(string.Join(' ', Sentences), 0.3f, new(seed, epoch, place));
        Assert.Equal(Cut(1, 2, 3), Cut(1, 2, 3));
        Assert.NotEqual(Cut(1, 2, 3), Cut(2, 2, 3));
        Assert.NotEqual(Cut(1, 2, 3), Cut(1, 3, 3));
        Assert.NotEqual(Cut(1, 2, 3), Cut(1, 2, 4));
    }

    [Fact]
    public void A_single_merge_is_left_out_as_often_as_was_asked_for()
    {
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(["ab ab ab"], Vocabulary.SmallestSize + 1));
        var dropout = new BpeDropout(tokenizer);
        Assert.Single(tokenizer.Encode("ab"));
        double cut = Enumerable.Range(0, 10_000).Count(place => dropout.Encode("ab", 0.3f, new(1, 1, (ulong)place)).Length == 2) / 10_000.0;
        Assert.InRange(cut, 0.28, 0.32);
    }
}
