using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Tests.Tensors.Ops;

public sealed class AdditiveAttentionOperationTests
{
    [Fact]
    public void An_example_by_hand()
    {
        // w = ln 3 / tanh 1; scores of the keys 1 and 0 for the query 0 are ln 3 and 0: weights 3/4 and 1/4.
        var keys = new Tensor(new(1, 2, 1), [1, 0]);
        var values = new Tensor(new(1, 2, 2), [4, 8, 0, 4]);
        var score = new Tensor(new(1), [(float)(Math.Log(3) / Math.Tanh(1))]);
        (Tensor context, Tensor weights) = new Tensor(new(1, 1)).AdditiveAttention(keys.PrepareAdditive(values, score, [2], null), [0], null);
        Assert.Equal(0.75f, weights.Values[0], 1e-6f);
        Assert.Equal(0.25f, weights.Values[1], 1e-6f);
        Assert.Equal(3, context.Values[0], 1e-5f);
        Assert.Equal(7, context.Values[1], 1e-5f);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 6, 3)]
    [InlineData(5, 13, 17)]
    [InlineData(18, 33, 5)]
    public void It_agrees_with_its_formula_for_several_queries_per_sentence(int most, int size, int valueSize)
    {
        int[] lengths = [most, (most + 1) / 2, 0], sentences = [1, 0, 0, 2, 1, 0];        // the third sentence has nothing to attend to
        GradientCheck.Of((x, tape) =>
        {
            (Tensor context, Tensor weights) = x[0].AdditiveAttention(x[1].PrepareAdditive(x[2], x[3], lengths, tape), sentences, tape);
            return new[] { context, weights };
        },
        x =>
        {
            (double[] context, double[] weights) = Reference.AdditiveAttention(x[0], x[1], x[2], x[3], sentences, lengths, most);
            return new[] { context, weights };
        },
        [GradientCheck.Random(1, 6, size), GradientCheck.Random(2, 3, most, size), GradientCheck.Random(3, 3, most, valueSize), GradientCheck.Random(4, size)]);
    }

    [Fact]
    public void Keys_prepared_once_and_read_at_several_steps_get_the_sum_of_the_gradients()
    {
        int[] lengths = [3, 2], sentences = [0, 1];
        GradientCheck.Of((x, tape) =>
        {
            AdditiveOperands memory = x[1].PrepareAdditive(x[1], x[2], lengths, tape);
            Tensor first = x[0].AdditiveAttention(memory, sentences, tape).Context;
            return first.AdditiveAttention(memory, sentences, tape).Context;                // the context is the next query
        },
        x => Reference.AdditiveAttention(Reference.AdditiveAttention(x[0], x[1], x[1], x[2], sentences, lengths, 3).Context, x[1], x[1], x[2], sentences, lengths, 3).Context,
        [GradientCheck.Random(1, 2, 4), GradientCheck.Random(2, 2, 3, 4), GradientCheck.Random(3, 4)]);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Tensor keys = new(new(2, 3, 4)), values = new(new(2, 3, 5)), score = new(new(4));
        Assert.Throws<ArgumentException>(() => keys.PrepareAdditive(values, new Tensor(new(5)), [3, 3], null));
        Assert.Throws<ArgumentException>(() => keys.PrepareAdditive(new Tensor(new(2, 4, 5)), score, [3, 3], null));
        Assert.Throws<ArgumentException>(() => keys.PrepareAdditive(values, score, [3], null));
        Assert.Throws<ArgumentException>(() => keys.PrepareAdditive(values, score, [3, 4], null));
        Assert.Throws<ArgumentException>(() => keys.PrepareAdditive(values, score, [3, -1], null));
        AdditiveOperands memory = keys.PrepareAdditive(values, score, [3, 1], null);
        Assert.Throws<ArgumentException>(() => new Tensor(new(1, 3)).AdditiveAttention(memory, [0], null));
        Assert.Contains("no sentence 2", Assert.Throws<ArgumentException>(() => new Tensor(new(1, 4)).AdditiveAttention(memory, [2], null)).Message);
    }
}
