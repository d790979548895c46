using Heed.Layers;
using Heed.Tensors;
using Heed.Tests.Kernels;
using Heed.Tests.Tensors;

namespace Heed.Tests.Layers;

public sealed class RecurrentLayersTests
{
    public static TheoryData<string> Cells => [.. RecurrentCells.All.Select(cell => cell.Name)];

    public static TheoryData<string, int, bool, bool> Stacks =>
    [
        .. from cell in RecurrentCells.All
           from stack in ((int, bool, bool)[])[(1, false, false), (1, true, false), (2, false, false), (3, true, false), (3, true, true)]
           select (cell.Name, stack.Item1, stack.Item2, stack.Item3),
    ];

    public static TheoryData<string, int, bool> StacksForwards =>
        [.. from cell in RecurrentCells.All from stack in ((int, bool)[])[(1, false), (2, false), (3, true)] select (cell.Name, stack.Item1, stack.Item2)];

    [Theory]
    [MemberData(nameof(Stacks))]
    public void Packed_sequences_have_the_bits_of_each_run_alone(string cell, int layers, bool bidirectional, bool residual)
    {
        foreach (int size in (int[])[5, 16, 33])
        {
            RecurrentLayers stack = Create(cell, new(7, size, layers, bidirectional, residual));
            int[] lengths = [3, 1, 9, 3, 6];
            var rows = new PackedSequence(lengths);
            Tensor x = GradientCheck.Random(2, rows.Rows, 7);
            (Tensor together, Tensor[] final) = stack.Forward(x, rows, New());
            Assert.Equal(layers * stack.StatesPerLayer, final.Length);
            for (int b = 0; b < lengths.Length; b++)
            {
                var own = new Tensor(new(lengths[b], 7));
                for (int t = 0; t < lengths[b]; t++) x.Rows(rows.RowOf(b, t), 1).Values.CopyTo(own.Memory[(t * 7)..]);
                (Tensor alone, Tensor[] end) = stack.Forward(own, new PackedSequence([lengths[b]]), New());
                for (int t = 0; t < lengths[b]; t++) Numbers.AssertSameBits(alone.Rows(t, 1).Values, together.Rows(rows.RowOf(b, t), 1).Values);
                for (int i = 0; i < final.Length; i++) Numbers.AssertSameBits(end[i].Values, final[i].Rows(b, 1).Values);
            }
        }
    }

    [Theory]
    [MemberData(nameof(StacksForwards))]
    public void Steps_have_the_bits_of_whole_sequences(string cell, int layers, bool residual)
    {
        RecurrentLayers stack = Create(cell, new(6, 11, layers, Residual: residual));
        Tensor x = GradientCheck.Random(4, 5, 6);
        (Tensor whole, Tensor[] final) = stack.Forward(x, new PackedSequence([5]), New());
        Tensor[] states = [.. final.Select(_ => new Tensor(new(1, 11)))];
        for (int t = 0; t < 5; t++)
        {
            (Tensor output, states) = stack.Step(x.Rows(t, 1), states, null, 0, New());
            Numbers.AssertSameBits(whole.Rows(t, 1).Values, output.Values);
        }
        for (int i = 0; i < final.Length; i++) Numbers.AssertSameBits(final[i].Values, states[i].Values);
        Assert.Same(states[(layers - 1) * stack.StatesPerLayer], stack.TopOf(states));
    }

