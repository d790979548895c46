using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class FusedAttentionTests
{
    private static readonly int[] Sizes = [1, 15, 16, 17, 63, 64, 65, 127, 128, 130];

    private static readonly (string Name, MaskSpec Spec)[] Masks =
    [
        ("all", MaskSpec.All),
        ("causal", new(MaskSpec.Unbounded, 0)),
        ("window", new(7, 4)),
        ("past window", new(70, -1)),
        ("dilated", new(40, 40, 3)),
        ("matrix", new(MaskSpec.Unbounded, MaskSpec.Unbounded, 1, Matrix(200, 100), 100)),
        ("causal, dilated, matrix", new(MaskSpec.Unbounded, 0, 2, Matrix(200, 200), 200)),
    ];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach ((string mask, _) in Masks)
            {
                cases.Add(mask, false);
                cases.Add(mask, true);
            }
            return cases;
        }
    }

    [Fact]
    public void An_example_by_hand()
    {
        // One query (1), keys (ln 3) and (0): weights ¾ and ¼ of the values 8 and 4. With a gradient of 1, dv are the weights and ds_1 = ¾ (8 − 7).
        var example = new AttentionCase { Spans = AttentionCase.One(1, 2), Heads = 1, KeyHeads = 1, Size = 1, ValueSize = 1 }.Filled();
        example.Queries[0] = 1;
        (example.Keys[0], example.Keys[1]) = (MathF.Log(3), 0);
        (example.Values[0], example.Values[1]) = (8, 4);
        (float[] context, float[] logSumExp) = example.Run();
        Numbers.AssertNear([7], context, 1e-6);
        Numbers.AssertNear([Math.Log(4)], logSumExp, 1e-6);
        Numbers.AssertNear([0.75, 0.25], example.Weights(0, 0, logSumExp), 1e-6);
        float[] one = example.DContext();
        one[0] = 1;
        float[][] gradients = example.RunBack(one);
        Numbers.AssertNear([0.75 * Math.Log(3)], gradients[0], 1e-6);
        Numbers.AssertNear([0.75, -0.75], gradients[1], 1e-6);
        Numbers.AssertNear([0.75, 0.25], gradients[2], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_and_gradients_agree_with_double_precision(string mask, bool additive)
    {
        foreach (int keys in Sizes)
            Agrees(new AttentionCase { Spans = AttentionCase.One(Math.Min(keys, 67), keys), Mask = Mask(mask), Additive = additive, Biased = keys % 2 == 0 }.Filled());
        foreach (int queries in Sizes) Agrees(new AttentionCase { Spans = AttentionCase.One(queries, 33, position: 5), Mask = Mask(mask), Additive = additive, Heads = 1, KeyHeads = 1 }.Filled());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void So_they_do_with_grouped_heads_dropout_and_several_spans(string mask, bool additive) => Agrees(new AttentionCase
    {
        // The second and third share their keys, as hypotheses of one source do; the fourth asks nothing, the last has nothing to attend to.
        Spans = [new(0, 20, 0, 70, 0, 3), new(20, 7, 70, 66, 4, 1), new(27, 9, 70, 66, 11, 1), new(36, 0, 0, 5), new(36, 50, 136, 50), new(86, 3, 10, 0)],
        Mask = Mask(mask),
        Additive = additive,
        Heads = 4,
        Dropout = new(0.3f, 7, 3, 512),
    }.Filled());

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void So_they_do_with_biases_of_distances(bool perQuery, bool additive)
    {
        foreach ((string mask, _) in Masks)
            Agrees(new AttentionCase
            {
                Spans = [new(0, 60, 0, 80), new(60, 10, 80, 70, 61)],
                Mask = Mask(mask),
                Additive = additive,
                TablePerQuery = perQuery,
                Least = -9,
                Distances = 14,
                Slopes = [0.5f, 0.0625f],
            }.Filled());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_query_alone_gives_the_bits_of_the_whole_sequence(string mask, bool additive)
    {
        const int length = 200;
        AttentionCase whole = new AttentionCase { Spans = AttentionCase.One(length, length), Mask = Mask(mask), Additive = additive, Least = -20, Distances = 41, Size = 64, ValueSize = 64, Largest = 2 }.Filled();
        (float[] context, float[] logSumExp) = whole.Run();
        bool causal = whole.Mask.After <= 0;
        foreach (int i in (int[])[0, 1, 14, 47, 48, 63, 64, 65, 100, 127, 128, 129, 191, 192, length - 1])
        {
            // A step of decoding: the keys that come later do not exist yet.
            AttentionCase step = whole.With(new AttentionSpan(i, 1, 0, causal ? i + 1 : length, i));
            (float[] one, float[] oneLogSumExp) = step.Run();
            Numbers.AssertSameBits(context.AsSpan(i * 128, 128), one.AsSpan(i * 128, 128));
            Numbers.AssertSameBits(logSumExp.AsSpan(i * 2, 2), oneLogSumExp.AsSpan(i * 2, 2));
        }
        (float[] some, _) = whole.With(new AttentionSpan(50, 30, 0, causal ? 80 : length, 50)).Run();
        Numbers.AssertSameBits(context.AsSpan(50 * 128, 30 * 128), some.AsSpan(50 * 128, 30 * 128));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_beyond_the_spans_is_read_or_written(string mask, bool additive)
    {
        AttentionCase made = new AttentionCase
        {
            Spans = [new(3, 50, 2, 66), new(60, 20, 70, 17)],
            Mask = Mask(mask),
            Additive = additive,
            Biased = true,
            TablePerQuery = true,
            Least = -3,
            Distances = 8,
            Dropout = new(0.1f, 1, 1, 0),
        }.Filled();
        float[] dContext = made.DContext();
        (float[] context, float[] logSumExp) = made.Run();
        float[][] gradients = made.RunBack(dContext);
        bool[] queries = [.. Enumerable.Range(0, made.QueryRows).Select(row => made.Spans.Any(s => row >= s.FirstQuery && row < s.FirstQuery + s.Queries))];
        bool[] keys = [.. Enumerable.Range(0, made.KeyRows).Select(row => made.Spans.Any(s => row >= s.FirstKey && row < s.FirstKey + s.Keys))];
        foreach (float[] x in new[] { made.Queries, made.Table, dContext }) Spoil(x, queries);
        foreach (float[] x in new[] { made.Keys, made.Values, made.KeyBias }) Spoil(x, keys);
        (float[] again, float[] logAgain) = made.Run();
        float[][] gradientsAgain = made.RunBack(dContext);
        Numbers.AssertSameBits(context, again);
        Numbers.AssertSameBits(logSumExp, logAgain);
        Assert.All(again, x => Assert.True(float.IsFinite(x)));
        for (int i = 0; i < gradients.Length; i++) Numbers.AssertSameBits(gradients[i], gradientsAgain[i]);
        Assert.Equal(99, again[0]);
        Assert.Equal(0, gradients[0][0]);
        Assert.Equal(0, gradients[1][0]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Neighbours_and_threads_change_no_bit(string mask, bool additive)
    {
        AttentionCase all = new AttentionCase
        {
            Spans = [new(0, 800, 0, 90, 3, 8), new(800, 31, 90, 100, 0, 9), new(831, 17, 90, 100, 20, 9), new(848, 1, 190, 65, 64, 10)],
            Mask = Mask(mask),
            Additive = additive,
            Heads = 4,
            Biased = true,
            Least = -4,
            Distances = 9,
            Size = 8,
            Dropout = new(0.2f, 5, 6, 256),
        }.Filled();
        float[] dContext = all.DContext();
        (float[] context, float[] logSumExp) = all.Run();
        float[][] gradients = all.RunBack(dContext);
        foreach (int threads in (int[])[2, 3])
        {
            (float[] other, float[] otherLogSumExp) = all.Run(new Workers(threads));
            Numbers.AssertSameBits(context, other);
            Numbers.AssertSameBits(logSumExp, otherLogSumExp);
            float[][] otherGradients = all.RunBack(dContext, new Workers(threads));
            for (int i = 0; i < gradients.Length; i++) Numbers.AssertSameBits(gradients[i], otherGradients[i]);
        }
        int width = all.Heads * all.ValueSize;
        foreach (AttentionSpan span in all.Spans)
        {
            (float[] alone, _) = all.With(span).Run();
            Numbers.AssertSameBits(context.AsSpan(span.FirstQuery * width, span.Queries * width), alone.AsSpan(span.FirstQuery * width, span.Queries * width));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Scores_of_ten_thousand_stay_finite(int sign)
    {
        AttentionCase large = new AttentionCase { Spans = AttentionCase.One(70, 150), Largest = 40, Size = 64 }.Filled();
        // All of one sign, so that scores come to 64 · 12² and beyond; larger ones come late.
        for (int i = 0; i < large.Queries.Length; i++) large.Queries[i] = sign * (Math.Abs(large.Queries[i]) + 1e-3f);
        for (int i = 0; i < large.Keys.Length; i++) large.Keys[i] = Math.Abs(large.Keys[i]);
        float[] dContext = large.DContext();
        (double[] context, double[] logSumExp, _) = large.Twin(dContext);
        Assert.True(logSumExp.Max(Math.Abs) > 1e4);
        (float[] actual, float[] actualLogSumExp) = large.Run();
        // A score of 3·10⁴ is known to about 10⁻², and so are the weights.
        Numbers.AssertNear(context, actual, 5e-2);
        Numbers.AssertNear(logSumExp, actualLogSumExp, 1e-5);
        foreach (float[] gradient in large.RunBack(dContext)) Assert.All(gradient, x => Assert.True(float.IsFinite(x)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fully_masked_row_gives_zeros(bool additive)
    {
        bool[] allowed = Matrix(70, 70);
        for (int j = 0; j < 70; j++) allowed[4 * 70 + j] = allowed[69 * 70 + j] = false;
        AttentionCase masked = new AttentionCase { Spans = AttentionCase.One(70, 70), Mask = new(MaskSpec.Unbounded, MaskSpec.Unbounded, 1, allowed, 70), Additive = additive }.Filled();
        (float[] context, float[] logSumExp) = masked.Run();
        float[] dQueries = masked.RunBack(masked.DContext())[0];
        foreach (int i in (int[])[4, 69])
        {
            Assert.All(context[(i * 34)..((i + 1) * 34)], x => Assert.Equal(0, x));
            Assert.All(logSumExp[(i * 2)..((i + 1) * 2)], x => Assert.Equal(float.NegativeInfinity, x));
            Assert.All(dQueries[(i * 40)..((i + 1) * 40)], x => Assert.Equal(0, x));
            Assert.All(masked.Weights(0, 1, logSumExp)[(i * 70)..((i + 1) * 70)], x => Assert.Equal(0, x));
        }
    }

    [Fact]
    public void An_undefined_score_is_seen_in_its_own_row_alone()
    {
        AttentionCase bad = new AttentionCase { Spans = AttentionCase.One(50, 70) }.Filled();
        bad.Queries[7 * 40] = float.NaN;
        (float[] context, float[] logSumExp) = bad.Run();
        for (int i = 0; i < 50; i++) Assert.Equal(i == 7, float.IsNaN(context[i * 34]));
        Assert.True(float.IsNaN(logSumExp[14]));
    }

    private static void Agrees(AttentionCase made)
    {
        float[] dContext = made.DContext();
        (double[] context, double[] logSumExp, double[][] gradients) = made.Twin(dContext);
        (float[] actual, float[] actualLogSumExp) = made.Run();
        Numbers.AssertNear(context, actual, 2e-5);
        for (int i = 0; i < logSumExp.Length; i++)
            if (double.IsInfinity(logSumExp[i])) Assert.Equal(logSumExp[i], actualLogSumExp[i]);
            else Numbers.AssertNear(logSumExp[i], actualLogSumExp[i], 1e-5);
        float[][] actualGradients = made.RunBack(dContext);
        for (int i = 0; i < gradients.Length; i++)
            Numbers.AssertNear(gradients[i], actualGradients[i], 2e-5 * Math.Max(1, gradients[i].Select(Math.Abs).DefaultIfEmpty().Max()));
    }

    private static void Spoil(float[] x, bool[] kept)
    {
        int width = x.Length / kept.Length;
        for (int row = 0; row < kept.Length; row++)
            if (!kept[row]) x.AsSpan(row * width, width).Fill(float.NaN);
    }

    private static MaskSpec Mask(string name) => Masks.First(mask => mask.Name == name).Spec;

    private static bool[] Matrix(int rows, int columns)
    {
        bool[] allowed = new bool[rows * columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) allowed[i * columns + j] = i % 5 != 2 && (i * 7 + j * 3) % 4 != 0;
        return allowed;
    }
}
