using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Tests.Kernels;

namespace Heed.Tests.Tensors.Ops;

public sealed class RecurrentOperationTests
{
    [Fact]
    public void A_cell_by_hand()
    {
        // All gates at 0: r = z = 1/2, n = 0, so half of the state before is left.
        Tensor h = new Tensor(new(1, 3)).GruCell(new Tensor(new(1, 3)), new Tensor(new(1, 1), [0.8f]), null);
        Assert.Equal(0.4f, h.Values[0]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(2, 19)]
    public void GruCell_agrees_with_its_formula(int rows, int size) =>
        GradientCheck.Of((x, tape) => x[0].GruCell(x[1], x[2], tape), x => Reference.GruCell(x[0], x[1], x[2], size),
            [GradientCheck.Random(1, rows, 3 * size), GradientCheck.Random(2, rows, 3 * size), GradientCheck.Random(3, rows, size)]);

    [Fact]
    public void Gates_used_in_two_cells_get_both_gradients() =>
        GradientCheck.Of((x, tape) => x[0].GruCell(x[1], x[0].GruCell(x[1], x[2], tape), tape),
            x => Reference.GruCell(x[0], x[1], Reference.GruCell(x[0], x[1], x[2], 4), 4),
            [GradientCheck.Random(1, 2, 12), GradientCheck.Random(2, 2, 12), GradientCheck.Random(3, 2, 4)]);

    [Theory]
    [InlineData(false, 4, 4, 4)]
    [InlineData(true, 4, 4, 4)]
    [InlineData(false, 4, 3, 3, 1)]
    [InlineData(true, 4, 3, 3, 1)]
    [InlineData(false, 1, 1)]
    [InlineData(true, 1)]
    public void GruSequence_agrees_with_its_formula(bool reverse, params int[] batchSizes) =>
        GradientCheck.Of((x, tape) => x[0].GruSequence(x[1].Backend.Prepare(x[1]), x[2], batchSizes, reverse, tape),
            x => Reference.GruSequence(x[0], x[1], x[2], 5, batchSizes, reverse),
            [GradientCheck.Random(4, batchSizes.Sum(), 15), GradientCheck.Random(5, 15, 5), GradientCheck.Random(6, 15)]);

    [Theory]
    [InlineData(false, 4, 4, 4)]
    [InlineData(true, 4, 3, 3, 1)]
    [InlineData(false, 4, 3, 3, 1)]
    [InlineData(true, 1)]
    public void RnnSequence_agrees_with_its_formula(bool reverse, params int[] batchSizes) =>
        GradientCheck.Of((x, tape) => x[0].RnnSequence(x[1].Backend.Prepare(x[1]), x[2], batchSizes, reverse, tape),
            x => Reference.RnnSequence(x[0], x[1], x[2], 5, batchSizes, reverse),
            [GradientCheck.Random(4, batchSizes.Sum(), 5), GradientCheck.Random(5, 5, 5), GradientCheck.Random(6, 5)]);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(2, 19)]
    public void LstmCell_agrees_with_its_formula(int rows, int size) =>
        GradientCheck.Of((x, tape) => Both(x[0].LstmCell(x[1], x[2], tape)), x => Reference.LstmCell(x[0], x[1], x[2], size),
            [GradientCheck.Random(1, rows, 4 * size), GradientCheck.Random(2, rows, 4 * size), GradientCheck.Random(3, rows, size)]);

    [Fact]
    public void Gates_used_in_two_lstm_cells_get_both_gradients() =>
        GradientCheck.Of((x, tape) => Both(x[0].LstmCell(x[1], x[0].LstmCell(x[1], x[2], tape).Cell, tape)),
            x => Reference.LstmCell(x[0], x[1], Reference.LstmCell(x[0], x[1], x[2], 4)[1], 4),
            [GradientCheck.Random(1, 2, 16), GradientCheck.Random(2, 2, 16), GradientCheck.Random(3, 2, 4)]);

