using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class AdditiveScoresTests
{
    [Fact]
    public void An_example_by_hand()
    {
        // One query (0, 1), keys (0, 0) and (2, −1), w = (3, 5): 5 tanh 1, and 3 tanh 2 + 5 tanh 0.
        float[] scores = new Case([0, 1], [0, 0, 2, -1], [3, 5]).Score();
        Numbers.AssertNear([5 * Math.Tanh(1), 3 * Math.Tanh(2)], scores, 1e-6);
    }

    [Fact]
    public void Keys_fill_whole_panels() => Assert.Equal([0, 16, 16, 32, 64], Array.ConvertAll((int[])[0, 1, 16, 17, 60], AdditiveKeys.Padded));

    [Fact]
    public void No_keys_give_no_scores() => Assert.Empty(new Case([1, 2], [], [1, 1]).Score());

    [Theory]
    [InlineData(1f)]
    [InlineData(2.6f)]
    [InlineData(2.61f)]
    [InlineData(5.25f)]
    [InlineData(5.2501f)]
    [InlineData(10.75f)]
    [InlineData(10.7501f)]
    [InlineData(21.5f)]
    [InlineData(21.501f)]
    [InlineData(60f)]
    [InlineData(1e30f)]
    public void Scores_agree_with_double_precision_in_every_range(float largest)
    {
        foreach (int hidden in (int[])[1, 2, 3, 4, 5, 31, 32, 33, 64, 100, 256, 1024, 1027, 4096])
            foreach (int keys in hidden > 256 ? (int[])[1, 37] : [1, 2, 7, 15, 16, 17, 33, 60, 100])
            {
                Case c = Case.Random(keys, hidden, largest, (ulong)(keys + hidden));
                Numbers.AssertNear(c.Twin(), c.Score(), 0, 2e-6 * c.SumOfWeights);
            }
    }

    [Fact]
    public void The_largest_products_stay_finite()
    {
        // All of a and b at the ranges' ends, all of one sign, is what comes nearest to an overflow.
        foreach (float half in (float[])[5.2f, 5.25f, 10.7f, 10.75f, 21.4f, 21.5f, 43, 88, 1e38f])
            foreach (float sign in (float[])[1, -1])
            {
                Case c = Case.Random(20, 64, 1, 3);
                Array.Fill(c.A, sign * half);
                Array.Fill(c.B, sign * half);
                Numbers.AssertNear(c.Twin(), c.Score(), 0, 2e-6 * c.SumOfWeights);
                foreach (float[] gradient in c.Gradients(Numbers.Uniform(20, 4))) Assert.True(Elementwise.AllFinite(gradient));
            }
    }

    [Fact]
    public void Zero_tiny_and_huge_weights_are_weights()
    {
        Case c = Case.Random(21, 40, 2, 5);
        for (int i = 0; i < 40; i++) c.W[i] *= (i % 5) switch { 0 => 0, 1 => 1e-30f, 2 => 1e-8f, 3 => 1e6f, _ => 1 };
        Numbers.AssertNear(c.Twin(), c.Score(), 0, 2e-6 * c.SumOfWeights);
        Array.Clear(c.W);
        Assert.All(c.Score(), s => Assert.Equal(0, s));
        for (int i = 0; i < 40; i++) c.W[i] = 1e-38f;
        Assert.All(c.Score(), s => Assert.True(Math.Abs(s) < 1e-36));
    }

    [Fact]
    public void Nothing_beyond_the_keys_is_written()
    {
        foreach (int keys in Numbers.Lengths)
        {
            Case c = Case.Random(keys, 35, 2, 6);
            float[] scores = new float[keys + 20];
            Array.Fill(scores, 99);
            c.Score(scores);
            Assert.All(scores[keys..], s => Assert.Equal(99, s));
        }
    }

    [Fact]
    public void A_key_has_the_same_score_wherever_it_stands_in_its_range()
    {
        Case c = Case.Random(50, 70, 3, 7);
        float[] all = c.Score();
        float max = c.B.Max(MathF.Abs);
        for (int k = 0; k < 50; k++)
        {
            var alone = new Case(c.A, c.B[(k * 70)..(k * 70 + 70)], c.W);
            Numbers.AssertSameBits([all[k]], alone.Score(max));
        }
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(4f)]
    [InlineData(9f)]
    [InlineData(15f)]
    [InlineData(40f)]
    public void Gradients_agree_with_double_precision_in_every_range(float largest)
    {
        foreach (int hidden in (int[])[1, 2, 5, 33, 64, 1030])
            foreach (int keys in (int[])[1, 7, 16, 17, 37])
            {
                Case c = Case.Random(keys, hidden, largest, (ulong)(keys * hidden));
                float[] g = Numbers.Uniform(keys, 8);
                float[][] actual = c.Gradients(g);
                double[] da = Numbers.Doubles(Numbers.Uniform(hidden, 21)), db = Numbers.Doubles(Numbers.Uniform(keys * hidden, 22)), dw = Numbers.Doubles(Numbers.Uniform(hidden, 23));
                for (int k = 0; k < keys; k++)
                    for (int i = 0; i < hidden; i++)
                    {
                        double x = (double)c.A[i] + c.B[k * hidden + i], cosh = Math.Cosh(x), slope = c.W[i] * g[k] / (cosh * cosh);
                        da[i] += slope;
                        db[k * hidden + i] += slope;
                        dw[i] += g[k] * Math.Tanh(x);
                    }
                Numbers.AssertNear(da, actual[0], 1e-5);
                Numbers.AssertNear(db, actual[1], 1e-5);
                Numbers.AssertNear(dw, actual[2], 1e-5);
            }
    }

    [Fact]
    public void Gradients_agree_with_central_differences()
    {
        Case c = Case.Random(5, 6, 2, 9);
        float[] g = Numbers.Uniform(5, 10);
        float[][] actual = c.Gradients(g);
        Check(0, 21, Numbers.Gradient(v => Numbers.Dot(Case.Twin(v, Numbers.Doubles(c.B), Numbers.Doubles(c.W)), g), Numbers.Doubles(c.A)));
        Check(1, 22, Numbers.Gradient(v => Numbers.Dot(Case.Twin(Numbers.Doubles(c.A), v, Numbers.Doubles(c.W)), g), Numbers.Doubles(c.B)));
        Check(2, 23, Numbers.Gradient(v => Numbers.Dot(Case.Twin(Numbers.Doubles(c.A), Numbers.Doubles(c.B), v), g), Numbers.Doubles(c.W)));

        void Check(int which, ulong seed, double[] expected)
        {
            float[] before = Numbers.Uniform(expected.Length, seed);
            for (int i = 0; i < expected.Length; i++) expected[i] += before[i];
            Numbers.AssertNear(expected, actual[which], 2e-6);
        }
    }

    [Theory]
    [InlineData(-9f)]
    [InlineData(9f)]
    [InlineData(-15f)]
    [InlineData(-30f)]
    public void The_slope_of_a_saturated_tanh_is_small_and_not_zero(float x)
    {
        var c = new Case([x], [0], [1]);
        float slope = c.Gradients([1], zero: true)[0][0], expected = (float)(4 * Math.Exp(-2 * Math.Abs(x)) / Math.Pow(1 + Math.Exp(-2 * Math.Abs(x)), 2));
        Assert.Equal(1, slope / expected, 1e-5);
    }

    [Fact]
    public void A_query_has_the_same_scores_whatever_stands_beside_it()
    {
        // Queries of several ranges by turns, so that pairs and single ones meet.
        Case c = Case.Random(37, 70, 3, 13);
        float[][] queries = [.. Enumerable.Range(0, 9).Select(i => Numbers.Uniform(70, (ulong)(50 + i), -1, 1).Select(x => x * (i % 3 == 2 ? 30 : 1 + i)).ToArray())];
        float[] together = new float[9 * 37];
        c.Scores(queries, together);
        for (int i = 0; i < 9; i++) Numbers.AssertSameBits(new Case(queries[i], c.B, c.W).Score(), together.AsSpan(i * 37, 37).ToArray());
    }

    [Fact]
    public void What_is_not_a_number_is_not_hidden()
    {
        Case c = Case.Random(18, 10, 2, 11);
        c.B[10 * 17 + 3] = float.NaN;
        float[] scores = c.Score();
        Assert.True(float.IsNaN(scores[17]));
        Assert.False(float.IsNaN(scores[0]));
        c.A[2] = float.NaN;
        Assert.All(c.Score(), s => Assert.True(float.IsNaN(s)));
    }

    private sealed record Case(float[] A, float[] B, float[] W)
    {
        private int Hidden => A.Length;

        private int Keys => B.Length / A.Length;

        public double SumOfWeights => W.Sum(w => Math.Abs((double)w));

        /// <summary>The largest |a| and the largest |b| are exactly <paramref name="largest"/>.</summary>
        public static Case Random(int keys, int hidden, float largest, ulong seed)
        {
            float[] a = Numbers.Uniform(hidden, seed + 1, -largest, largest), b = Numbers.Uniform(keys * hidden, seed + 2, -largest, largest);
            a[hidden / 2] = largest;
            if (keys > 0) b[keys * hidden / 2] = -largest;
            return new(a, b, Numbers.Uniform(hidden, seed + 3, -1, 1));
        }

        public float[] Score(float? max = null)
        {
            float[] scores = new float[Keys];
            Score(scores, max);
            return scores;
        }

        public void Score(float[] scores, float? max = null) => Scores([A], scores, max);

        /// <summary>The scores of several queries with the same keys, rows of the scores' share each.</summary>
        public unsafe void Scores(float[][] queries, float[] scores, float? max = null)
        {
            int hidden = Hidden, count = queries.Length;
            float[] panels = new float[AdditiveKeys.Padded(Keys) * hidden + 1], room = new float[AdditiveVector.Length(hidden)], rows = [.. queries.SelectMany(q => q)];
            float[] folded = new float[rows.Length], ranges = new float[count];
            Array.Fill(panels, float.NaN);
            float largest = AdditiveKeys.Prepare(B, hidden, Keys, hidden, panels);
            if (!B.Any(float.IsNaN)) Assert.Equal(B.Length == 0 ? 0 : B.Max(MathF.Abs), largest);
            fixed (float* a = rows, w = W, b = B, p = panels, v = room, f = folded, r = ranges, s = scores)
            {
                var vector = new AdditiveVector(w, hidden, v);
                for (int i = 0; i < count; i++) r[i] = vector.Prepare(a + i * hidden, f + i * hidden) + (max ?? largest);
                AdditiveScores.Run(vector, new AdditiveScores.Operands { A = a, Lda = hidden, Folded = f, Ranges = r, Count = count, B = b, Ldb = hidden, Panels = p, Keys = Keys, S = s, Lds = scores.Length / count });
            }
        }

        /// <summary>Gradients for a, b and w, added to what stands there.</summary>
        public unsafe float[][] Gradients(float[] g, bool zero = false)
        {
            float[] da = new float[Hidden], db = new float[Keys * Hidden], dw = new float[Hidden];
            if (!zero) (da, db, dw) = (Numbers.Uniform(Hidden, 21), Numbers.Uniform(Keys * Hidden, 22), Numbers.Uniform(Hidden, 23));
            float[] strips = new float[AdditiveKeys.Padded(Hidden) * Keys], dStrips = new float[strips.Length];
            AdditiveKeys.PrepareStrips(B, Hidden, Keys, Hidden, strips);
            float range = A.Max(MathF.Abs) + B.Max(MathF.Abs);
            int keys = Keys;
            fixed (float* a = A, b = B, w = W, pg = g, pda = da, pdw = dw, ps = strips, pds = dStrips)
                AdditiveGradient.Run(new AdditiveGradient.Operands
                {
                    W = w,
                    Dw = pdw,
                    A = a,
                    Da = pda,
                    Lda = Hidden,
                    G = pg,
                    Ldg = keys,
                    Ranges = &range,
                    Ends = &keys,
                    B = b,
                    Ldb = Hidden,
                    Strips = ps,
                    Db = pds,
                    Keys = keys,
                    Count = 1,
                    Hidden = Hidden,
                });
            AdditiveKeys.AddStrips(dStrips, Keys, Hidden, db, Hidden);
            return [da, db, dw];
        }

        public double[] Twin() => Twin(Numbers.Doubles(A), Numbers.Doubles(B), Numbers.Doubles(W));

        public static double[] Twin(double[] a, double[] b, double[] w)
        {
            double[] scores = new double[b.Length / a.Length];
            for (int k = 0; k < scores.Length; k++)
                for (int i = 0; i < a.Length; i++) scores[k] += w[i] * Math.Tanh(a[i] + b[k * a.Length + i]);
            return scores;
        }
    }
}
