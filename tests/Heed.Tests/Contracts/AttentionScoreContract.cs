using Heed.Attention;
using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Tests.Kernels;
using Heed.Tests.Tensors;

namespace Heed.Tests.Contracts;

/// <summary>What every attention score promises: the fast way gives what the formula says, and a query with nothing to attend to gives zeros.</summary>
public sealed class AttentionScoreContract
{
    private const int ValueSize = 6;

    private static readonly (string Name, Func<AttentionScore> Create)[] All =
    [
        .. AttentionScores.All.Select(score => (score.Name, (Func<AttentionScore>)(() => score.Create(new ScoreSizes(score.Name is "additive" or "bilinear" ? 5 : 7, 7, 9))))),
        ("additive, one hidden unit", () => new AdditiveScore(5, 7, 1)),
        ("additive, more than a chunk", () => new AdditiveScore(5, 7, 70)),
        ("dot, of eighty numbers", () => new DotScore(new ScoreSizes(80, 80))),
        ("a score that knows its formula alone", () => new FormulaScore(new ScoreSizes(7, 7))),
    ];

    public static TheoryData<string> Scores => [.. All.Select(score => score.Name)];

    [Theory]
    [MemberData(nameof(Scores))]
    public void The_fused_way_gives_the_results_and_gradients_of_the_formula(string name)
    {
        Setting s = new(name, batch: 3, queries: 4, lengths: [6, 1, 3]);
        Run formula = s.ByFormula(), fused = s.Fused();
        Numbers.AssertNear(Numbers.Doubles(formula.Context), fused.Context, 1e-5);
        Numbers.AssertNear(Numbers.Doubles(formula.Weights), fused.Weights, 1e-5);
        for (int i = 0; i < formula.Gradients.Length; i++) Numbers.AssertNear(Numbers.Doubles(formula.Gradients[i]), fused.Gradients[i], 3e-5);
    }

    [Theory]
    [MemberData(nameof(Scores))]
    public void Gradients_agree_with_central_differences_of_the_fused_way(string name)
    {
        Setting s = new(name, batch: 2, queries: 2, lengths: [4, 2]);
        Run run = s.Fused();
        for (int i = 0; i < s.Leaves.Length; i++)
        {
            float[] direction = [.. Numbers.Below(s.Leaves[i].Shape.Count, 2, 40 + (ulong)i).Select(bit => bit * 2f - 1)];
            double expected = 0, step = 0.05 / Math.Sqrt(direction.Length);
            for (int j = 0; j < direction.Length; j++) expected += (double)direction[j] * run.Gradients[i][j];
            double found = (8 * (At(step) - At(-step)) - (At(2 * step) - At(-2 * step))) / (12 * step);
            Assert.True(Math.Abs(found - expected) <= 1e-3 * Math.Max(1, Math.Abs(expected)), $"Leaf {i}: the slope is {found:R}, the gradient says {expected:R}.");

            double At(double distance)
            {
                float[] before = s.Leaves[i].Values.ToArray();
                for (int j = 0; j < before.Length; j++) s.Leaves[i].Memory[j] = before[j] + (float)distance * direction[j];
                s.Refresh();
                double loss = s.Fused().Loss;
                before.CopyTo(s.Leaves[i].Memory);
                s.Refresh();
                return loss;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Scores))]
    public void A_fully_masked_row_gives_zeros_and_zero_gradient(string name)
    {
        Setting s = new(name, batch: 2, queries: 3, lengths: [0, 5]);
        foreach (Run run in (Run[])[s.ByFormula(), s.Fused()])
        {
            Assert.All(run.Context[..(3 * ValueSize)], v => Assert.Equal(0, v));
            Assert.All(run.Weights[..(3 * 5)], v => Assert.Equal(0, v));
            Assert.All(run.Gradients[0][..(3 * s.QuerySize)], v => Assert.Equal(0, v));
            Assert.All(run.Gradients[1][..(5 * s.KeySize)], v => Assert.Equal(0, v));
            Assert.All(run.Gradients[2][..(5 * ValueSize)], v => Assert.Equal(0, v));
            Assert.All(run.Gradients.SelectMany(g => g), v => Assert.True(float.IsFinite(v)));
        }
    }

