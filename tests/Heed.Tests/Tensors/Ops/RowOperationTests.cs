using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Tests.Tensors.Ops;

/// <summary>Operations that pick, join and normalise rows, and views.</summary>
public sealed class RowOperationTests
{
    private static readonly Workspace Workspace = new();

    [Fact]
    public void Gather_by_hand_and_minus_one_gives_zeros()
    {
        var table = new Tensor(new(3, 2), [1, 2, 3, 4, 5, 6]);
        Assert.Equal([5, 6, 0, 0, 1, 2, 5, 6], table.Gather([2, -1, 0, 2], new Workspace(), null).Values);
    }

    [Fact]
    public void Gather_agrees_with_its_formula()
    {
        int[] rows = [3, 0, -1, 3, 3, 1];
        GradientCheck.Of((x, tape) => x[0].Gather(rows, Workspace, tape),
            x => [.. rows.SelectMany(row => row < 0 ? new double[5] : x[0][(row * 5)..((row + 1) * 5)])], [GradientCheck.Random(1, 4, 5)]);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(3)]
    public void Gather_refuses_a_row_that_is_not_there(int row) =>
        Assert.Contains($"no row {row}", Assert.Throws<ArgumentOutOfRangeException>(() => new Tensor(new(3, 2)).Gather([row], Workspace, null)).Message);

    [Fact]
    public void Concat_agrees_with_its_formula() =>
        GradientCheck.Of((x, tape) => x[0].Concat(x[1], tape),
            x => [.. Enumerable.Range(0, 3).SelectMany(row => x[0][(row * 4)..((row + 1) * 4)].Concat(x[1][(row * 2)..((row + 1) * 2)]))],
            [GradientCheck.Random(2, 3, 4), GradientCheck.Random(3, 3, 2)]);

    [Fact]
    public void Concat_refuses_different_numbers_of_rows() =>
        Assert.Contains("Concat: the numbers of rows differ, [2, 3] and [3, 3].", Assert.Throws<ArgumentException>(() => new Tensor(new(2, 3)).Concat(new Tensor(new(3, 3)), null)).Message);

    [Fact]
    public void Stack_agrees_with_its_formula_also_with_a_part_that_comes_twice() =>
        GradientCheck.Of((x, tape) => new[] { x[0], x[1], x[0] }.Stack(tape), x => [.. x[0], .. x[1], .. x[0]], [GradientCheck.Random(4, 2, 3), GradientCheck.Random(5, 1, 3)]);

    [Fact]
    public void Stack_refuses_nothing_and_rows_of_different_sizes()
    {
        Assert.Throws<ArgumentException>(() => Array.Empty<Tensor>().Stack(null));
        Assert.Throws<ArgumentException>(() => new[] { new Tensor(new(1, 2)), new Tensor(new(1, 3)) }.Stack(null));
    }

    [Fact]
    public void Softmax_by_hand_does_not_overflow()
    {
        Tensor y = new Tensor(new(2, 3), [100, 100, 1000, 1, 1, 7]).Softmax([2, 3], null);
        Assert.Equal([0.5f, 0.5f, 0], y.Values[..3]);
        Assert.Equal(1, y.Values[3..].ToArray().Sum(), 1e-6f);
    }

    [Fact]
    public void Softmax_agrees_with_its_formula_also_for_a_row_of_length_zero()
    {
        int[] lengths = [7, 3, 0, 1];
        GradientCheck.Of((x, tape) => x[0].Softmax(lengths, tape), x => Reference.Softmax(x[0], 7, lengths), [GradientCheck.Random(6, 4, 7)]);
        GradientCheck.Of((x, tape) => x[0].Softmax(null, tape), x => Reference.Softmax(x[0], 7, null), [GradientCheck.Random(7, 2, 2, 7)]);
    }

