using Heed.Layers;
using Heed.Text;
using Heed.Training;

namespace Heed.Tests.Training;

public sealed class WordDropoutTests
{
    private static readonly int[] Tokens = [Vocabulary.Start, .. Enumerable.Range(10, 1000), Vocabulary.End];

    [Fact]
    public void Some_tokens_are_read_as_unknown_and_the_symbols_stay()
    {
        int[] read = WordDropout.Of(Tokens, Settings(0.2f), 0, 0);
        Assert.Equal((Vocabulary.Start, Vocabulary.End), (read[0], read[^1]));
        Assert.InRange(read.Count(static token => token == Vocabulary.Unknown), 160, 240);
        Assert.All(read.Zip(Tokens), static pair => Assert.True(pair.First == pair.Second || pair.First == Vocabulary.Unknown));
    }

    [Fact]
    public void Without_a_rate_or_settings_all_are_read()
    {
        Assert.Same(Tokens, WordDropout.Of(Tokens, null, 0, 0));
        Assert.Same(Tokens, WordDropout.Of(Tokens, Settings(0), 0, 0));
    }

    [Fact]
    public void What_is_missing_is_a_function_of_step_sentence_and_side()
    {
        int[] read = WordDropout.Of(Tokens, Settings(0.2f), 1, 0);
        Assert.Equal(read, WordDropout.Of(Tokens, Settings(0.2f), 1, 0));
        Assert.NotEqual(read, WordDropout.Of(Tokens, Settings(0.2f), 2, 0));
        Assert.NotEqual(read, WordDropout.Of(Tokens, Settings(0.2f), 1, 1));
        Assert.NotEqual(read, WordDropout.Of(Tokens, Settings(0.2f, step: 4), 1, 0));
    }

    private static DropoutSettings Settings(float rate, uint step = 3) => new(0, 1, step) { TokenRate = rate };
}