    [Theory]
    [MemberData(nameof(Scores))]
    public void All_rows_masked_give_zeros_and_zero_gradient(string name)
    {
        Setting s = new(name, batch: 1, queries: 2, lengths: [0]);
        foreach (Run run in (Run[])[s.ByFormula(), s.Fused()])
        {
            Assert.All(run.Context, v => Assert.Equal(0, v));
            Assert.All(run.Gradients.SelectMany(g => g), v => Assert.Equal(0, v));
        }
    }

    [Theory]
    [MemberData(nameof(Scores))]
    public void What_lies_beyond_a_length_is_never_read(string name)
    {
        Setting clean = new(name, batch: 2, queries: 2, lengths: [3, 5]), dirty = new(name, batch: 2, queries: 2, lengths: [3, 5]);
        foreach (int leaf in (int[])[1, 2])
        {
            int width = dirty.Leaves[leaf].Shape.Last;
            dirty.Leaves[leaf].Memory.Slice(3 * width, 2 * width).Fill(float.NaN);           // the first sentence's keys or values 3 and 4
        }
        Run expected = clean.Fused(), actual = dirty.Fused();
        Numbers.AssertSameBits(expected.Context, actual.Context);
        Numbers.AssertSameBits(expected.Weights, actual.Weights);
        Numbers.AssertSameBits(expected.Gradients[0], actual.Gradients[0]);
    }

    [Theory]
    [MemberData(nameof(Scores))]
    public void A_query_has_the_same_bits_whatever_padding_and_neighbours(string name)
    {
        Setting s = new(name, batch: 3, queries: 1, lengths: [4, 9, 2]);
        Run together = s.Fused();
        for (int b = 0; b < 3; b++)
        {
            ForwardContext context = new(new Workspace());
            Tensor keys = s.Leaves[1].Rows(b, 1), values = s.Leaves[2].Rows(b, 1);
            int length = s.Lengths[b];
            AttentionMemory memory = s.Score.Prepare(new Tensor(new(1, length, s.KeySize), keys.Values[..(length * s.KeySize)]), new Tensor(new(1, length, ValueSize), values.Values[..(length * ValueSize)]),
                AttentionMask.ForKeyLengths([length]), context);
            (Tensor alone, Tensor weights) = s.Score.Attend(s.Leaves[0].Reshape(3, s.QuerySize).Rows(b, 1), memory, context);
            Numbers.AssertSameBits(together.Context.AsSpan(b * ValueSize, ValueSize), alone.Values);
            Numbers.AssertSameBits(together.Weights.AsSpan(b * 9, length), weights.Values);
        }
    }

    [Theory]
    [InlineData("additive", 10)]
    [InlineData("additive", 100)]
    [InlineData("additive", 1e4f)]
    [InlineData("additive", 1e18f)]
    public void Large_magnitudes_give_what_the_formula_gives(string name, float scale)
    {
        Setting s = new(name, batch: 2, queries: 3, lengths: [5, 4]);
        foreach (int leaf in (int[])[0, 1])
            foreach (ref float value in s.Leaves[leaf].Memory) value *= scale;
        Run formula = s.ByFormula(), fused = s.Fused();
        Numbers.AssertNear(Numbers.Doubles(formula.Context), fused.Context, 2e-5);
        Numbers.AssertNear(Numbers.Doubles(formula.Weights), fused.Weights, 2e-5);
        Assert.All(fused.Gradients.SelectMany(g => g), v => Assert.True(float.IsFinite(v)));
    }

