using Heed.Decoding;
using Heed.Models;
using Heed.Tensors;
using Heed.Tests.Contracts;
using Heed.Tests.Kernels;
using Heed.Text;

namespace Heed.Tests.Decoding;

public sealed class SampleSearchTests
{
    private const int Start = Vocabulary.Start, End = Vocabulary.End, A = Vocabulary.Specials, B = A + 1, C = A + 2;

    private static readonly MarkovModel Simple = new(2, (Start, A, 0.5), (Start, B, 0.3), (Start, End, 0.2), (A, End, 1), (B, End, 0.75), (B, A, 0.25));

    public static TheoryData<string> Variants => ModelVariants.Names;

    [Fact]
    public void Samples_come_as_often_as_they_are_probable()
    {
        Dictionary<string, double> shares = SharesOf(Simple, new Sampling());
        AssertShares(shares, ($"{A} {End}", 0.5), ($"{B} {End}", 0.225), ($"{End}", 0.2), ($"{B} {A} {End}", 0.075));
    }

    [Fact]
    public void A_temperature_raises_probabilities_to_its_inverse()
    {
        // Squares: 0.25, 0.09, 0.04 of 0.38; then 0.5625 and 0.0625 of 0.625.
        Dictionary<string, double> shares = SharesOf(Simple, new Sampling { Temperature = 0.5 });
        AssertShares(shares, ($"{A} {End}", 0.25 / 0.38), ($"{B} {End}", 0.09 / 0.38 * 0.9), ($"{End}", 0.04 / 0.38), ($"{B} {A} {End}", 0.09 / 0.38 * 0.1));
        double[] roots = [Math.Sqrt(0.5), Math.Sqrt(0.3), Math.Sqrt(0.2)];
        Assert.Equal(roots[2] / roots.Sum(), SharesOf(Simple, new Sampling { Temperature = 2 })[$"{End}"], 0.02);
    }

    [Fact]
    public void Only_the_most_probable_tokens_are_drawn()
    {
        AssertShares(SharesOf(Simple, new Sampling { TopK = 2 }), ($"{A} {End}", 0.625), ($"{B} {End}", 0.375 * 0.75), ($"{B} {A} {End}", 0.375 * 0.25));
        AssertShares(SharesOf(Simple, new Sampling { TopK = 1 }), ($"{A} {End}", 1));
        AssertShares(SharesOf(Simple, new Sampling { TopP = 0.7 }), ($"{A} {End}", 0.625), ($"{B} {End}", 0.375));      // a and b have 0.8; after b the end has 0.75
        AssertShares(SharesOf(Simple, new Sampling { TopP = 0.45 }), ($"{A} {End}", 1));
        AssertShares(SharesOf(Simple, new Sampling { TopK = 2, TopP = 0.6 }), ($"{A} {End}", 1));                       // of the two a has 0.625
        AssertShares(SharesOf(Simple, new Sampling { TopK = 2, TopP = 0.7 }), ($"{A} {End}", 0.625), ($"{B} {End}", 0.375));
        AssertShares(SharesOf(Simple, new Sampling { Temperature = 0.01 }), ($"{A} {End}", 1));
    }

    [Fact]
    public void A_sample_has_the_log_probability_that_the_model_gives_it()
    {
        var options = new SearchOptions { Sampling = new Sampling { Temperature = 3, TopK = 3 }, NBest = 64 };
        foreach (Hypothesis found in Run(Simple, options, [9, End])[0])
        {
            double expected = string.Join(' ', found.Tokens) switch { "4 2" => 0.5, "5 2" => 0.225, "2" => 0.2, "5 4 2" => 0.075, _ => double.NaN };
            Assert.Equal(Math.Log(expected), found.LogProbability, 1e-5);
            Assert.Equal(found.LogProbability / found.Tokens.Length, found.Score, 1e-12);
            Assert.True(found.Finished);
            Assert.Equal(2 * found.Tokens.Length, found.Weights.Length);
        }
    }

    [Fact]
    public void Padding_start_and_unknown_are_never_drawn_and_equals_go_to_the_lower_token()
    {
        var model = new MarkovModel(3, (Start, Vocabulary.Pad, 0.4), (Start, Start, 0.2), (Start, Vocabulary.Unknown, 0.2), (Start, B, 0.1), (Start, C, 0.1), (B, End, 1), (C, End, 1));
        AssertShares(SharesOf(model, new Sampling()), ($"{B} {End}", 0.5), ($"{C} {End}", 0.5));
        AssertShares(SharesOf(model, new Sampling { TopK = 1 }), ($"{B} {End}", 1));
        AssertShares(SharesOf(model, new Sampling { TopP = 0.45 }), ($"{B} {End}", 1));
    }

    [Fact]
    public void Logits_that_are_no_numbers_end_at_the_longest_length()
    {
        var model = new MarkovModel(2, (Start, A, double.NaN), (A, A, double.NaN), (A, End, double.NaN));
        foreach (Sampling sampling in (Sampling[])[new(), new() { TopK = 2 }, new() { TopP = 0.5 }])
            Assert.InRange(Run(model, new SearchOptions { LengthFactor = 0, LengthExtra = 4, Sampling = sampling }, [End])[0][0].Tokens.Length, 1, 4);
    }

