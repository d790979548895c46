using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Tests.Kernels;

namespace Heed.Tests.Tensors.Ops;

public sealed class ProductOperationTests
{
    private static PreparedWeight Prepare(Tensor weight) => weight.Backend.Prepare(weight);

    [Fact]
    public void Linear_by_hand()
    {
        var x = new Tensor(new(1, 2), [3, 4]);
        var weight = new Tensor(new(3, 2), [1, 0, 0, 1, 2, -1]);
        var bias = new Tensor(new(3), [10, 20, 30]);
        Assert.Equal([13, 24, 32], x.Linear(Prepare(weight), bias, null).Values);
        Assert.Equal([3, 4, 2], x.Linear(Prepare(weight), null, null).Values);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(6, 7, 5)]
    [InlineData(13, 33, 17)]
    public void Linear_agrees_with_its_formula(int rows, int inputs, int outputs)
    {
        GradientCheck.Of((x, tape) => x[0].Linear(Prepare(x[1]), x[2], tape), x => Reference.Linear(x[0], x[1], x[2], inputs, outputs),
            [GradientCheck.Random(1, rows, inputs), GradientCheck.Random(2, outputs, inputs), GradientCheck.Random(3, outputs)]);
        GradientCheck.Of((x, tape) => x[0].Linear(Prepare(x[1]), null, tape), x => Reference.Linear(x[0], x[1], null, inputs, outputs),
            [GradientCheck.Random(1, rows, inputs), GradientCheck.Random(2, outputs, inputs)]);
    }

    [Fact]
    public void Linear_takes_any_leading_sizes()
    {
        Tensor x = GradientCheck.Random(1, 2, 3, 4, 5), weight = GradientCheck.Random(2, 6, 5);
        Tensor y = x.Linear(Prepare(weight), null, null);
        Assert.Equal(new Shape(2, 3, 4, 6), y.Shape);
        Numbers.AssertSameBits(x.Reshape(24, 5).Linear(Prepare(weight), null, null).Values, y.Values);
    }

    [Fact]
    public void A_weight_used_several_times_gets_the_sum_of_its_gradients() =>
        GradientCheck.Of((x, tape) =>
        {
            PreparedWeight weight = Prepare(x[1]);
            Tensor once = x[0].Linear(weight, x[2], tape);
            Tensor twice = once.Tanh(tape).Linear(weight, x[2], tape);
            return twice.Rows(0, 2).Linear(weight, null, tape);                  // fewer rows the last time
        },
        x =>
        {
            double[] once = Reference.Linear(x[0], x[1], x[2], 4, 4);
            double[] twice = Reference.Linear(Reference.Map(once, Math.Tanh), x[1], x[2], 4, 4);
            return Reference.Linear(twice[..8], x[1], null, 4, 4);
        },
        [GradientCheck.Random(1, 3, 4), GradientCheck.Random(2, 4, 4), GradientCheck.Random(3, 4)]);

    [Fact]
    public void A_weight_used_as_a_table_and_in_a_product_gets_both_gradients()
    {
        int[] rows = [2, 0, 2];
        var workspace = new Workspace();
        GradientCheck.Of((x, tape) => x[0].Gather(rows, workspace, tape).Linear(Prepare(x[0]), null, tape),
            x => Reference.Linear([.. rows.SelectMany(row => x[0][(row * 4)..((row + 1) * 4)])], x[0], null, 4, 5),
            [GradientCheck.Random(4, 5, 4)]);
    }

    [Fact]
    public void MatMul_by_hand()
    {
        var a = new Tensor(new(1, 2, 2), [1, 2, 3, 4]);
        var b = new Tensor(new(1, 2, 1), [5, 6]);
        Assert.Equal([17, 39], a.MatMul(b, null).Values);
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 3, 5, 4)]
    [InlineData(3, 1, 9, 17)]
    public void MatMul_agrees_with_its_formula(int batch, int m, int k, int n) =>
        GradientCheck.Of((x, tape) => x[0].MatMul(x[1], tape), x => Reference.MatMul(x[0], x[1], batch, m, k, n),
            [GradientCheck.Random(5, batch, m, k), GradientCheck.Random(6, batch, k, n)]);

    [Fact]
    public void Sizes_that_do_not_fit_are_refused_with_both_shapes()
    {
        var x = new Tensor(new(2, 3));
        PreparedWeight weight = Prepare(new Tensor(new(5, 4)));
        Assert.Contains("Linear: inner sizes differ, [2, 3] × [5, 4] transposed: 3 ≠ 4.", Assert.Throws<ArgumentException>(() => x.Linear(weight, null, null)).Message);
        Assert.Contains("bias", Assert.Throws<ArgumentException>(() => new Tensor(new(2, 4)).Linear(weight, new Tensor(new(4)), null)).Message);
        var a = new Tensor(new(2, 3, 64));
        Assert.Contains("64 ≠ 32", Assert.Throws<ArgumentException>(() => a.MatMul(new Tensor(new(2, 32, 5)), null)).Message);
        Assert.Contains("batches differ", Assert.Throws<ArgumentException>(() => a.MatMul(new Tensor(new(3, 64, 5)), null)).Message);
    }
}