    [Theory]
    [MemberData(nameof(Scores))]
    public void Selecting_sends_queries_to_other_sentences(string name)
    {
        Setting s = new(name, batch: 3, queries: 1, lengths: [4, 5, 2]);
        ForwardContext context = new(new Workspace());
        AttentionMemory memory = s.Score.Prepare(s.Leaves[1], s.Leaves[2], AttentionMask.ForKeyLengths(s.Lengths), context);
        Tensor queries = s.Leaves[0].Reshape(3, s.QuerySize);
        int[] rows = [2, 0, 0, 1];
        var repeated = new Tensor(new(4, s.QuerySize));
        queries.Rows(1, 1).Values.CopyTo(repeated.Memory);                                  // one query for all
        for (int i = 1; i < 4; i++) repeated.Values[..s.QuerySize].CopyTo(repeated.Memory[(i * s.QuerySize)..]);
        Tensor selected = s.Score.Attend(repeated, memory.Select([1, 1, 2, 0]).Select(rows), context).Context;
        int[] sentences = [2, 1, 1, 1];
        for (int i = 0; i < rows.Length; i++)
        {
            Tensor alone = s.Score.Attend(queries.Rows(1, 1), memory.Select([sentences[i]]), context).Context;
            Numbers.AssertSameBits(alone.Values, selected.Rows(i, 1).Values);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Select([3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Select([-1]));
    }

    private sealed record Run(float[] Context, float[] Weights, float[][] Gradients, double Loss);

    /// <summary>A score with random weights, queries, keys and values, and random upstream gradients for context and weights.</summary>
    private sealed class Setting
    {
        private readonly int _queries;
        private readonly float[] _dContext, _dWeights;

        public Setting(string name, int batch, int queries, int[] lengths)
        {
            int keys = Math.Max(5, lengths.Max());
            _queries = queries;
            Lengths = lengths;
            Score = All.First(score => score.Name == name).Create();
            Score.Initialize(3);
            Leaves =
            [
                GradientCheck.Random(1, batch, queries, QuerySize), GradientCheck.Random(2, batch, keys, KeySize), GradientCheck.Random(3, batch, keys, ValueSize),
                .. Score.Parameters.Select(p => p.Parameter.Value),
            ];
            _dContext = Numbers.Uniform(batch * queries * ValueSize, 4, -1, 1);
            _dWeights = Numbers.Uniform(batch * queries * keys, 5, -1, 1);
        }

        public AttentionScore Score { get; }

        public int QuerySize => Score.Sizes.Query;

        public int KeySize => Score.Sizes.Key;

        public int[] Lengths { get; }

        /// <summary>Queries, keys, values, then the score's parameters.</summary>
        public Tensor[] Leaves { get; }

        public void Refresh()
        {
            foreach ((_, Parameter parameter) in Score.Parameters) parameter.Refresh();
        }

        public Run ByFormula() => Of(context => Score.AttendByFormula(Leaves[0], Leaves[1], Leaves[2], AttentionMask.ForKeyLengths(Lengths), context));

        public Run Fused() => Of(context =>
        {
            int rows = Leaves[0].Shape.Rows;
            int[] sentences = [.. Enumerable.Range(0, rows).Select(row => row / _queries)];
            AttentionMemory memory = Score.Prepare(Leaves[1], Leaves[2], AttentionMask.ForKeyLengths(Lengths), context).Select(sentences);
            return Score.Attend(Leaves[0].Reshape(rows, QuerySize), memory, context);
        });

        private Run Of(Func<ForwardContext, (Tensor Context, Tensor Weights)> attend)
        {
            var tape = new GradientTape(new Workspace());
            (Tensor context, Tensor weights) = attend(new ForwardContext(tape.Workspace, tape));
            context.Backend.AddTo(new Tensor(context.Shape, _dContext), tape.GradientOf(context));
            weights.Backend.AddTo(new Tensor(weights.Shape, _dWeights), tape.GradientOf(weights));
            double loss = 0;
            for (int i = 0; i < _dContext.Length; i++) loss += (double)_dContext[i] * context.Values[i];
            for (int i = 0; i < _dWeights.Length; i++) loss += (double)_dWeights[i] * weights.Values[i];
            tape.Backward();
            return new Run(context.Values.ToArray(), weights.Values.ToArray(), [.. Leaves.Select(leaf => tape.GradientOf(leaf).Values.ToArray())], loss);
        }
    }
}