    [Fact]
    public void A_sample_depends_on_the_seed_its_number_and_the_source_and_on_nothing_else()
    {
        var even = new MarkovModel(2, (Start, A, 0.5), (Start, B, 0.5), (A, A, 0.5), (A, B, 0.5), (B, A, 0.5), (B, B, 0.5));
        var options = new SearchOptions { LengthFactor = 0, LengthExtra = 40, Sampling = new Sampling { Seed = 3 } };
        Hypothesis[][] five = Run(even, options with { NBest = 5 }, [9, End], [8, End], [9, End]), one = Run(even, options, [8, End], [9, End]);
        Assert.Equal(five[0][0].Tokens, one[1][0].Tokens);
        Assert.Equal(five[1][0].Tokens, one[0][0].Tokens);
        for (int i = 0; i < 5; i++) Assert.Equal(five[0][i].Tokens, five[2][i].Tokens);
        IEnumerable<Hypothesis> different = [.. five[0], .. five[1], .. Run(even, options with { Sampling = new Sampling { Seed = 4 } }, [9, End])[0], .. Run(even, options, [9, 9, End])[0]];
        Assert.Equal(12, different.Select(found => string.Join(' ', found.Tokens)).Distinct().Count());              // of 2^40 each
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Drawing_from_the_most_probable_token_alone_is_greedy(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(1, 4, 1, 7);
        SearchOptions options = new() { Beam = 1, LengthFactor = 1, LengthExtra = 8 };
        Hypothesis[][] greedy = new GreedySearch().Run(model, sources, options, new Workspace(), CancellationToken.None), sampled = Run(model, options with { Sampling = new Sampling { TopK = 1 } }, sources);
        for (int b = 0; b < sources.Length; b++)
        {
            Assert.Equal(greedy[b][0].Tokens, sampled[b][0].Tokens);
            Assert.Equal(greedy[b][0].Score, sampled[b][0].Score);
            Numbers.AssertSameBits(greedy[b][0].Weights, sampled[b][0].Weights);
        }
    }

    [Fact]
    public void Models_together_are_sampled_by_their_mean()
    {
        // The mean: a 0.5, b 0.3, the end 0.2.
        var first = new MarkovModel(2, (Start, A, 0.8), (Start, End, 0.2), (A, End, 1), (B, End, 1));
        var second = new MarkovModel(2, (Start, A, 0.2), (Start, B, 0.6), (Start, End, 0.2), (A, End, 1), (B, End, 1));
        AssertShares(SharesOf(new EnsembleModel([first, second]), new Sampling()), ($"{A} {End}", 0.5), ($"{B} {End}", 0.3), ($"{End}", 0.2));
    }

    // Flat and peaked distributions, so that few and many tokens are needed.
    [Theory]
    [InlineData(0.05f)]
    [InlineData(1)]
    [InlineData(4)]
    public void A_draw_from_many_tokens_is_one_of_the_fewest_that_sorting_finds(float spread)
    {
        const int tokens = 3000;
        float[] logits = Numbers.Uniform(tokens, 21, -spread, spread);
        for (int i = 0; i < 40; i++) logits[100 + 60 * i] = logits[90 + 60 * i];                                      // equals
        int[] order = [.. Enumerable.Range(0, tokens).Where(i => i is not (Vocabulary.Pad or Start or Vocabulary.Unknown)).OrderByDescending(i => logits[i]).ThenBy(i => i)];
        foreach ((int topK, double topP, double temperature) in ((int, double, double)[])[(0, 0.5, 1), (0, 0.99, 1), (0, 0.1, 0.3), (1, 1, 1), (128, 1, 1), (129, 1, 1), (2000, 1, 0.5), (700, 0.6, 1), (90, 0.9, 2), (99_999, 0.3, 1)])
        {
            int[] among = [.. order.Take(topK == 0 ? tokens : topK)];
            double[] p = [.. among.Select(i => Math.Exp(logits[i] / temperature))];
            double sum = 0, most = p.Sum();
            int needed = 0;
            while (needed < among.Length && sum < topP * most - 1e-6 * most) sum += p[needed++];
            var draw = new TokenDraw(new Sampling { TopK = topK, TopP = topP, Temperature = temperature, Seed = 8 });
            (uint, uint) key = draw.KeyOf([1, 2]);
            int[] drawn = [.. Enumerable.Range(0, 400).Select(step => draw.Next(logits, key, 0, step))];
            HashSet<int> allowed = [.. among.Take(topP == 1 ? among.Length : needed + 1)];                              // one more, for what lies on the edge
            Assert.All(drawn, token => Assert.Contains(token, allowed));
            double expected = p.Take(allowed.Count).Select(x => x / p.Take(allowed.Count).Sum()).Sum(x => 1 - Math.Pow(1 - x, drawn.Length));
            Assert.InRange(drawn.Distinct().Count(), expected * 0.8 - 2, expected * 1.2 + 2);
        }
    }

    private static Hypothesis[][] Run(TranslationModel model, SearchOptions options, params int[][] sources) => Searches.For(options).Run(model, sources, options, new Workspace(), CancellationToken.None);

    // 12,800 samples: the deviation of a share is at most 0.0044.
    private static Dictionary<string, double> SharesOf(TranslationModel model, Sampling sampling)
    {
        var counts = new Dictionary<string, double>();
        for (ulong seed = 1; seed <= 20; seed++)
            foreach (Hypothesis found in Run(model, new SearchOptions { NBest = 64, Sampling = sampling with { Seed = seed } }, [.. Enumerable.Range(0, 10).Select(i => (int[])[20 + i, End])]).SelectMany(found => found))
                counts[string.Join(' ', found.Tokens)] = counts.GetValueOrDefault(string.Join(' ', found.Tokens)) + 1.0 / 12_800;
        return counts;
    }

    private static void AssertShares(Dictionary<string, double> shares, params (string Tokens, double Share)[] expected)
    {
        Assert.Equal(expected.Select(entry => entry.Tokens).Order(), shares.Keys.Order());
        foreach ((string tokens, double share) in expected) Assert.Equal(share, shares[tokens], 0.02);
    }
}