    [Theory]
    [InlineData(false, 4, 4, 4)]
    [InlineData(true, 4, 4, 4)]
    [InlineData(false, 4, 3, 3, 1)]
    [InlineData(true, 4, 3, 3, 1)]
    [InlineData(true, 1)]
    public void LstmSequence_agrees_with_its_formula(bool reverse, params int[] batchSizes) =>
        GradientCheck.Of((x, tape) => Both(x[0].LstmSequence(x[1].Backend.Prepare(x[1]), x[2], batchSizes, reverse, tape)),
            x => Reference.LstmSequence(x[0], x[1], x[2], 5, batchSizes, reverse),
            [GradientCheck.Random(4, batchSizes.Sum(), 20), GradientCheck.Random(5, 20, 5), GradientCheck.Random(6, 20)]);

    [Fact]
    public void Both_directions_of_lstm_over_the_same_gates_get_the_sum_of_both_gradients()
    {
        int[] batchSizes = [3, 2, 2];
        GradientCheck.Of((x, tape) =>
        {
            PreparedWeight weight = x[1].Backend.Prepare(x[1]);
            return [.. Both(x[0].LstmSequence(weight, x[2], batchSizes, false, tape)), .. Both(x[0].LstmSequence(weight, x[2], batchSizes, true, tape))];
        },
        x => [.. Reference.LstmSequence(x[0], x[1], x[2], 3, batchSizes, false), .. Reference.LstmSequence(x[0], x[1], x[2], 3, batchSizes, true)],
        [GradientCheck.Random(7, 7, 12), GradientCheck.Random(8, 12, 3), GradientCheck.Random(9, 12)]);
    }

    [Fact]
    public void Both_directions_over_the_same_gates_get_the_sum_of_both_gradients()
    {
        int[] batchSizes = [3, 2, 2];
        GradientCheck.Of((x, tape) =>
        {
            PreparedWeight weight = x[1].Backend.Prepare(x[1]);
            return x[0].GruSequence(weight, x[2], batchSizes, false, tape).Concat(x[0].GruSequence(weight, x[2], batchSizes, true, tape), tape);
        },
        x =>
        {
            double[] forwards = Reference.GruSequence(x[0], x[1], x[2], 3, batchSizes, false), backwards = Reference.GruSequence(x[0], x[1], x[2], 3, batchSizes, true);
            return [.. Enumerable.Range(0, 7).SelectMany(row => forwards[(row * 3)..((row + 1) * 3)].Concat(backwards[(row * 3)..((row + 1) * 3)]))];
        },
        [GradientCheck.Random(7, 7, 9), GradientCheck.Random(8, 9, 3), GradientCheck.Random(9, 9)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sequence_has_the_same_bits_as_steps_of_single_cells(bool reverse)
    {
        Tensor gates = GradientCheck.Random(10, 6, 27), weight = GradientCheck.Random(11, 27, 9), bias = GradientCheck.Random(12, 27);
        PreparedWeight prepared = weight.Backend.Prepare(weight);
        Tensor states = gates.GruSequence(prepared, bias, [3, 2, 1], reverse, null);
        int[][] rowsOf = [[0, 3, 5], [1, 4], [2]];
        foreach (int[] rows in rowsOf)
        {
            var h = new Tensor(new(1, 9));
            foreach (int row in reverse ? rows.Reverse() : rows)
            {
                h = gates.Rows(row, 1).GruCell(h.Linear(prepared, bias, null), h, null);
                Numbers.AssertSameBits(h.Values, states.Rows(row, 1).Values);
            }
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Tensor(new(2, 6)).GruCell(new Tensor(new(2, 6)), new Tensor(new(2, 3)), null));
        Assert.Throws<ArgumentException>(() => new Tensor(new(2, 6)).LstmCell(new Tensor(new(2, 6)), new Tensor(new(2, 2)), null));
        Tensor weight = new(new(6, 2));
        Assert.Throws<ArgumentException>(() => new Tensor(new(4, 6)).LstmSequence(weight.Backend.Prepare(weight), new Tensor(new(6)), [2, 2], false, null));
        Assert.Throws<ArgumentException>(() => new Tensor(new(3, 6)).GruSequence(weight.Backend.Prepare(weight), new Tensor(new(6)), [2, 2], false, null));
    }

    private static Tensor[] Both((Tensor H, Tensor Cell) of) => [of.H, of.Cell];
}