    [Fact]
    public void Units_agree_with_the_formula_in_double_precision()
    {
        var rows = new PackedSequence([2, 4, 3]);
        Tensor x = GradientCheck.Random(6, rows.Rows, 4);
        foreach ((string cell, int gates, Func<double[], double[], double[], double[]> sequence) in ((string, int, Func<double[], double[], double[], double[]>)[])
        [
            ("gru", 3, (g, w, b) => Reference.GruSequence(g, w, b, 5, rows.BatchSizes, false)),
            ("rnn", 1, (g, w, b) => Reference.RnnSequence(g, w, b, 5, rows.BatchSizes, false)),
            ("lstm", 4, (g, w, b) => Reference.LstmSequence(g, w, b, 5, rows.BatchSizes, false)[0]),
        ])
        {
            RecurrentLayers stack = Create(cell, new(4, 5), 5);
            double[] Weight(string name) => Numbers.Doubles(stack.Parameters.First(p => p.Name == name).Parameter.Value.Values.ToArray());
            double[] xGates = Reference.Linear(Numbers.Doubles(x.Values.ToArray()), Weight("weight_ih_l0"), Weight("bias_ih_l0"), 4, gates * 5);
            Numbers.AssertNear(sequence(xGates, Weight("weight_hh_l0"), Weight("bias_hh_l0")), stack.Forward(x, rows, New()).Outputs.Values, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_residual_layer_adds_what_it_read_to_what_it_says(string cell)
    {
        var rows = new PackedSequence([3, 2]);
        Tensor x = GradientCheck.Random(7, rows.Rows, 4);
        RecurrentLayers plain = Create(cell, new(4, 5, 2)), residual = Create(cell, new(4, 5, 2, Residual: true)), bottom = Create(cell, new(4, 5));
        foreach ((Parameter from, Parameter to) in plain.Parameters.Select(p => p.Parameter).Zip(bottom.Parameters.Select(p => p.Parameter))) from.Value.Values.CopyTo(to.Value.Memory);
        (Tensor said, Tensor[] final) = plain.Forward(x, rows, New());
        (Tensor sum, Tensor[] residualFinal) = residual.Forward(x, rows, New());
        Tensor read = bottom.Forward(x, rows, New()).Outputs;
        for (int i = 0; i < sum.Shape.Count; i++) Assert.Equal(said.Values[i] + read.Values[i], sum.Values[i]);
        for (int i = 0; i < final.Length; i++) Numbers.AssertSameBits(final[i].Values, residualFinal[i].Values);      // what the layers hand on stays their own
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Dropout_acts_between_layers_only_and_only_while_training(string cell)
    {
        var rows = new PackedSequence([3, 2]);
        Tensor x = GradientCheck.Random(7, rows.Rows, 4);
        ForwardContext training = new(new Workspace(), null, new DropoutSettings(0.5f, 1, 1));
        RecurrentLayers one = Create(cell, new(4, 5)), two = Create(cell, new(4, 5, 2));
        Numbers.AssertSameBits(one.Forward(x, rows, New()).Outputs.Values, one.Forward(x, rows, training).Outputs.Values);
        Assert.NotEqual(two.Forward(x, rows, New()).Outputs.Values.ToArray(), two.Forward(x, rows, training).Outputs.Values.ToArray());
    }

    [Fact]
    public void Dropout_can_keep_the_same_features_at_all_steps_of_a_sentence()
    {
        var rows = new PackedSequence([4, 3]);
        var ones = new Tensor(new(rows.Rows, 100));
        ones.Memory.Fill(1);
        float[] Drop(int b, int t, bool same) =>
            new Dropout(3).Forward(ones, rows, 0, new(new Workspace(), null, new DropoutSettings(0.5f, 1, 1, same))).Rows(rows.RowOf(b, t), 1).Values.ToArray();
        Assert.Equal(Drop(0, 0, same: true), Drop(0, 3, same: true));
        Assert.Equal(Drop(1, 0, same: true), Drop(1, 2, same: true));
        Assert.NotEqual(Drop(0, 0, same: true), Drop(1, 0, same: true));                // another sentence, another mask
        Assert.NotEqual(Drop(0, 0, same: false), Drop(0, 3, same: false));
        Assert.InRange(Drop(0, 1, same: true).Count(x => x == 0), 25, 75);
    }

    [Fact]
    public void Parameters_are_named_as_pytorch_names_them()
    {
        Assert.Equal(
            ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse", "bias_hh_l0_reverse"],
            new Gru(new(3, 4, 1, Bidirectional: true)).Parameters.Select(p => p.Name));
        Assert.Equal(new Shape(12, 8), new Gru(new(3, 4, 2, Bidirectional: true)).Parameters.First(p => p.Name == "weight_ih_l1").Parameter.Shape);
        Assert.Equal(new Shape(16, 8), new Lstm(new(3, 4, 2, Bidirectional: true)).Parameters.First(p => p.Name == "weight_ih_l1").Parameter.Shape);
    }

    [Fact]
    public void Sizes_below_one_and_unknown_cells_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gru(new(0, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(new(4, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(new(4, 4, 0)));
        Assert.Contains("choose one of gru, lstm, rnn", Assert.Throws<ArgumentException>(() => RecurrentCells.Create("elman", new(4, 4))).Message);
    }

    private static RecurrentLayers Create(string cell, RecurrentOptions options, ulong seed = 1)
    {
        RecurrentLayers stack = RecurrentCells.Create(cell, options);
        stack.Initialize(seed);
        return stack;
    }

    private static ForwardContext New() => new(new Workspace());
}
