using Heed.Layers;
using Heed.Tensors;
using Heed.Tests.Kernels;
using Heed.Tests.Tensors;

namespace Heed.Tests.Layers;

public sealed class GruTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Packed_sequences_have_the_bits_of_each_run_alone(int layers, bool bidirectional)
    {
        foreach (int size in (int[])[5, 16, 33])
        {
            var gru = new Gru(7, size, layers, bidirectional);
            gru.Initialize(1);
            int[] lengths = [3, 1, 9, 3, 6];
            var rows = new PackedSequence(lengths);
            Tensor x = GradientCheck.Random(2, rows.Rows, 7);
            (Tensor together, Tensor[] final) = gru.Forward(x, rows, New());
            for (int b = 0; b < lengths.Length; b++)
            {
                var own = new Tensor(new(lengths[b], 7));
                for (int t = 0; t < lengths[b]; t++) x.Rows(rows.RowOf(b, t), 1).Values.CopyTo(own.Memory[(t * 7)..]);
                (Tensor alone, Tensor[] end) = gru.Forward(own, new PackedSequence([lengths[b]]), New());
                for (int t = 0; t < lengths[b]; t++) Numbers.AssertSameBits(alone.Rows(t, 1).Values, together.Rows(rows.RowOf(b, t), 1).Values);
                for (int l = 0; l < layers; l++) Numbers.AssertSameBits(end[l].Values, final[l].Rows(b, 1).Values);
            }
        }
    }

    [Fact]
    public void Steps_have_the_bits_of_whole_sequences()
    {
        var gru = new Gru(6, 11, layers: 2);
        gru.Initialize(3);
        Tensor x = GradientCheck.Random(4, 5, 6);
        Tensor whole = gru.Forward(x, new PackedSequence([5]), New()).Outputs;
        Tensor[] states = [new(new(1, 11)), new(new(1, 11))];
        for (int t = 0; t < 5; t++)
        {
            states = gru.Step(x.Rows(t, 1), states, null, 0, New());
            Numbers.AssertSameBits(whole.Rows(t, 1).Values, states[^1].Values);
        }
    }

    [Fact]
    public void It_agrees_with_the_formula_in_double_precision()
    {
        var gru = new Gru(4, 5);
        gru.Initialize(5);
        double[] Weight(string name) => Numbers.Doubles(gru.Parameters.First(p => p.Name == name).Parameter.Value.Values.ToArray());
        var rows = new PackedSequence([2, 4, 3]);
        Tensor x = GradientCheck.Random(6, rows.Rows, 4);
        double[] gates = Reference.Linear(Numbers.Doubles(x.Values.ToArray()), Weight("weight_ih_l0"), Weight("bias_ih_l0"), 4, 15);
        double[] expected = Reference.GruSequence(gates, Weight("weight_hh_l0"), Weight("bias_hh_l0"), 5, rows.BatchSizes, false);
        Numbers.AssertNear(expected, gru.Forward(x, rows, New()).Outputs.Values, 1e-6);
    }

    [Fact]
    public void Dropout_acts_between_layers_only_and_only_while_training()
    {
        var rows = new PackedSequence([3, 2]);
        Tensor x = GradientCheck.Random(7, rows.Rows, 4);
        ForwardContext training = new(new Workspace(), null, new DropoutSettings(0.5f, 1, 1));
        var one = new Gru(4, 5, layers: 1);
        var two = new Gru(4, 5, layers: 2);
        one.Initialize(1);
        two.Initialize(1);
        Numbers.AssertSameBits(one.Forward(x, rows, New()).Outputs.Values, one.Forward(x, rows, training).Outputs.Values);
        Assert.NotEqual(two.Forward(x, rows, New()).Outputs.Values.ToArray(), two.Forward(x, rows, training).Outputs.Values.ToArray());
    }

    [Fact]
    public void Parameters_are_named_as_pytorch_names_them()
    {
        Assert.Equal(
            ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse", "bias_hh_l0_reverse"],
            new Gru(3, 4, 1, bidirectional: true).Parameters.Select(p => p.Name));
        Assert.Equal(new Shape(12, 8), new Gru(3, 4, 2, bidirectional: true).Parameters.First(p => p.Name == "weight_ih_l1").Parameter.Shape);
    }

    private static ForwardContext New() => new(new Workspace());
}
