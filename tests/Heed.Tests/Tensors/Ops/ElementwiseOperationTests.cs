using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Tests.Tensors.Ops;

public sealed class ElementwiseOperationTests
{
    [Fact]
    public void Examples_by_hand()
    {
        var x = new Tensor(new(3), [-1, 0, 2]);
        var y = new Tensor(new(3), [3, 5, 0.5f]);
        Assert.Equal([2, 5, 2.5f], x.Add(y, null).Values);
        Assert.Equal([-3, 0, 1], x.Multiply(y, null).Values);
        Assert.Equal([-2.5f, 0, 5], x.Scale(2.5f, null).Values);
        Assert.Equal([0, 0, 2], x.Relu(null).Values);
        Assert.Equal(0, x.Tanh(null).Values[1]);
        Assert.Equal(0.5f, x.Sigmoid(null).Values[1]);
    }

    [Fact]
    public void Tanh_agrees_with_its_formula() =>
        GradientCheck.Of((x, tape) => x[0].Tanh(tape), x => Reference.Map(x[0], Math.Tanh), [GradientCheck.Random(1, 3, 7)]);

    [Fact]
    public void Sigmoid_agrees_with_its_formula() =>
        GradientCheck.Of((x, tape) => x[0].Sigmoid(tape), x => Reference.Map(x[0], Reference.Sigmoid), [GradientCheck.Random(2, 3, 7)]);

    [Fact]
    public void Relu_agrees_with_its_formula() =>
        GradientCheck.Of((x, tape) => x[0].Relu(tape), x => Reference.Map(x[0], v => Math.Max(v, 0)), [GradientCheck.Random(3, 3, 7)]);

    [Fact]
    public void Add_agrees_with_its_formula() =>
        GradientCheck.Of((x, tape) => x[0].Add(x[1], tape), x => [.. x[0].Zip(x[1], (a, b) => a + b)], [GradientCheck.Random(4, 2, 3, 5), GradientCheck.Random(5, 2, 3, 5)]);

    [Fact]
    public void Multiply_agrees_with_its_formula() =>
        GradientCheck.Of((x, tape) => x[0].Multiply(x[1], tape), x => [.. x[0].Zip(x[1], (a, b) => a * b)], [GradientCheck.Random(6, 19), GradientCheck.Random(7, 19)]);

    [Fact]
    public void A_tensor_added_to_or_multiplied_by_itself_gets_both_gradients()
    {
        GradientCheck.Of((x, tape) => x[0].Add(x[0], tape), x => Reference.Map(x[0], v => 2 * v), [GradientCheck.Random(8, 5)]);
        GradientCheck.Of((x, tape) => x[0].Multiply(x[0], tape), x => Reference.Map(x[0], v => v * v), [GradientCheck.Random(8, 5)]);
    }

    [Fact]
    public void Scale_agrees_with_its_formula() =>
        GradientCheck.Of((x, tape) => x[0].Scale(-1.5f, tape), x => Reference.Map(x[0], v => -1.5 * v), [GradientCheck.Random(9, 4, 4)]);

    [Fact]
    public void Different_shapes_are_refused_by_name()
    {
        var x = new Tensor(new(2, 3));
        var y = new Tensor(new(3, 2));
        Assert.Contains("Add: the shapes differ, [2, 3] and [3, 2].", Assert.Throws<ArgumentException>(() => x.Add(y, null)).Message);
        Assert.Contains("Multiply: the shapes differ", Assert.Throws<ArgumentException>(() => x.Multiply(y, null)).Message);
    }

    [Fact]
    public void Dropout_keeps_or_zeroes_the_same_features_backwards_as_forwards()
    {
        int[] sentences = [0, 1, 0, 1, 0], times = [0, 0, 1, 1, 2];
        var draw = new DropoutDraw(0.4f, 7, 3, 1, sentences, times);
        Tensor x = GradientCheck.Random(10, 5, 33);
        float[] kept = x.Dropout(draw, null).Values.ToArray();
        double[] factors = [.. kept.Select(v => v == 0 ? 0 : 1 / 0.6)];
        Assert.InRange(factors.Count(f => f == 0), 40, 92);            // of 165, 66 are expected
        GradientCheck.Of((t, tape) => t[0].Dropout(draw, tape), t => [.. t[0].Zip(factors, (a, b) => a * b)], [x]);
    }

    [Fact]
    public void Dropout_is_a_function_of_seed_step_place_sentence_and_time_alone()
    {
        Tensor x = GradientCheck.Random(11, 4, 20);
        int[] sentences = [5, 9, 5, 9], times = [0, 0, 1, 1];
        float[] all = x.Dropout(new(0.5f, 1, 2, 3, sentences, times), null).Values.ToArray();
        float[] alone = x.Rows(2, 1).Dropout(new(0.5f, 1, 2, 3, sentences.AsMemory(2, 1), times.AsMemory(2, 1)), null).Values.ToArray();
        Assert.Equal(all[40..60], alone);
        Assert.NotEqual(all, x.Dropout(new(0.5f, 4, 2, 3, sentences, times), null).Values.ToArray());
        Assert.NotEqual(all, x.Dropout(new(0.5f, 1, 4, 3, sentences, times), null).Values.ToArray());
        Assert.NotEqual(all, x.Dropout(new(0.5f, 1, 2, 4, sentences, times), null).Values.ToArray());
        Assert.NotEqual(all, x.Dropout(new(0.5f, 1, 2, 3, times, times), null).Values.ToArray());
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1)]
    [InlineData(float.NaN)]
    public void A_dropout_rate_outside_zero_to_one_is_refused(float rate) =>
        Assert.Throws<ArgumentException>(() => new Tensor(new(1, 2)).Dropout(new(rate, 0, 0, 0, new int[1], new int[1]), null));
}
