using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Tests.Kernels;
using Heed.Tests.Tensors;

namespace Heed.Tests.Positions;

/// <summary>Shaw's vectors, T5's buckets and ALiBi's slopes: what is added to scores.</summary>
public sealed class BiasEncodingTests
{
    [Fact]
    public void Shaws_bias_is_each_heads_query_times_the_vector_of_the_distance()
    {
        var encoding = new ShawEncoding(2, 1);
        (string name, Parameter vectors) = encoding.Parameters.Single();
        Assert.Equal("keys.weight", name);
        ((float[])[1, 0, 0, 1, 2, 3]).CopyTo(vectors.Value.Memory);                  // of the distances −1, 0, 1
        vectors.Refresh();
        AttentionBias bias = encoding.Bias(new Tensor(new(2, 4), [1, 2, 3, 4, 5, 6, 7, 8]), 2, Places.Context());
        Assert.Equal([1, 2, 8, 3, 4, 18, 5, 6, 28, 7, 8, 38], bias.Table!.Values);
        Assert.Equal(new Shape(2, 6), bias.Table.Shape);
        Assert.True(bias.IsPerQuery);
        Assert.Equal((-1, 3), (bias.Least, bias.Distances));
        Assert.Null(bias.Slopes);
    }

    [Fact]
    public void Shaws_gradients_agree_with_central_differences()
    {
        const int Rows = 3, Heads = 2, Size = 4, Distances = 5;
        var encoding = new ShawEncoding(Size, 2);
        Parameter vectors = encoding.Parameters.Single().Parameter;
        encoding.Initialize(3);
        Tensor drawn = vectors.Value.Keep();
        GradientCheck.Of((x, tape) => encoding.Bias(x[0], Heads, Places.Context(tape)).Table!, x => Of(x[0], Numbers.Doubles(drawn.Values.ToArray())), [GradientCheck.Random(1, Rows, Heads * Size)]);

        Tensor queries = GradientCheck.Random(2, Rows, Heads * Size);
        var tape = new GradientTape(new Workspace());
        Tensor table = encoding.Bias(queries, Heads, Places.Context(tape)).Table!;
        float[] upstream = Numbers.Uniform(table.Shape.Count, 4);
        upstream.CopyTo(tape.GradientOf(table).Memory);
        tape.Backward();
        double[] asked = Numbers.Doubles(queries.Values.ToArray());
        Numbers.AssertNear(Numbers.Gradient(a => Numbers.Dot(Of(asked, a), upstream), Numbers.Doubles(drawn.Values.ToArray())), tape.GradientOf(vectors.Value).Values, 1e-5);

        static double[] Of(double[] queries, double[] vectors) => Reference.Linear(queries, vectors, null, Size, Distances);
    }

    [Fact]
    public void Shaws_bias_of_a_row_does_not_depend_on_the_others()
    {
        var encoding = new ShawEncoding(8, 16);
        encoding.Initialize(3);
        Tensor queries = GradientCheck.Random(1, 11, 24);
        Tensor table = encoding.Bias(queries, 3, Places.Context()).Table!;
        for (int row = 0; row < 11; row++) Numbers.AssertSameBits(Places.Row(table, row), encoding.Bias(queries.Rows(row, 1), 3, Places.Context()).Table!.Values);
    }

    // 32 buckets and a far distance of 128, as T5 has them: one distance each up to 7 (15 for one direction), doublings after it.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    [InlineData(-7, 7)]
    [InlineData(-8, 8)]
    [InlineData(-11, 8)]
    [InlineData(-12, 9)]
    [InlineData(-15, 9)]
    [InlineData(-16, 10)]
    [InlineData(-22, 10)]
    [InlineData(-23, 11)]
    [InlineData(-32, 12)]
    [InlineData(-64, 14)]
    [InlineData(-90, 14)]
    [InlineData(-91, 15)]
    [InlineData(-128, 15)]
    [InlineData(-100_000, 15)]
    [InlineData(1, 17)]
    [InlineData(8, 24)]
    [InlineData(16, 26)]
    [InlineData(128, 31)]
    public void Buckets_of_both_directions(int distance, int bucket) => Assert.Equal(bucket, BucketEncoding.BucketOf(distance, causal: false, 32, 128));

