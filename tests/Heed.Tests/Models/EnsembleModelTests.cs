using Heed.Decoding;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Tests.Contracts;
using Heed.Tests.Kernels;
using Heed.Text;

namespace Heed.Tests.Models;

public sealed class EnsembleModelTests
{
    private static readonly TranslationModel Additive = Create("additive, both directions, deep, bridge", 1), Lstm = Create("additive, both directions, deep, bridge, lstm", 2), Fixed = Create("none, both directions, deep, bridge", 3);

    [Fact]
    public void Probabilities_and_attention_are_the_mean_of_the_members()
    {
        var ensemble = new EnsembleModel([Additive, Lstm, Fixed]);
        int[][] sources = ModelVariants.Sources(1, 5, 2, 9);
        ForwardContext context = New();
        DecoderState state = ensemble.Start(sources, context);
        DecoderState[] states = [Additive.Start(sources, context), Lstm.Start(sources, context), Fixed.Start(sources, context)];
        foreach (int[] tokens in (int[][])[[1, 1, 1], [7, 8, 9]])
        {
            Tensor logits = ensemble.Project(ensemble.Step(tokens, state, context), context);
            double[] expected = new double[logits.Shape.Count];
            TranslationModel[] members = [Additive, Lstm, Fixed];
            for (int m = 0; m < members.Length; m++)
            {
                double[] p = Heed.Tests.Tensors.Reference.Softmax(Numbers.Doubles(members[m].Project(members[m].Step(tokens, states[m], context), context).Values.ToArray()), logits.Shape.Last, null);
                for (int i = 0; i < p.Length; i++) expected[i] += p[i] / members.Length;
            }
            Numbers.AssertNear([.. expected.Select(p => Math.Log(p))], logits.Values, 1e-5);
            for (int row = 0; row < sources.Length; row++)
            {
                double[] mean = [.. states[0].WeightsOf(row).ToArray().Zip(states[1].WeightsOf(row).ToArray(), (a, b) => ((double)a + b) / 2)];      // the third has none
                Numbers.AssertNear(mean, state.WeightsOf(row), 1e-6);
            }
        }
    }

    [Fact]
    public void Steps_have_the_bits_of_given_targets_and_rows_those_of_other_company()
    {
        var ensemble = new EnsembleModel([Additive, Lstm]);
        int[][] sources = ModelVariants.Sources(2, 5, 2), inputs = ModelVariants.Inputs(2, 3, 3);
        ForwardContext context = New();
        TeacherForced forced = ensemble.Forward(sources, inputs, 0, context);
        Tensor whole = ensemble.Project(forced.Hidden, context);
        DecoderState state = ensemble.Start(sources, context);
        state.Select([1, 0, 0]);
        for (int t = 0; t < 3; t++)
        {
            Tensor logits = ensemble.Project(ensemble.Step([inputs[1][t], inputs[0][t], inputs[0][t]], state, context), context);
            for (int i = 0; i < 3; i++) Numbers.AssertSameBits(whole.Rows(forced.Rows.RowOf(i == 0 ? 1 : 0, t), 1).Values, logits.Rows(i, 1).Values);
        }
        Assert.Equal(3, state.RowCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => state.Select([3]));
    }

    [Fact]
    public void The_loss_of_given_targets_is_that_of_the_mean_probabilities()
    {
        var ensemble = new EnsembleModel([Additive, Lstm]);
        int[][] sources = ModelVariants.Sources(3, 4), inputs = ModelVariants.Inputs(3, 5), targets = [[.. inputs[0][1..], Vocabulary.End]];
        ForwardContext context = New();
        Tensor logits = ensemble.Project(ensemble.Forward(sources, inputs, 0, context).Hidden, context);
        double expected = 0;
        for (int t = 0; t < 5; t++) expected -= logits.Rows(t, 1).Values[targets[0][t]];
        Assert.Equal(expected, TargetLoss.Of(ensemble, sources, inputs, targets, new Workspace()), 1e-4);
        Assert.Equal(TargetLoss.Of(Additive, sources, inputs, targets, new Workspace()), TargetLoss.Of(new EnsembleModel([Additive, Additive]), sources, inputs, targets, new Workspace()), 1e-4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_model_beside_itself_says_what_it_says_alone(int beam)
    {
        int[][] sources = ModelVariants.Sources(4, 4, 7, 2);
        var options = new SearchOptions { Beam = beam };
        Hypothesis[][] alone = Searches.For(options).Run(Lstm, sources, options, new Workspace(), CancellationToken.None);
        Hypothesis[][] together = Searches.For(options).Run(new EnsembleModel([Lstm, Lstm]), sources, options, new Workspace(), CancellationToken.None);
        for (int b = 0; b < sources.Length; b++)
        {
            Assert.Equal(alone[b][0].Tokens, together[b][0].Tokens);
            Assert.Equal(alone[b][0].LogProbability, together[b][0].LogProbability, 1e-3);
        }
    }

    [Fact]
    public void Models_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new EnsembleModel([]));
        TranslationModel other = ModelVariants.Create(Additive.Config with { Vocabulary = Vocabulary.SmallestSize + 1 });
        Assert.Contains("does not go with", Assert.Throws<ArgumentException>(() => new EnsembleModel([Additive, other])).Message);
        Assert.Throws<NotSupportedException>(() => new EnsembleModel([Additive]).Output);
    }

    [Fact]
    public void A_logarithm_of_nothing_is_finite()
    {
        float[] y = new float[3];
        Elementwise.Log([0, 1, MathF.E], y);
        Numbers.AssertNear([Math.Log(Math.Pow(2, -126)), 0, 1], y, 1e-5);
    }

    private static TranslationModel Create(string variant, ulong seed) => ModelVariants.Create("rnn: " + variant, seed);

    private static ForwardContext New() => new(new Workspace());
}
