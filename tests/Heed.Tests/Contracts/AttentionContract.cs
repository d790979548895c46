using Heed.Attention;
using Heed.Kernels;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tests.Kernels;
using Heed.Tests.Tensors;

namespace Heed.Tests.Contracts;

/// <summary>What attention of several heads promises for every score and mask: streaming gives what the formula gives, results, weights and gradients.</summary>
public sealed class AttentionContract
{
    private const int Batch = 2, Size = 12, Most = 131;

    private static readonly (string Name, Func<int, int, AttentionMask> Create)[] Masks =
    [
        ("all", (_, _) => AttentionMask.All),
        ("lengths", (_, keys) => AttentionMask.ForKeyLengths([keys, keys / 2])),
        ("a sentence without keys", (_, keys) => AttentionMask.ForKeyLengths([0, keys])),
        ("causal", (_, _) => AttentionMask.Causal),
        ("window", (_, _) => AttentionMask.Window(5, 3)),
        ("dilated window", (_, _) => AttentionMask.DilatedWindow(12, 9, 3)),
        ("matrix", Matrix),
        ("causal window and lengths", (_, keys) => AttentionMask.Causal & AttentionMask.Window(70, 70) & AttentionMask.ForKeyLengths([keys - 1, keys])),
        ("causal matrix, dilated", (queries, keys) => AttentionMask.Causal & Matrix(queries, keys) & AttentionMask.DilatedWindow(1000, 1000, 2)),
    ];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (string score in (string[])[.. AttentionScores.Names, "cubic"])
                foreach ((string mask, _) in Masks) pairs.Add(score, mask);
            return pairs;
        }
    }

    public static TheoryData<string, string> Biased
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (string score in AttentionScores.Names)
                foreach ((string encoding, _, _) in PositionEncodings.All)
                    if (Encoding(encoding) is { } made && made is not AbsoluteEncoding && made.RefusalFor(AttentionScores.Create(score, new ScoreSizes(4, 4, 4)).Traits) is null) pairs.Add(score, encoding);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Streaming_gives_what_the_formula_gives(string score, string mask)
    {
        foreach ((int queries, int keys) in ((int, int)[])[(1, 1), (3, 17), (66, 65), (50, Most)])
            Same(Layer(score, null, heads: 3, keyHeads: 3), Mask(mask, queries, keys), queries, keys, dropout: 0, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void So_it_does_with_grouped_heads_and_dropout(string score, string mask) =>
        Same(Layer(score, null, heads: 4, keyHeads: 2), Mask(mask, 70, 90), 70, 90, dropout: 0.3f, 1e-5);

    [Theory]
    [MemberData(nameof(Biased))]
    public void So_it_does_with_positions(string score, string encoding)
    {
        foreach (string mask in (string[])["lengths", "causal", "dilated window"])
            Same(Layer(score, Encoding(encoding), heads: 3, keyHeads: 3), Mask(mask, 40, 67), 40, 67, dropout: 0.2f, 2e-5);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Weights_sum_to_one_and_are_zero_where_nothing_may_be_attended_to(string score, string name)
    {
        const int queries = 20, keys = 70;
        AttentionMask mask = Mask(name, queries, keys);
        (MultiHeadAttention layer, Tensor[] leaves) = (Layer(score, null, 3, 3), Leaves(queries, keys));
        foreach (bool byFormula in (bool[])[true, false])
        {
            MultiHeadResult result = layer.Forward(leaves[0], leaves[1], leaves[2], mask, new ForwardContext(new Workspace()) { ByFormula = byFormula });
            for (int b = 0; b < Batch; b++)
                for (int h = 0; h < 3; h++)
                {
                    float[,] weights = result.Weights(b, h);
                    for (int i = 0; i < queries; i++)
                    {
                        double sum = 0;
                        bool any = false;
                        for (int j = 0; j < weights.GetLength(1); j++)
                        {
                            sum += weights[i, j];
                            any |= mask.Allows(b, i, j);
                            if (!mask.Allows(b, i, j)) Assert.Equal(0, weights[i, j]);
                        }
                        Assert.Equal(any ? 1 : 0, sum, 1e-5);
                    }
                }
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Two_threads_give_the_same_bits_as_one(string score, string mask)
    {
        MultiHeadAttention layer = Layer(score, null, 4, 2);
        Tensor[] leaves = [.. Leaves(900, Most), .. layer.Parameters.Select(p => p.Parameter.Value)];
        (float[] one, float[][] oneGradients, _) = Run(layer, leaves, Mask(mask, 900, Most), 900, byFormula: false, 0.1f, Workers.One);
        (float[] two, float[][] twoGradients, _) = Run(layer, leaves, Mask(mask, 900, Most), 900, byFormula: false, 0.1f, new Workers(2));
        Numbers.AssertSameBits(one, two);
        for (int i = 0; i < oneGradients.Length; i++) Numbers.AssertSameBits(oneGradients[i], twoGradients[i]);
    }

    [Fact]
    public void A_dot_product_of_different_sizes_is_refused_with_both_named()
    {
        foreach (string score in (string[])["dot", "scaled-dot", "cosine", "gaussian"])
        {
            ArgumentException refused = Assert.Throws<ArgumentException>(() => new MultiHeadAttention(new MultiHeadOptions { QuerySize = 12, Heads = 2, HeadQuerySize = 3, HeadKeySize = 4, Score = score }));
            Assert.Contains("3 ≠ 4", refused.Message);
            Assert.DoesNotContain('\n', refused.Message);
        }
    }

    [Fact]
    public void Sizes_that_mean_nothing_are_refused()
    {
        var usual = new MultiHeadOptions { QuerySize = 12, Heads = 3 };
        foreach ((MultiHeadOptions wrong, string told) in ((MultiHeadOptions, string)[])[
            (usual with { QuerySize = 0 }, "no query size"), (usual with { HeadValueSize = -1 }, "negative"), (usual with { Heads = 0 }, "from 1 to 255"), (usual with { Heads = 256, HeadQuerySize = 1 }, "from 1 to 255"),
            (usual with { KeyHeads = 2 }, "do not divide 3 heads"), (usual with { Heads = 5 }, "5 heads do not divide a query of 12")])
            Assert.Contains(told, Assert.Throws<ArgumentException>(() => new MultiHeadAttention(wrong)).Message);
        MultiHeadOptions said = new MultiHeadAttention(usual with { KeyHeads = 1 }).Options;
        Assert.Equal((12, 12, 1, 4, 4, 4, 12, 4), (said.KeySize, said.ValueSize, said.KeyHeads, said.HeadQuerySize, said.HeadKeySize, said.HeadValueSize, said.OutputSize, said.InnerSize));
        Assert.Contains("inner size", Assert.Throws<ArgumentException>(() => new AdditiveScore(new ScoreSizes(3, 3))).Message);
        Assert.Throws<ArgumentException>(() => new DotScore(new ScoreSizes(0, 0)));
        Assert.Contains("do not divide", Assert.Throws<ArgumentException>(() => new DotScore(new ScoreSizes(4, 4, Heads: 3, KeyHeads: 2))).Message);
        Assert.Contains("there is no 'cubic'", Assert.Throws<ArgumentException>(() => AttentionScores.Create("cubic", new ScoreSizes(4, 4))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineScore(new ScoreSizes(4, 4), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianScore(new ScoreSizes(4, 4), 0));
        Assert.Throws<ArgumentException>(() => new LinearAttention(12, 0));
        Assert.Throws<ArgumentException>(() => new LinearAttention(0, 1));
    }

    [Fact]
    public void Queries_that_come_one_by_one_have_one_head_and_lengths_alone()
    {
        Tensor keys = GradientCheck.Random(1, 2, 5, 4);
        var call = new ForwardContext(new Workspace());
        Assert.Contains("one head", Assert.Throws<ArgumentException>(() => new DotScore(new ScoreSizes(2, 2, Heads: 2)).Prepare(keys, keys, AttentionMask.All, call)).Message);
        var score = new DotScore(new ScoreSizes(4, 4));
        Assert.Contains("lengths alone", Assert.Throws<ArgumentException>(() => score.Prepare(keys, keys, AttentionMask.Causal, call)).Message);
        Assert.Contains("3 sentences", Assert.Throws<ArgumentException>(() => score.Prepare(keys, keys, AttentionMask.ForKeyLengths([1, 2, 3]), call)).Message);
        Assert.Contains("length of 6", Assert.Throws<ArgumentException>(() => score.Prepare(keys, keys, AttentionMask.ForKeyLengths([6, 2]), call)).Message);
        float[] all = score.Attend(keys.Reshape(10, 4).Rows(0, 2), score.Prepare(keys, keys, AttentionMask.All, call), call).Weights.Values.ToArray();
        Assert.All(all, weight => Assert.True(weight > 0));                                                  // without lengths all keys are there
    }

    [Fact]
    public void A_score_and_an_encoding_that_mean_nothing_together_are_refused_with_the_reason() =>
        Assert.Contains("rotary", Assert.Throws<ArgumentException>(() =>
            new MultiHeadAttention(new MultiHeadOptions { QuerySize = 12, Heads = 3, Score = "additive", Positions = new RotaryEncoding(4) })).Message, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [MemberData(nameof(ScoreNames))]
    public void Without_positions_and_mask_permuted_tokens_give_the_permuted_result(string score)
    {
        int[] permutation = [3, 0, 5, 1, 6, 2, 4];
        MultiHeadAttention layer = Layer(score, null, 3, 3);
        Tensor x = GradientCheck.Random(9, 1, 7, Size);
        float[] plain = Self(layer, x, AttentionMask.All), permuted = Self(layer, Permuted(x, permutation), AttentionMask.All);
        for (int i = 0; i < 7; i++) Numbers.AssertNear(Numbers.Doubles(plain.AsSpan(permutation[i] * Size, Size).ToArray()), permuted.AsSpan(i * Size, Size), 1e-5);
    }

    [Theory]
    [MemberData(nameof(ScoreNames))]
    public void Any_position_encoding_breaks_that(string score)
    {
        int[] permutation = [3, 0, 5, 1, 6, 2, 4];
        foreach ((string name, _, _) in PositionEncodings.All)
        {
            PositionEncoding encoding = Encoding(name)!;
            if (name == "none" || encoding.RefusalFor(AttentionScores.Create(score, new ScoreSizes(4, 4, 4)).Traits) is not null) continue;
            MultiHeadAttention layer = Layer(score, encoding is AbsoluteEncoding ? null : encoding, 3, 3);
            encoding.Initialize(5);
            Tensor x = GradientCheck.Random(9, 1, 7, Size);
            float[] plain = Self(layer, Placed(x), AttentionMask.All), permuted = Self(layer, Placed(Permuted(x, permutation)), AttentionMask.All);
            double largest = 0;
            for (int i = 0; i < 7; i++)
                for (int k = 0; k < Size; k++) largest = Math.Max(largest, Math.Abs(plain[permutation[i] * Size + k] - permuted[i * Size + k]));
            Assert.True(largest > 1e-3, $"{name}: the order does not count, the largest difference is {largest}.");

            Tensor Placed(Tensor of) => encoding.Add(of.Reshape(7, Size), TokenPlaces.Of(new ConsecutiveRows([7])), new ForwardContext(new Workspace())).Reshape(1, 7, Size);
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    public void A_convolution_of_more_than_one_step_breaks_it(int kernel, bool isKept)
    {
        var convolution = new Conv1d(new ConvolutionOptions(Size, Size, kernel).Centred());
        convolution.Initialize(3);
        Assert.Equal(isKept, IsKept((x, context) => convolution.Forward(x, new ConsecutiveRows([7]), context).Y));
    }

    [Fact]
    public void A_recurrence_breaks_it()
    {
        var recurrence = new Gru(new RecurrentOptions(Size, Size));
        recurrence.Initialize(3);
        Assert.False(IsKept((x, context) => recurrence.Forward(x, new PackedSequence([7]), context).Outputs));
    }

    // Whether self-attention of what the layer says of permuted tokens is the permuted one.
    private static bool IsKept(Func<Tensor, ForwardContext, Tensor> layer)
    {
        int[] permutation = [3, 0, 5, 1, 6, 2, 4];
        MultiHeadAttention attention = Layer("scaled-dot", null, 3, 3);
        Tensor x = GradientCheck.Random(9, 1, 7, Size);
        float[] plain = Of(x), permuted = Of(Permuted(x, permutation));
        return Enumerable.Range(0, 7 * Size).All(i => Math.Abs(plain[permutation[i / Size] * Size + i % Size] - permuted[i]) < 1e-4);

        float[] Of(Tensor tokens) => Self(attention, layer(tokens.Reshape(7, Size), new ForwardContext(new Workspace())).Reshape(1, 7, Size), AttentionMask.All);
    }

    [Fact]
    public void A_trace_gives_the_weights_of_every_kind_of_pass()
    {
        foreach (string score in (string[])[.. AttentionScores.Names, "cubic"])
        {
            MultiHeadAttention layer = Layer(score, null, 3, 3);
            Tensor[] leaves = Leaves(20, 70);
            AttentionTrace formula = new(), streamed = new();
            layer.Forward(leaves[0], leaves[1], leaves[2], Mask("lengths", 20, 70), new ForwardContext(new Workspace()) { Trace = formula, ByFormula = true });
            layer.Forward(leaves[0], leaves[1], leaves[2], Mask("lengths", 20, 70), new ForwardContext(new Workspace()) { Trace = streamed });
            Assert.Equal(["attention"], streamed.Layers);
            Assert.Equal(3, streamed.HeadsOf(streamed.Find("attention")));
            for (int b = 0; b < Batch; b++)
            {
                Numbers.AssertNear(Numbers.Doubles([.. formula.MeanOfHeads(0, b).Cast<float>()]), [.. streamed.MeanOfHeads(0, b).Cast<float>()], 1e-5);
                float[] mean = [.. streamed.MeanOfHeads(0, b).Cast<float>()], first = [.. streamed.Weights(0, b, 0).Cast<float>()], second = [.. streamed.Weights(0, b, 1).Cast<float>()], third = [.. streamed.Weights(0, b, 2).Cast<float>()];
                for (int i = 0; i < mean.Length; i++) Assert.Equal((first[i] + second[i] + third[i]) / 3, mean[i], 1e-6);
                for (int h = 0; h < 3; h++) Numbers.AssertNear(Numbers.Doubles([.. formula.Weights(0, b, h).Cast<float>()]), [.. streamed.Weights(0, b, h).Cast<float>()], 1e-5);
            }
            Assert.Contains("attention", Assert.Throws<ArgumentException>(() => streamed.Find("decoder7.cross")).Message);
            Assert.Throws<ArgumentOutOfRangeException>(() => streamed.Weights(0, 0, 3));
            Assert.Throws<ArgumentOutOfRangeException>(() => streamed.Weights(0, 2, 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => streamed.Weights(1, 0, 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => streamed.Weights(-1, 0, 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => streamed.Weights(0, -1, 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => streamed.Weights(0, 0, -1));
        }
    }

    public static TheoryData<string> ScoreNames => [.. AttentionScores.Names];

    private static float[] Self(MultiHeadAttention layer, Tensor x, AttentionMask mask) => layer.Forward(x, mask, new ForwardContext(new Workspace())).Output.Values.ToArray();

    private static Tensor Permuted(Tensor x, int[] permutation)
    {
        float[] values = new float[x.Shape.Count];
        for (int i = 0; i < permutation.Length; i++) x.Values.Slice(permutation[i] * Size, Size).CopyTo(values.AsSpan(i * Size));
        return new Tensor(x.Shape, values);
    }

    private static void Same(MultiHeadAttention layer, AttentionMask mask, int queries, int keys, float dropout, double tolerance)
    {
        Tensor[] leaves = [.. Leaves(queries, keys), .. layer.Parameters.Select(p => p.Parameter.Value)];
        (float[] formula, float[][] formulaGradients, float[][] formulaWeights) = Run(layer, leaves, mask, queries, byFormula: true, dropout, Workers.One);
        (float[] fused, float[][] fusedGradients, float[][] fusedWeights) = Run(layer, leaves, mask, queries, byFormula: false, dropout, Workers.One);
        Numbers.AssertNear(Numbers.Doubles(formula), fused, tolerance);
        for (int i = 0; i < formulaWeights.Length; i++) Numbers.AssertNear(Numbers.Doubles(formulaWeights[i]), fusedWeights[i], tolerance);
        for (int i = 0; i < formulaGradients.Length; i++)
        {
            Assert.All(fusedGradients[i], value => Assert.True(float.IsFinite(value)));
            Numbers.AssertNear(Numbers.Doubles(formulaGradients[i]), fusedGradients[i], tolerance * Math.Max(10, formulaGradients[i].Max(Math.Abs)));
        }
    }

    private static (float[] Output, float[][] Gradients, float[][] Weights) Run(MultiHeadAttention layer, Tensor[] leaves, AttentionMask mask, int queries, bool byFormula, float dropout, Workers workers)
    {
        var tape = new GradientTape(new Workspace(new CpuBackend(workers)));
        var context = new ForwardContext(tape.Workspace, tape, dropout > 0 ? new DropoutSettings(dropout, 7, 3) : null) { ByFormula = byFormula };
        MultiHeadResult result = layer.Forward(leaves[0], leaves[1], leaves[2], mask, context);
        float[][] weights = [.. from b in Enumerable.Range(0, Batch) from h in Enumerable.Range(0, result.Heads) select result.Weights(b, h).Cast<float>().ToArray()];
        float[] output = result.Output.Values.ToArray();
        result.Output.Backend.AddTo(new Tensor(result.Output.Shape, Numbers.Uniform(result.Output.Shape.Count, 4, -1, 1)), tape.GradientOf(result.Output));
        tape.Backward();
        return (output, [.. leaves.Select(leaf => tape.GradientOf(leaf).Values.ToArray())], weights);
    }

    private static Tensor[] Leaves(int queries, int keys) =>
        [GradientCheck.Random(1, Batch, queries, Size), GradientCheck.Random(2, Batch, keys, Size), GradientCheck.Random(3, Batch, keys, Size)];

    private static MultiHeadAttention Layer(string score, PositionEncoding? positions, int heads, int keyHeads)
    {
        var layer = new MultiHeadAttention(new MultiHeadOptions
        {
            QuerySize = Size,
            Heads = heads,
            KeyHeads = keyHeads,
            HeadQuerySize = 4,
            InnerSize = 5,
            HeadValueSize = 6,
            Positions = positions,
            Place = 9,
            Score = score == "cubic" ? "dot" : score,
            CreateScore = score == "cubic" ? sizes => new FormulaScore(sizes) : null,
        });
        layer.Initialize(11);
        return layer;
    }

    private static PositionEncoding? Encoding(string name) => PositionEncodings.Create(name, new PositionOptions(Size, 3, 4, 200) { ClipDistance = 5, Buckets = 8, FarDistance = 20 });

    private static AttentionMask Mask(string name, int queries, int keys) => Masks.First(mask => mask.Name == name).Create(queries, keys);

    private static AttentionMask Matrix(int queries, int keys)
    {
        bool[,] allowed = new bool[queries, keys];
        for (int i = 0; i < queries; i++)
            for (int j = 0; j < keys; j++) allowed[i, j] = i % 5 != 2 && (i * 7 + j * 3) % 4 != 0;       // some rows may attend to nothing
        return AttentionMask.Allowing(allowed);
    }
}