    [Theory]
    [InlineData(5, 0)]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    [InlineData(-15, 15)]
    [InlineData(-16, 16)]
    [InlineData(-18, 16)]
    [InlineData(-19, 17)]
    [InlineData(-32, 21)]
    [InlineData(-64, 26)]
    [InlineData(-128, 31)]
    [InlineData(-129, 31)]
    public void Buckets_of_one_direction(int distance, int bucket) => Assert.Equal(bucket, BucketEncoding.BucketOf(distance, causal: true, 32, 128));

    [Theory]
    [InlineData(false, 32, 128)]
    [InlineData(true, 32, 128)]
    [InlineData(false, 4, 2)]
    [InlineData(true, 2, 2)]
    [InlineData(true, 7, 100)]
    public void Buckets_never_fall_with_the_distance_and_all_are_used_at_the_ends(bool causal, int buckets, int far)
    {
        int each = causal ? buckets : buckets / 2;
        for (int d = 1; d < 2 * far; d++)
            Assert.True(BucketEncoding.BucketOf(-d, causal, buckets, far) >= BucketEncoding.BucketOf(1 - d, causal, buckets, far));
        Assert.Equal(each - 1, BucketEncoding.BucketOf(-far, causal, buckets, far));
        Assert.Equal(causal ? 0 : buckets - 1, BucketEncoding.BucketOf(far, causal, buckets, far));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void T5s_bias_is_the_number_of_the_head_and_the_bucket(bool causal)
    {
        const int Heads = 3, Buckets = 8, Far = 12;
        var encoding = new BucketEncoding(Heads, causal, Buckets, Far);
        (string name, Parameter weight) = encoding.Parameters.Single();
        Assert.Equal("weight", name);
        Assert.Equal(new Shape(Buckets, Heads), weight.Shape);
        encoding.Initialize(2);
        var tape = new GradientTape(new Workspace());
        AttentionBias bias = encoding.Bias(new Tensor(new(2, 6)), Heads, Places.Context(tape));
        int distances = causal ? Far + 1 : 2 * Far + 1;
        Assert.Equal((-Far, distances, false), (bias.Least, bias.Distances, bias.IsPerQuery));
        Assert.Equal(new Shape(Heads, distances), bias.Table!.Shape);

        float[] upstream = Numbers.Uniform(bias.Table.Shape.Count, 4);
        upstream.CopyTo(tape.GradientOf(bias.Table).Memory);
        tape.Backward();
        double[] gradient = new double[Buckets * Heads];
        for (int h = 0; h < Heads; h++)
            for (int d = 0; d < distances; d++)
            {
                int place = BucketEncoding.BucketOf(d - Far, causal, Buckets, Far) * Heads + h;
                Assert.Equal(weight.Value.Values[place], bias.Table.Values[h * distances + d]);
                gradient[place] += upstream[h * distances + d];
            }
        Numbers.AssertNear(gradient, tape.GradientOf(weight.Value).Values, 1e-6);
    }

    [Theory]
    [InlineData(1, new[] { 0.00390625f })]
    [InlineData(2, new[] { 0.0625f, 0.00390625f })]
    [InlineData(3, new[] { 0.0625f, 0.00390625f, 0.25f })]
    [InlineData(8, new[] { 0.5f, 0.25f, 0.125f, 0.0625f, 0.03125f, 0.015625f, 0.0078125f, 0.00390625f })]
    [InlineData(12, new[] { 0.5f, 0.25f, 0.125f, 0.0625f, 0.03125f, 0.015625f, 0.0078125f, 0.00390625f, 0.70710678f, 0.35355339f, 0.1767767f, 0.08838835f })]
    public void Alibis_slopes_are_those_of_the_paper(int heads, float[] slopes)
    {
        var encoding = new AlibiEncoding(heads);
        Assert.Equal(slopes, encoding.Slopes.ToArray(), (a, b) => Math.Abs(a - b) < 1e-7f);
        AttentionBias bias = encoding.Bias(new Tensor(new(1, heads)), heads, Places.Context());
        Assert.Equal(encoding.Slopes.ToArray(), bias.Slopes);
        Assert.Null(bias.Table);
        Assert.Empty(encoding.Parameters);
    }

    // What each paper writes for score (i, j), of all keys and of a query that comes third while decoding step by step.
    [Fact]
    public void Biases_are_added_to_scores_as_the_papers_say()
    {
        const int Heads = 2, Size = 4, Length = 7;
        Tensor queries = GradientCheck.Random(1, Length, Heads * Size);

        var alibi = new AlibiEncoding(Heads);
        Check(alibi, (h, i, j) => -alibi.Slopes[h] * Math.Abs(j - i));

        var buckets = new BucketEncoding(Heads, causal: false, 6, 4);
        buckets.Initialize(2);
        float[] numbers = buckets.Parameters.Single().Parameter.Value.Values.ToArray();
        Check(buckets, (h, i, j) => numbers[BucketEncoding.BucketOf(j - i, false, 6, 4) * Heads + h]);

        var shaw = new ShawEncoding(Size, 2);
        shaw.Initialize(2);
        float[] vectors = shaw.Parameters.Single().Parameter.Value.Values.ToArray();
        Check(shaw, (h, i, j) =>
        {
            double sum = 0;
            for (int k = 0; k < Size; k++) sum += (double)queries.Values[i * Heads * Size + h * Size + k] * vectors[(Math.Clamp(j - i, -2, 2) + 2) * Size + k];
            return sum;
        });

        void Check(PositionEncoding encoding, Func<int, int, int, double> paper)
        {
            Tensor whole = new Tensor(new(Heads, Length, Length)).AddBias(encoding.Bias(queries, Heads, Places.Context())!, Heads, [0], null);
            Tensor third = new Tensor(new(Heads, 1, Length)).AddBias(encoding.Bias(queries.Rows(2, 1), Heads, Places.Context())!, Heads, [2], null);
            for (int h = 0; h < Heads; h++)
                for (int i = 0; i < Length; i++)
                    for (int j = 0; j < Length; j++)
                    {
                        float added = whole.Values[(h * Length + i) * Length + j];
                        Assert.Equal(paper(h, i, j), added, 1e-6);
                        if (i == 2) Numbers.AssertSameBits([added], third.Values.Slice(h * Length + j, 1));
                    }
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var queries = new Tensor(new(1, 8));
        Assert.Contains("shaw: queries [1, 8] of 2 heads do not fit vectors of 3 numbers", Assert.Throws<ArgumentException>(() => new ShawEncoding(3).Bias(queries, 2, Places.Context())).Message);
        Assert.Contains("t5: attention has 2 heads, the encoding was made for 4", Assert.Throws<ArgumentException>(() => new BucketEncoding(4).Bias(queries, 2, Places.Context())).Message);
        Assert.Contains("alibi: attention has 2 heads, the encoding was made for 4", Assert.Throws<ArgumentException>(() => new AlibiEncoding(4).Bias(queries, 2, Places.Context())).Message);
        Assert.StartsWith("t5: 32 buckets with a far distance of 8 leave no room; take at least 4, an even number, and a far distance above 8.",
            Assert.Throws<ArgumentException>(() => new BucketEncoding(4, false, 32, 8)).Message, StringComparison.Ordinal);
        Assert.StartsWith("t5: 1 buckets with a far distance of 128 leave no room; take at least 2, an even number, and a far distance above 1.",
            Assert.Throws<ArgumentException>(() => new BucketEncoding(4, true, 1)).Message, StringComparison.Ordinal);
        Assert.Equal(3, new BucketEncoding(1, causal: true, buckets: 2, farDistance: 2).Bias(queries, 1, Places.Context()).Distances);      // the fewest there can be
        Assert.Equal(5, new BucketEncoding(1, causal: false, buckets: 4, farDistance: 2).Bias(queries, 1, Places.Context()).Distances);
        Assert.Throws<ArgumentException>(() => new BucketEncoding(4, false, 31));
        Assert.Throws<ArgumentException>(() => new BucketEncoding(4, false, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BucketEncoding(4, true, 32, (1 << 16) + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BucketEncoding(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShawEncoding(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShawEncoding(4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlibiEncoding(0));
    }
}
