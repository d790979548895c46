using Heed.Decoding;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Tests.Kernels;
using Heed.Text;

namespace Heed.Tests.Contracts;

/// <summary>What every translation model promises: searches, training and exactness are built on it.</summary>
public sealed class TranslationModelContract
{
    private static readonly int[] SourceLengths = [5, 1, 3, 17, 3], InputLengths = [4, 6, 1, 6, 2];

    public static TheoryData<string> Variants => ModelVariants.Names;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Steps_give_the_same_bits_as_a_given_target(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(1, SourceLengths), inputs = ModelVariants.Inputs(1, InputLengths);
        ForwardContext whole = New(), steps = New();
        TeacherForced forced = model.Forward(sources, inputs, 0, whole);
        Tensor forcedLogits = model.Project(forced.Hidden, whole);

        DecoderState state = model.Start(sources, steps);
        int[] live = [.. Enumerable.Range(0, sources.Length)];
        for (int t = 0; live.Length > 0; t++)
        {
            int[] going = [.. Enumerable.Range(0, live.Length).Where(i => t < inputs[live[i]].Length)];
            if (going.Length < live.Length) state.Select(going);                       // targets that have ended are dropped
            live = [.. going.Select(i => live[i])];
            if (live.Length == 0) break;
            Assert.Equal(live.Length, state.RowCount);
            Tensor hidden = model.Step([.. live.Select(b => inputs[b][t])], state, steps), logits = model.Project(hidden, steps);
            for (int i = 0; i < live.Length; i++)
            {
                int row = forced.Rows.RowOf(live[i], t);
                Numbers.AssertSameBits(forced.Hidden.Rows(row, 1).Values, hidden.Rows(i, 1).Values);
                Numbers.AssertSameBits(forcedLogits.Rows(row, 1).Values, logits.Rows(i, 1).Values);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_pair_has_the_same_bits_alone_and_among_any_neighbours(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(2, SourceLengths), inputs = ModelVariants.Inputs(2, InputLengths);
        foreach (float dropout in (float[])[0, 0.3f])
        {
            TeacherForced together = model.Forward(sources, inputs, 0, New(dropout));
            for (int b = 0; b < sources.Length; b++)
                AssertSamePair(together, b, model.Forward([sources[b]], [inputs[b]], b, New(dropout)), 0);      // its number in the batch decides its dropout
        }

        TeacherForced ordered = model.Forward(sources, inputs, 0, New());
        TeacherForced reversed = model.Forward([.. sources.Reverse()], [.. inputs.Reverse()], 0, New());
        for (int b = 0; b < sources.Length; b++) AssertSamePair(ordered, b, reversed, sources.Length - 1 - b);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Recording_for_derivatives_changes_no_bit(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(3, 4, 2), inputs = ModelVariants.Inputs(3, 3, 5);
        ForwardContext taped = New();
        taped = taped with { Tape = new GradientTape(taped.Workspace) };
        Numbers.AssertSameBits(model.Forward(sources, inputs, 0, New()).Hidden.Values, model.Forward(sources, inputs, 0, taped).Hidden.Values);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Selecting_reorders_copies_and_drops_rows(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(4, 5, 1, 8);
        ForwardContext context = New();

        DecoderState one = model.Start(sources, context), other = model.Start(sources, context);
        model.Step([4, 5, 6], one, context);
        model.Step([4, 5, 6], other, context);
        float[] straight = [.. model.Step([7, 8, 9], one, context).Values];
        float[]?[] weights = [.. Enumerable.Range(0, 3).Select(row => one.WeightsOf(row).ToArray())];

        other.Select([2, 0, 0, 1, 2]);                                                 // more rows than there were
        int[] from = [2, 0, 0, 1, 2];
        Tensor selected = model.Step([9, 7, 7, 8, 9], other, context);
        int size = selected.Shape.Last;
        for (int i = 0; i < from.Length; i++)
        {
            Numbers.AssertSameBits(straight.AsSpan(from[i] * size, size), selected.Rows(i, 1).Values);
            Numbers.AssertSameBits(weights[from[i]], other.WeightsOf(i));
        }

        other.Select([4, 1]);                                                          // and fewer again: what came from rows 2 and 0
        float[] two = [.. model.Step([10, 11], other, context).Values];
        float[] three = [.. model.Step([11, 3, 10], one, context).Values];
        Numbers.AssertSameBits(three.AsSpan(2 * size, size), two.AsSpan(0, size));
        Numbers.AssertSameBits(three.AsSpan(0, size), two.AsSpan(size, size));

        Assert.Throws<ArgumentOutOfRangeException>(() => other.Select([2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => other.Select([-1]));
        Assert.Equal(2, other.RowCount);
        Assert.Throws<ArgumentException>(() => model.Step([1, 2, 3], other, context));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Two_states_of_one_model_do_not_meet(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        ForwardContext context = New();
        DecoderState first = model.Start(ModelVariants.Sources(5, 3), context);
        float[] alone = [.. model.Step([4], model.Start(ModelVariants.Sources(5, 3), context), context).Values];
        DecoderState second = model.Start(ModelVariants.Sources(6, 9), context);
        model.Step([5], second, context);
        Numbers.AssertSameBits(alone, model.Step([4], first, context).Values);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Weights_of_a_step_sum_to_one_over_the_source_and_are_zero_beyond(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(7, SourceLengths);
        ForwardContext context = New();
        DecoderState state = model.Start(sources, context);
        model.Step([4, 5, 6, 7, 8], state, context);
        Assert.Equal(model.Config.Score == "none", state.Weights is null);
        for (int row = 0; row < sources.Length && state.Weights is not null; row++)
        {
            float[] weights = state.WeightsOf(row).ToArray();
            Assert.Equal(1, weights.AsSpan(0, sources[row].Length).ToArray().Sum(), 1e-5f);
            Assert.All(weights, weight => Assert.InRange(weight, 0, 1));
            Assert.All(weights[sources[row].Length..], weight => Assert.Equal(0, weight));
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_gradient_of_the_loss_agrees_with_central_differences(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(8, 4, 1, 6), inputs = ModelVariants.Inputs(8, 3, 5, 1);
        // Weights somewhat larger than a fresh model's, so that no gate or softmax is almost linear.
        foreach ((_, Parameter parameter) in model.Parameters)
        {
            foreach (ref float value in parameter.Value.Memory) value *= 1.5f;
            parameter.Refresh();
        }
        var tape = new GradientTape(new Workspace());
        Loss(model, sources, inputs, new ForwardContext(tape.Workspace, tape));
        tape.Backward();

        ulong seed = 0;
        foreach ((string name, Parameter parameter) in model.Parameters)
        {
            // Along a random direction of ±1 the derivative is Σ ± gradient: one number for the whole parameter.
            float[] direction = [.. Numbers.Below(parameter.Shape.Count, 2, ++seed).Select(bit => bit * 2f - 1)];
            double expected = 0, size = 0;
            ReadOnlySpan<float> gradient = tape.GradientOf(parameter.Value).Values;
            for (int i = 0; i < direction.Length; i++)
            {
                expected += (double)direction[i] * gradient[i];
                size += (double)gradient[i] * gradient[i];
            }
            // A long step sees curvature, a short one rounding: one of them must agree.
            double found = Slope(0.05);
            if (Math.Abs(found - expected) > 1e-3 * Math.Sqrt(size) + 1e-3) found = Slope(0.01);
            Assert.True(Math.Abs(found - expected) <= 1e-3 * Math.Sqrt(size) + 1e-3, $"{name}: the slope is {found:R}, the gradient says {expected:R}.");
            Assert.True(size > 0, $"{name}: nothing depends on it.");

            double Slope(double length)
            {
                double step = length / Math.Sqrt(direction.Length);
                return (8 * (At(step) - At(-step)) - (At(2 * step) - At(-2 * step))) / (12 * step);
            }

            double At(double distance)
            {
                float[] before = parameter.Value.Values.ToArray();
                for (int i = 0; i < before.Length; i++) parameter.Value.Memory[i] = before[i] + (float)distance * direction[i];
                parameter.Refresh();
                double loss = Loss(model, sources, inputs, New());
                before.CopyTo(parameter.Value.Memory);
                parameter.Refresh();
                return loss;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Two_threads_give_the_same_bits_as_one(string variant)
    {
        // Large enough for the products to be shared between threads.
        ModelConfig config = ModelVariants.ConfigOf(variant);
        bool bridge = config.DecoderSize != config.EncoderSize * (config.Bidirectional ? 2 : 1);
        config = config with { EmbeddingSize = 96, EncoderSize = 96, DecoderSize = bridge ? 200 : config.Bidirectional ? 192 : 96, AttentionSize = 64, Vocabulary = 1500 };
        TranslationModel model = ModelVariants.Create(config);
        int[] lengths = [.. Enumerable.Range(8, 8)];
        int[][] sources = ModelVariants.Sources(9, lengths), inputs = ModelVariants.Inputs(9, lengths);
        (double oneLoss, float[][] one) = Run(Workers.One);
        (double twoLoss, float[][] two) = Run(new Workers(2));
        Assert.Equal(oneLoss, twoLoss);
        for (int i = 0; i < one.Length; i++) Numbers.AssertSameBits(one[i], two[i]);

        (double, float[][]) Run(Workers workers)
        {
            var tape = new GradientTape(new Workspace(new CpuBackend(workers)));
            double loss = Loss(model, sources, inputs, new ForwardContext(tape.Workspace, tape, new DropoutSettings(0.2f, 1, 1)));
            tape.Backward();
            return (loss, [.. model.Parameters.Select(p => tape.GradientOf(p.Parameter.Value).Values.ToArray())]);
        }
    }

    [Theory]
    [Trait("Kind", "Training")]
    [MemberData(nameof(Variants))]
    public void Eight_pairs_are_learned_by_heart(string variant)
    {
        ModelConfig config = ModelVariants.ConfigOf(variant);
        bool bridge = config.DecoderSize != config.EncoderSize * (config.Bidirectional ? 2 : 1);
        config = config with { EmbeddingSize = 32, Heads = config.Heads == 3 ? 4 : config.Heads, EncoderSize = 32, DecoderSize = bridge ? 48 : config.Bidirectional ? 64 : 32, AttentionSize = 32 };
        TranslationModel model = ModelVariants.Create(config);
        int[] lengths = [3, 4, 5, 6, 3, 4, 5, 6];
        int[][] sources = ModelVariants.Sources(10, lengths), inputs = ModelVariants.Inputs(11, [.. lengths.Reverse()]);
        int tokens = inputs.Sum(input => input.Length);

        var storage = new ParameterStorage(model);
        Tensor gradient = storage.NewZeros(), mean = storage.NewZeros(), variance = storage.NewZeros();
        var workspace = new Workspace();
        var tape = new GradientTape(workspace, weight => storage.PartOf(gradient, weight));
        double loss = double.PositiveInfinity;
        for (int step = 1; step <= 400 && loss > 0.05; step++)
        {
            using Workspace.Scope scope = workspace.Open();
            gradient.Memory.Clear();
            tape.Clear();
            loss = Loss(model, sources, inputs, new ForwardContext(workspace, tape), smoothing: 0) / tokens;
            tape.Backward();
            workspace.Backend.Adam(storage.Values, gradient, mean, variance, new AdamStep(step, 0.01f, 0.9f, 0.98f, 1e-9f, 0, 1f / tokens));
            storage.Refresh();
        }
        Assert.True(loss <= 0.05, $"The loss is still {loss:F3} nats a token.");

        Hypothesis[][] found = new GreedySearch().Run(model, sources, new SearchOptions { Beam = 1 }, new Workspace(), CancellationToken.None);
        for (int b = 0; b < sources.Length; b++) Assert.Equal([.. inputs[b][1..], Vocabulary.End], found[b][0].Tokens);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Tokens_outside_the_vocabulary_and_empty_sources_are_refused(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        ForwardContext context = New();
        Assert.Throws<ArgumentException>(() => model.Start([[5, model.Config.Vocabulary]], context));
        Assert.Throws<ArgumentException>(() => model.Start([[-1]], context));
        Assert.Throws<ArgumentException>(() => model.Start([[]], context));
        Assert.Throws<ArgumentException>(() => model.Start([], context));
        Assert.Throws<ArgumentException>(() => model.Forward([[5]], [[1], [1]], 0, context));
        DecoderState state = model.Start([[5]], context);
        Assert.ThrowsAny<ArgumentException>(() => model.Step([model.Config.Vocabulary], state, context));
    }

    private static ForwardContext New(float dropout = 0) => new(new Workspace(), null, dropout > 0 ? new DropoutSettings(dropout, 3, 5) : null);

    // Σ of the cross-entropies; each input's next token is its target, the end symbol last.
    private static double Loss(TranslationModel model, int[][] sources, int[][] inputs, ForwardContext context, float smoothing = 0.1f)
    {
        TeacherForced forced = model.Forward(sources, inputs, 0, context);
        int[] targets = forced.Rows.Pack([.. inputs.Select(input => (int[])[.. input[1..], Vocabulary.End])]);
        return forced.Hidden.LinearCrossEntropy(model.Output, targets, -1, smoothing, context.Tape);
    }

    private static void AssertSamePair(TeacherForced one, int b, TeacherForced other, int c)
    {
        Assert.Equal(one.Rows.Lengths[b], other.Rows.Lengths[c]);
        for (int t = 0; t < one.Rows.Lengths[b]; t++)
            Numbers.AssertSameBits(one.Hidden.Rows(one.Rows.RowOf(b, t), 1).Values, other.Hidden.Rows(other.Rows.RowOf(c, t), 1).Values);
    }
}