    [Fact]
    public void A_softmax_over_nothing_is_zero_and_reads_nothing()
    {
        var x = new Tensor(new(1, 4), [float.NaN, float.NaN, float.NaN, float.NaN]);
        var tape = new GradientTape(new Workspace());
        Tensor y = x.Softmax([0], tape);
        tape.GradientOf(y).Memory.Fill(1);
        tape.Backward();
        Assert.Equal(new float[4], y.Values);
        Assert.Equal(new float[4], tape.GradientOf(x).Values);
    }

    [Fact]
    public void LayerNorm_by_hand()
    {
        var one = new Tensor(new(2), [1, 1]);
        Tensor y = new Tensor(new(1, 2), [1, 5]).LayerNorm(one, new Tensor(new(2), [0, 10]), 0, null);
        Assert.Equal([-1, 11], y.Values);
    }

    [Theory]
    [InlineData(4, 10)]
    [InlineData(3, 37)]
    public void LayerNorm_agrees_with_its_formula(int rows, int size) =>
        GradientCheck.Of((x, tape) => x[0].LayerNorm(x[1], x[2], 1e-3f, tape), x => Reference.LayerNorm(x[0], x[1], x[2], 1e-3f),
            [GradientCheck.Random(8, rows, size), GradientCheck.Random(9, size), GradientCheck.Random(10, size)], 2e-5);

    [Fact]
    public void AddPairs_agrees_with_its_formula() =>
        GradientCheck.Of((x, tape) => x[0].AddPairs(x[1], tape), x =>
        {
            double[] z = new double[2 * 3 * 4 * 5];
            for (int i = 0; i < z.Length; i++)
            {
                int h = i % 5, k = i / 5 % 4, q = i / 20 % 3, b = i / 60;
                z[i] = x[0][(b * 3 + q) * 5 + h] + x[1][(b * 4 + k) * 5 + h];
            }
            return z;
        },
        [GradientCheck.Random(11, 2, 3, 5), GradientCheck.Random(12, 2, 4, 5)]);

    [Fact]
    public void Views_share_memory()
    {
        var x = new Tensor(new(3, 4));
        Tensor rows = x.Rows(1, 2), flat = x.Reshape(12);
        rows.Memory[0] = 7;
        flat.Memory[11] = 9;
        Assert.Equal([0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 9], x.Values);
        Assert.Equal(9, rows.Rows(1, 1).Reshape(2, 2).Values[3]);
    }

    [Fact]
    public void Views_share_the_gradient_of_the_whole() =>
        GradientCheck.Of((x, tape) => new[]
        {
            x[0].Rows(1, 2).Tanh(tape),                                      // rows 1 and 2
            x[0].Rows(1, 3).Rows(1, 1).Reshape(2, 2).Scale(3, tape),         // row 2 again, through a view of a view
            x[0].Reshape(2, 8).Rows(1, 1).Sigmoid(tape),                     // rows 2 and 3
        },
        x => [Reference.Map(x[0][4..12], Math.Tanh), Reference.Map(x[0][8..12], v => 3 * v), Reference.Map(x[0][8..16], Reference.Sigmoid)],
        [GradientCheck.Random(13, 4, 4)]);

    [Fact]
    public void A_result_read_through_views_gets_their_gradients() =>
        GradientCheck.Of((x, tape) =>
        {
            Tensor y = x[0].Tanh(tape);
            return y.Rows(0, 1).Add(y.Rows(1, 1), tape).Multiply(y.Rows(1, 1), tape);
        },
        x => [.. Enumerable.Range(0, 3).Select(i => (Math.Tanh(x[0][i]) + Math.Tanh(x[0][i + 3])) * Math.Tanh(x[0][i + 3]))],
        [GradientCheck.Random(14, 2, 3)]);

    [Fact]
    public void Views_outside_the_tensor_are_refused()
    {
        var x = new Tensor(new(3, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Rows(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Rows(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Rows(int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tensor(new Shape()).Rows(0, 1));
        Assert.Contains("[3, 4] holds 12 numbers, [5] holds 5", Assert.Throws<ArgumentException>(() => x.Reshape(5)).Message);
        Assert.Equal(0, x.Rows(3, 0).Shape.Count);
    }
}
