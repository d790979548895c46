using Heed.Text;

namespace Heed.Tests.Text;

public sealed class BpeTrainerTests
{
    private static readonly string[] Small =
    [
        "low low low low low lower lower newest newest newest newest newest newest widest widest widest",
        "L'été, l'école : l'accord sur la zone économique européenne a été signé.",
        "L'accord a été signé à l'école en août 1992, en août 1993 et en 1994.",
        "aaaa aaaaa aaa abcab cabca abc 😀😀😀 😀😃 العربية العربية",
    ];

    [Fact]
    public void The_example_of_Sennrich_by_hand()
    {
        // Words and counts: low 5, lower 2, newest 6, widest 3, each but the first with its space.
        // es and st occur 9 times; 'e' (0x65) is before 's' (0x73), so es comes first; then est 9; then lo 7, low 7, and so on.
        string[] sentences = ["low low low low low lower lower newest newest newest newest newest newest widest widest widest"];
        BpeModel model = BpeTrainer.Train(sentences, Vocabulary.SmallestSize + 4);
        Assert.Equal([new("e", "s"), new("es", "t"), new("l", "o"), new("lo", "w")], model.Merges);
        Assert.Equal(["es", "est", "lo", "low"], model.Vocabulary.Pieces.Skip(Vocabulary.SmallestSize));
        Assert.Null(model.Shortfall);
        Assert.Equal(["Ġ", "low", "est"], new BytePairTokenizer(model).EncodeWithSpans(" lowest").Pieces);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(120)]
    public void Training_gives_what_counting_anew_each_round_gives(int pieces)
    {
        BpeModel model = BpeTrainer.Train(Small, Vocabulary.SmallestSize + pieces);
        Assert.Equal(NaiveBpe.Train(Small, model.Merges.Count), model.Merges);
    }

    [Fact]
    public void The_order_of_the_sentences_does_not_matter()
    {
        BpeModel one = BpeTrainer.Train(Small, 400), other = BpeTrainer.Train(Small.Reverse(), 400);
        Assert.Equal(one.Merges, other.Merges);
        Assert.Equal(one.Vocabulary.Pieces, other.Vocabulary.Pieces);
    }

    [Fact]
    public void A_corpus_with_too_few_pairs_gives_a_smaller_vocabulary_and_says_so()
    {
        BpeModel model = BpeTrainer.Train(["ab ab", "ab ab cd"], 1000);
        Assert.Equal(Vocabulary.SmallestSize + 2, model.Vocabulary.Size);     // "ab", "Ġab"
        Assert.Contains("262 pieces, not 1,000", model.Shortfall);
        Assert.Equal(Vocabulary.SmallestSize, BpeTrainer.Train([], 300).Vocabulary.Size);
    }

    [Fact]
    public void A_size_that_no_vocabulary_can_have_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BpeTrainer.Train([], 259));
        Assert.Throws<ArgumentOutOfRangeException>(() => BpeTrainer.Train([], (1 << 20) + 1));
    }

    [Fact]
    public void Training_reports_how_far_it_is_and_can_be_stopped()
    {
        var seen = new List<BpeProgress>();
        BpeTrainer.Train(Small, 300, new Immediate(seen.Add));
        Assert.Equal(new BpeProgress(300, 300), seen[^1]);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => BpeTrainer.Train(Small, 300, null, stopped.Token));
    }

    [Fact]
    public void One_endless_word_does_not_slow_training_down()
    {
        uint state = 1;
        string endless = string.Create(200_000, 0, (letters, _) =>
        {
            foreach (ref char letter in letters) letter = (char)('a' + ((state = (state * 1664525) + 1013904223) >> 16) % 26);
        });
        Assert.Equal(2000, BpeTrainer.Train([endless], 2000).Vocabulary.Size);
    }

    private sealed class Immediate(Action<BpeProgress> report) : IProgress<BpeProgress>
    {
        public void Report(BpeProgress value) => report(value);
    }
}
