using Heed.Decoding;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Tests.Contracts;
using Heed.Tests.Kernels;
using Heed.Text;

namespace Heed.Tests.Decoding;

public sealed class SearchTests
{
    private const int Start = Vocabulary.Start, End = Vocabulary.End, A = Vocabulary.Specials, B = A + 1, C = A + 2, D = A + 3;

    // Greedy takes a, since 0.6 > 0.4, and ends with 0.6 · 0.4 = 0.24. The better path is b: 0.4 · 0.9 = 0.36.
    private static readonly MarkovModel Garden = new(4,
        (Start, A, 0.6), (Start, B, 0.4), (A, End, 0.4), (A, C, 0.35), (A, D, 0.25), (B, End, 0.9), (B, C, 0.1), (C, End, 1), (D, End, 1));

    // The short path has 0.4 · 0.9 = 0.36, the long one 0.6 · 1 · 1 · 0.55 = 0.33 over four tokens.
    private static readonly MarkovModel ShortOrLong = new(4,
        (Start, A, 0.6), (Start, B, 0.4), (B, End, 0.9), (B, C, 0.1), (A, C, 1), (C, D, 1), (D, End, 0.55), (D, B, 0.45));

    public static TheoryData<string> Variants => ModelVariants.Names;

    [Fact]
    public void Greedy_takes_the_most_probable_token_at_each_step()
    {
        Hypothesis found = Greedy(Garden, new SearchOptions { Beam = 1, LengthExponent = 0 }, [[9, End]])[0];
        Assert.Equal([A, End], found.Tokens);
        Assert.Equal(Math.Log(0.24), found.LogProbability, 1e-6);
        Assert.Equal(found.LogProbability, found.Score);
        Assert.True(found.Finished);
    }

    [Fact]
    public void A_beam_of_two_finds_the_better_path_with_the_score_worked_out_by_hand()
    {
        Hypothesis found = Beam(Garden, new SearchOptions { Beam = 2, LengthExponent = 0 }, [[9, End]])[0];
        Assert.Equal([B, End], found.Tokens);
        Assert.Equal(Math.Log(0.36), found.LogProbability, 1e-6);
        found = Beam(Garden, new SearchOptions { Beam = 2, LengthExponent = 1 }, [[9, End]])[0];
        Assert.Equal([B, End], found.Tokens);
        Assert.Equal(Math.Log(0.36) / 2, found.Score, 1e-6);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.05, false)]
    [InlineData(0.3, true)]
    [InlineData(1, true)]
    public void The_length_exponent_decides_between_a_short_path_and_a_long_one(double exponent, bool takesLong)
    {
        // log 0.36 / 2^x beside log 0.33 / 4^x: equal at x = log2(log 0.33 / log 0.36) = 0.118.
        Hypothesis found = Beam(ShortOrLong, new SearchOptions { Beam = 2, LengthExponent = exponent }, [[9, End]])[0];
        Assert.Equal(takesLong ? [A, C, D, End] : [B, End], found.Tokens);
        Assert.Equal((takesLong ? Math.Log(0.33) : Math.Log(0.36)) / Math.Pow(found.Tokens.Length, exponent), found.Score, 1e-6);
    }

    [Fact]
    public void A_beam_as_wide_as_all_paths_finds_the_best_of_them()
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            // Three tokens may follow any other: two words and the end. Up to five tokens make 63 paths.
            float[] random = Numbers.Uniform(9, seed, 0.05f, 1);
            int[] from = [Start, A, B], to = [A, B, End];
            var p = new Dictionary<(int, int), double>();
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++) p.Add((from[i], to[j]), random[3 * i + j] / (random[3 * i] + random[3 * i + 1] + random[3 * i + 2]));
            var options = new SearchOptions { Beam = 64, LengthExponent = seed % 3 / 2.0, LengthFactor = 0, LengthExtra = 5 };

            int[] best = [];
            double bestScore = double.NegativeInfinity;
            void Visit(int[] path, double logProbability)
            {
                int last = path.Length == 0 ? Start : path[^1];
                double ends = (logProbability + Math.Log(p[(last, End)])) / Math.Pow(path.Length + 1, options.LengthExponent);
                if (ends > bestScore) (best, bestScore) = ([.. path, End], ends);
                if (path.Length < 4)
                    foreach (int next in (int[])[A, B]) Visit([.. path, next], logProbability + Math.Log(p[(last, next)]));
            }
            Visit([], 0);

            var model = new MarkovModel(2, [.. p.Select(entry => (entry.Key.Item1, entry.Key.Item2, entry.Value))]);
            Hypothesis found = Beam(model, options, [[9, End]])[0];
            Assert.Equal(best, found.Tokens);
            Assert.Equal(bestScore, found.Score, 1e-5);
        }
    }

    [Fact]
    public void Weights_follow_the_path_of_the_hypothesis()
    {
        foreach (Hypothesis found in (Hypothesis[])[Greedy(ShortOrLong, new(), [[9, 9, 9, 9, End]])[0], Beam(ShortOrLong, new() { Beam = 2 }, [[9, 9, 9, 9, End]])[0]])
        {
            Assert.Equal([A, C, D, End], found.Tokens);
            int[] readFrom = [Start % 5, A % 5, C % 5, D % 5];                 // the token before decides
            for (int t = 0; t < 4; t++)
                for (int k = 0; k < 5; k++) Assert.Equal(k == readFrom[t] ? 1 : 0, found.Weights[t * 5 + k]);
        }
    }

    [Fact]
    public void Long_paths_keep_every_token_and_weight()
    {
        var circle = new MarkovModel(3, (Start, A, 0.8), (Start, B, 0.1), (Start, C, 0.1), (A, B, 0.9), (A, A, 0.1), (B, C, 0.9), (B, B, 0.1), (C, A, 0.899), (C, C, 0.1), (C, End, 0.001));
        var options = new SearchOptions { Beam = 3, LengthFactor = 0, LengthExtra = 2000 };
        foreach (Hypothesis found in (Hypothesis[])[.. Greedy(circle, options, [[9, End]]), .. Beam(circle, options, [[9, End]])])
        {
            Assert.False(found.Finished);
            Assert.Equal(Enumerable.Range(0, 2000).Select(i => A + i % 3), found.Tokens);
            for (int t = 1; t < 2000; t++) Assert.Equal(1, found.Weights[2 * t + found.Tokens[t - 1] % 2]);
        }
    }

    [Fact]
    public void What_is_cut_off_at_the_longest_length_says_so()
    {
        var endless = new MarkovModel(2, (Start, A, 0.6), (Start, B, 0.4), (A, A, 0.75), (A, B, 0.25), (B, A, 0.6), (B, B, 0.4));
        var options = new SearchOptions { Beam = 2, LengthFactor = 1.5, LengthExtra = 3 };
        foreach (Hypothesis found in (Hypothesis[])[.. Greedy(endless, options, [[9, 9, End]]), .. Beam(endless, options, [[9, 9, End]])])
        {
            Assert.False(found.Finished);
            Assert.Equal(7, found.Tokens.Length);                             // 1.5 · 3 + 3, rounded down
            Assert.Equal(Math.Log(0.6) + 6 * Math.Log(0.75), found.LogProbability, 1e-5);
            Assert.Equal(found.LogProbability / 7, found.Score);
        }
    }

    [Fact]
    public void A_finished_hypothesis_is_better_than_any_that_was_cut_off()
    {
        var model = new MarkovModel(2, (Start, A, 0.99), (Start, B, 0.01), (A, A, 1), (B, End, 1));
        Hypothesis found = Beam(model, new SearchOptions { Beam = 2, LengthFactor = 0, LengthExtra = 3 }, [[End]])[0];
        Assert.True(found.Finished);
        Assert.Equal([B, End], found.Tokens);
    }

    [Fact]
    public void Padding_start_and_unknown_are_never_chosen_and_equals_go_to_the_lower_token()
    {
        var model = new MarkovModel(3, (Start, Vocabulary.Pad, 0.4), (Start, Start, 0.2), (Start, Vocabulary.Unknown, 0.2), (Start, B, 0.1), (Start, C, 0.1), (B, End, 1), (C, End, 1));
        foreach (Hypothesis found in (Hypothesis[])[.. Greedy(model, new(), [[End]]), .. Beam(model, new() { Beam = 1 }, [[End]]), .. Beam(model, new() { Beam = 5 }, [[End]])])
        {
            Assert.Equal([B, End], found.Tokens);
            Assert.Equal(Math.Log(0.1), found.LogProbability, 1e-5);           // they keep their share of the probability
        }
    }

    [Fact]
    public void Logits_that_are_no_numbers_end_at_the_longest_length()
    {
        var model = new MarkovModel(2, (Start, A, double.NaN), (A, A, double.NaN), (A, End, double.NaN));
        var options = new SearchOptions { LengthFactor = 0, LengthExtra = 4 };
        foreach (Hypothesis found in (Hypothesis[])[.. Greedy(model, options, [[End]]), .. Beam(model, options, [[End]])]) Assert.InRange(found.Tokens.Length, 1, 4);
    }

    [Fact]
    public void A_search_can_be_stopped()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        foreach ((_, _, Search search) in Searches.All)
            Assert.Throws<OperationCanceledException>(() => search.Run(Garden, [[9, End]], new(), new Workspace(), source.Token));
    }

    [Fact]
    public void No_sources_give_no_hypotheses()
    {
        foreach ((_, _, Search search) in Searches.All)
            Assert.Empty(search.Run(ModelVariants.Create(ModelVariants.Names.First().Data), [], new(), new Workspace(), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_beam_of_one_is_greedy(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(1, 4, 1, 7, 3);
        SearchOptions options = new() { Beam = 1, LengthFactor = 1, LengthExtra = 8 };
        Hypothesis[] greedy = Greedy(model, options, sources), beam = Beam(model, options, sources);
        for (int b = 0; b < sources.Length; b++) AssertSame(greedy[b], beam[b]);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_source_gets_the_same_bits_alone_and_in_any_batch(string variant)
    {
        // Random models rarely end a sentence; the end symbol is made likelier, so that rows drop out at different steps.
        TranslationModel model = ModelVariants.Create(variant, seed: 4);
        Tensor table = model.Output.Value;
        for (int i = 0; i < table.Shape.Last; i++) table.Memory[End * table.Shape.Last + i] *= 4;
        model.Output.Refresh();
        int[][] sources = ModelVariants.Sources(2, 4, 1, 12, 3, 1, 6);
        foreach (int beam in (int[])[1, 3, 5])
        {
            SearchOptions options = new() { Beam = beam, LengthFactor = 1, LengthExtra = 8 };
            Search search = Searches.For(options);
            Hypothesis[] together = search.Run(model, sources, options, new Workspace(), CancellationToken.None);
            Hypothesis[] reversed = search.Run(model, [.. sources.Reverse()], options, new Workspace(), CancellationToken.None);
            for (int b = 0; b < sources.Length; b++)
            {
                AssertSame(together[b], search.Run(model, [sources[b]], options, new Workspace(), CancellationToken.None)[0]);
                AssertSame(together[b], reversed[^(b + 1)]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Weights_of_every_token_sum_to_one(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(3, 4, 1, 7);
        Hypothesis[] found = Beam(model, new SearchOptions { LengthFactor = 1, LengthExtra = 5 }, sources);
        for (int b = 0; b < sources.Length; b++)
        {
            if (model.Config.Score == "none")
            {
                Assert.Empty(found[b].Weights);
                continue;
            }
            Assert.Equal(found[b].Tokens.Length * sources[b].Length, found[b].Weights.Length);
            foreach (float[] row in found[b].Weights.Chunk(sources[b].Length)) Assert.Equal(1, row.Sum(), 1e-5f);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_log_probability_is_that_of_the_tokens(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(4, 5);
        Hypothesis found = Beam(model, new SearchOptions { LengthFactor = 1, LengthExtra = 5 }, sources)[0];
        var context = new ForwardContext(new Workspace());
        Tensor logits = model.Project(model.Forward(sources, [[Start, .. found.Tokens[..^1]]], 0, context).Hidden, context);
        double expected = 0;
        for (int t = 0; t < found.Tokens.Length; t++)
            expected -= Reference(logits.Rows(t, 1).Values.ToArray(), found.Tokens[t]);
        Assert.Equal(expected, found.LogProbability, 1e-5);

        static double Reference(float[] logits, int target) => Tensors.Reference.CrossEntropy(Numbers.Doubles(logits), [target], logits.Length, -1, 0);
    }

    [Fact]
    public void Searches_are_found_by_their_beam()
    {
        Assert.IsType<GreedySearch>(Searches.For(new SearchOptions { Beam = 1 }));
        Assert.IsType<BeamSearch>(Searches.For(new SearchOptions { Beam = 2 }));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Contains("beam", Assert.Throws<ArgumentException>(() => new SearchOptions { Beam = 0 }.Validate()).Message);
        Assert.Contains("beam", Assert.Throws<ArgumentException>(() => new SearchOptions { Beam = 65 }.Validate()).Message);
        Assert.Contains("lengthExponent", Assert.Throws<ArgumentException>(() => new SearchOptions { LengthExponent = double.NaN }.Validate()).Message);
        Assert.Contains("lengthFactor", Assert.Throws<ArgumentException>(() => new SearchOptions { LengthFactor = -1 }.Validate()).Message);
        Assert.Contains("lengthExtra", Assert.Throws<ArgumentException>(() => new SearchOptions { LengthExtra = 0 }.Validate()).Message);
        Assert.Throws<ArgumentException>(() => Beam(Garden, new SearchOptions { Beam = 1000 }, [[End]]));
    }

    private static Hypothesis[] Greedy(TranslationModel model, SearchOptions options, int[][] sources) => new GreedySearch().Run(model, sources, options, new Workspace(), CancellationToken.None);

    private static Hypothesis[] Beam(TranslationModel model, SearchOptions options, int[][] sources) => new BeamSearch().Run(model, sources, options, new Workspace(), CancellationToken.None);

    private static void AssertSame(Hypothesis expected, Hypothesis actual)
    {
        Assert.Equal(expected.Tokens, actual.Tokens);
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected.LogProbability), BitConverter.DoubleToInt64Bits(actual.LogProbability));
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Score), BitConverter.DoubleToInt64Bits(actual.Score));
        Assert.Equal(expected.Finished, actual.Finished);
        Numbers.AssertSameBits(expected.Weights, actual.Weights);
    }
}
