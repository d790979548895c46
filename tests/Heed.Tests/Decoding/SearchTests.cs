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

    [Theory]
    [InlineData(0.2, false)]
    [InlineData(0.45, true)]
    public void The_gentler_length_penalty_decides_as_its_formula_says(double exponent, bool takesLong)
    {
        // log 0.36 / (7/6)^x beside log 0.33 / (9/6)^x: equal at x = log(log 0.33 / log 0.36) / log(9/7) = 0.325.
        Hypothesis found = Beam(ShortOrLong, new SearchOptions { Beam = 2, LengthPenalty = LengthPenalty.Gnmt, LengthExponent = exponent }, [[9, End]])[0];
        Assert.Equal(takesLong ? [A, C, D, End] : [B, End], found.Tokens);
        Assert.Equal(takesLong ? Math.Log(0.33) / Math.Pow(9.0 / 6, exponent) : Math.Log(0.36) / Math.Pow(7.0 / 6, exponent), found.Score, 1e-6);
    }

    [Fact]
    public void What_leaves_source_tokens_unread_pays_for_it()
    {
        // Tokens are 1 (start), 4 (a), 5 (b), 6 (c), 7 (d): of two source tokens b's path reads the second twice and the first never, a's path reads both twice.
        var options = new SearchOptions { Beam = 3, NBest = 3, LengthExponent = 0, CoverageWeight = 0.1 };
        Hypothesis[] found = new BeamSearch().Run(ShortOrLong, [[9, End]], options, new Workspace(), CancellationToken.None)[0];
        Assert.Equal([[A, C, D, End], [A, C, D, B, End], [B, End]], found.Select(next => next.Tokens));
        Assert.Equal(Math.Log(0.33), found[0].Score, 1e-6);
        Assert.Equal(Math.Log(0.6 * 0.45 * 0.9), found[1].Score, 1e-6);
        Assert.Equal(Math.Log(0.36) + 0.1 * Math.Log(1e-6), found[2].Score, 1e-6);
        Assert.Equal(Math.Log(0.36), found[2].LogProbability, 1e-6);
        Assert.Equal([B, End], Beam(ShortOrLong, options with { NBest = 1, CoverageWeight = 0.005 }, [[9, End]])[0].Tokens);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_coverage_penalty_is_what_the_weights_of_the_hypothesis_say_and_needs_some(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(3, 4, 1, 7);
        var options = new SearchOptions { Beam = 3, NBest = 3, LengthFactor = 1, LengthExtra = 5, CoverageWeight = 0.7, LengthPenalty = LengthPenalty.Gnmt, LengthExponent = 0.6 };
        foreach (SearchOptions asked in (SearchOptions[])[options, options with { Beam = 1, NBest = 1 }, options with { Sampling = new() }])
        {
            Search search = Searches.For(asked);
            if (model.Config.Score == "none")
            {
                Assert.Contains("no attention", Assert.Throws<ArgumentException>(() => search.Run(model, sources, asked, new Workspace(), CancellationToken.None)).Message);
                continue;
            }
            Hypothesis[][] found = search.Run(model, sources, asked, new Workspace(), CancellationToken.None);
            for (int b = 0; b < sources.Length; b++)
            {
                Assert.Equal(asked.NBest, found[b].Length);
                foreach (Hypothesis next in found[b])
                {
                    double penalty = Enumerable.Range(0, sources[b].Length).Sum(i => Math.Log(Math.Min(1, next.Weights.Where((_, at) => at % sources[b].Length == i).Sum())));
                    Assert.Equal(next.LogProbability / Math.Pow((5.0 + next.Tokens.Length) / 6, 0.6) + 0.7 * penalty, next.Score, 1e-5);
                }
            }
        }
    }

    [Fact]
    public void A_beam_as_wide_as_all_paths_finds_the_best_of_them_in_their_order()
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            // Three tokens may follow any other: two words and the end. Up to five tokens make 63 paths, of which 31 come to an end.
            float[] random = Numbers.Uniform(9, seed, 0.05f, 1);
            int[] from = [Start, A, B], to = [A, B, End];
            var p = new Dictionary<(int, int), double>();
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++) p.Add((from[i], to[j]), random[3 * i + j] / (random[3 * i] + random[3 * i + 1] + random[3 * i + 2]));
            var options = new SearchOptions
            {
                Beam = 64,
                NBest = 1 + (int)(seed * 7 % 31),
                LengthPenalty = seed % 2 == 0 ? LengthPenalty.Power : LengthPenalty.Gnmt,
                LengthExponent = seed % 3 / 2.0,
                LengthFactor = 0,
                LengthExtra = 5,
                CoverageWeight = seed % 4 < 2 ? 0 : 0.2,
                Lookahead = int.MaxValue,
            };

            // The model reads the source token whose place is the last token's number.
            var scores = new Dictionary<string, double>();
            void Visit(int[] path, double logProbability)
            {
                int last = path.Length == 0 ? Start : path[^1];
                double coverage = ((int[])[0, 1, 2]).Sum(i => Math.Log(((int[])[Start, .. path]).Any(token => token % 3 == i) ? 1 : 1e-6));
                double length = options.LengthPenalty == LengthPenalty.Gnmt ? (5 + path.Length + 1) / 6.0 : path.Length + 1;
                scores.Add(string.Join(' ', (int[])[.. path, End]), (logProbability + Math.Log(p[(last, End)])) / Math.Pow(length, options.LengthExponent) + options.CoverageWeight * coverage);
                if (path.Length < 4)
                    foreach (int next in (int[])[A, B]) Visit([.. path, next], logProbability + Math.Log(p[(last, next)]));
            }
            Visit([], 0);

            var model = new MarkovModel(2, [.. p.Select(entry => (entry.Key.Item1, entry.Key.Item2, entry.Value))]);
            Hypothesis[] found = new BeamSearch().Run(model, [[9, 9, End]], options, new Workspace(), CancellationToken.None)[0];
            double[] best = [.. scores.Values.OrderDescending().Take(options.NBest)];
            Assert.Equal(options.NBest, found.Select(next => string.Join(' ', next.Tokens)).Distinct().Count());
            for (int i = 0; i < options.NBest; i++)
            {
                Assert.Equal(best[i], found[i].Score, 1e-5);
                Assert.Equal(scores[string.Join(' ', found[i].Tokens)], found[i].Score, 1e-5);       // paths of the same transitions are as probable as each other
            }
        }
    }

    [Fact]
    public void The_next_best_are_those_worked_out_by_hand()
    {
        var options = new SearchOptions { Beam = 4, NBest = 4, LengthExponent = 0 };
        Hypothesis[] found = new BeamSearch().Run(Garden, [[9, End]], options, new Workspace(), CancellationToken.None)[0];
        Assert.Equal([[B, End], [A, End], [A, C, End], [A, D, End]], found.Select(next => next.Tokens));
        double[] expected = [0.36, 0.24, 0.21, 0.15];
        for (int i = 0; i < 4; i++) Assert.Equal(Math.Log(expected[i]), found[i].Score, 1e-6);
    }

    [Fact]
    public void As_many_ended_as_the_beam_is_wide_do_not_stop_one_that_can_still_win()
    {
        // The end at once has log 0.3, a and the end log 0.2 / 2. But a, c and the end have log 0.3 / 3.
        var model = new MarkovModel(3, (Start, End, 0.3), (Start, A, 0.5), (Start, B, 0.2), (A, End, 0.4), (A, C, 0.6), (B, A, 1), (C, End, 1));
        foreach (int lookahead in (int[])[1, 2, int.MaxValue])
        {
            Hypothesis found = Beam(model, new SearchOptions { Beam = 2, Lookahead = lookahead }, [[9, End]])[0];
            Assert.Equal([A, C, End], found.Tokens);
            Assert.Equal(Math.Log(0.3) / 3, found.Score, 1e-6);
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(int.MaxValue, true)]
    public void What_could_win_with_more_certain_tokens_than_are_looked_ahead_is_given_up(int lookahead, bool found)
    {
        // b and the end: log 0.45 / 2 = −0.399. a and c have log 0.25 = −1.386 by then: a third of it is less, a quarter more; the path's end has a fifth.
        var model = new MarkovModel(5, (Start, A, 0.5), (Start, B, 0.5), (B, End, 0.9), (B, B, 0.1), (A, C, 0.5), (A, B, 0.5), (C, D, 1), (D, D + 1, 1), (D + 1, End, 1));
        Assert.Equal(found ? [A, C, D, D + 1, End] : [B, End], Beam(model, new SearchOptions { Beam = 3, Lookahead = lookahead }, [[9, End]])[0].Tokens);
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
    public void What_it_tells_of_each_step_is_the_best_as_it_stands()
    {
        // After two steps b has ended, and a and c go on: ln 0.36 / 2 < ln 0.6 / 2. After four, what is left goes on for a step before it is given up.
        Assert.Equal([[A], [A, C], [A, C, D], [A, C, D, End], [A, C, D, End]], Told(new BeamSearch(), ShortOrLong, new SearchOptions { Beam = 2 }));
        // a is more probable at first, and b when both have ended.
        Assert.Equal([[A], [B, End]], Told(new BeamSearch(), Garden, new SearchOptions { Beam = 2, LengthExponent = 0 }));
        Assert.Equal([[A], [A, End]], Told(new GreedySearch(), Garden, new SearchOptions { Beam = 1 }));

        static int[][] Told(Search search, MarkovModel model, SearchOptions options)
        {
            var told = new List<SearchProgress>();
            Hypothesis[][] found = search.Run(model, [[9, End], [9, 9, End]], options, new Workspace(), CancellationToken.None, new Telling(told));
            for (int source = 0; source < 2; source++) AssertSame(found[source][0], told.Last(step => step.Source == source).Best);
            return [.. told.Where(step => step.Source == 0).Select(step => step.Best.Tokens)];
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Who_listens_changes_nothing_and_hears_of_each_step(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant, seed: 4);
        int[][] sources = ModelVariants.Sources(2, 4, 1, 7);
        SearchOptions usual = new() { LengthFactor = 1, LengthExtra = 8 };
        foreach (SearchOptions options in (SearchOptions[])[usual with { Beam = 1 }, usual with { Beam = 3, NBest = 2 }, usual with { NBest = 3, Sampling = new() { Seed = 5 } }])
        {
            var told = new List<SearchProgress>();
            Search search = Searches.For(options);
            Hypothesis[][] silent = search.Run(model, sources, options, new Workspace(), CancellationToken.None), heard = search.Run(model, sources, options, new Workspace(), CancellationToken.None, new Telling(told));
            for (int b = 0; b < sources.Length; b++)
            {
                for (int i = 0; i < silent[b].Length; i++) AssertSame(silent[b][i], heard[b][i]);
                SearchProgress[] own = [.. told.Where(step => step.Source == b)];
                for (int i = 0; i < own.Length; i++) Assert.InRange(own[i].Best.Tokens.Length, 1, i + 1);
                if (options.Sampling is not null || options.Beam == 1) AssertSame(silent[b][0], own[^1].Best);
            }
        }
    }

    private sealed class Telling(List<SearchProgress> told) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value) => told.Add(value);
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
        SearchOptions usual = new() { LengthFactor = 1, LengthExtra = 8 };
        SearchOptions[] asked =
        [
            usual with { Beam = 1 }, usual with { Beam = 3 }, usual with { Beam = 5, NBest = 4, CoverageWeight = model.Config.Score == "none" ? 0 : 0.3 },
            usual with { NBest = 3, Sampling = new() { Seed = 5 } }, usual with { Sampling = new() { TopK = 40, TopP = 0.8, Temperature = 0.7 } },
        ];
        foreach (SearchOptions options in asked)
        {
            Search search = Searches.For(options);
            Hypothesis[][] together = Run(sources), reversed = Run([.. sources.Reverse()]);
            for (int b = 0; b < sources.Length; b++)
            {
                Hypothesis[] alone = Run(sources[b])[0];
                Assert.Equal(options.NBest, alone.Length);
                for (int i = 0; i < alone.Length; i++)
                {
                    AssertSame(together[b][i], alone[i]);
                    AssertSame(together[b][i], reversed[^(b + 1)][i]);
                }
            }

            Hypothesis[][] Run(params int[][] sources) => search.Run(model, sources, options, new Workspace(), CancellationToken.None);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_best_is_the_first_of_many_and_each_is_better_than_the_next(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant, seed: 2);
        int[][] sources = ModelVariants.Sources(6, 4, 1, 7);
        SearchOptions options = new() { Beam = 6, LengthFactor = 1, LengthExtra = 5, Lookahead = int.MaxValue };
        Hypothesis[] best = Beam(model, options, sources);
        Hypothesis[][] many = new BeamSearch().Run(model, sources, options with { NBest = 6 }, new Workspace(), CancellationToken.None);
        for (int b = 0; b < sources.Length; b++)
        {
            if (best[b].Finished) AssertSame(best[b], many[b][0]);
            Assert.Equal(6, many[b].Select(next => string.Join(' ', next.Tokens)).Distinct().Count());
            for (int i = 1; i < 6; i++) Assert.True(many[b][i - 1].Finished && !many[b][i].Finished || many[b][i - 1].Score >= many[b][i].Score);
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
        Assert.IsType<SampleSearch>(Searches.For(new SearchOptions { Sampling = new() }));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Contains("beam", Assert.Throws<ArgumentException>(() => new SearchOptions { Beam = 0 }.Validate()).Message);
        Assert.Contains("beam", Assert.Throws<ArgumentException>(() => new SearchOptions { Beam = 65 }.Validate()).Message);
        Assert.Contains("nBest", Assert.Throws<ArgumentException>(() => new SearchOptions { NBest = 0 }.Validate()).Message);
        Assert.Contains("nBest: a beam of 5 holds no 6", Assert.Throws<ArgumentException>(() => new SearchOptions { NBest = 6 }.Validate()).Message);
        Assert.Equal(6, new SearchOptions { NBest = 6, Sampling = new() }.Validate().NBest);
        Assert.Contains("lookahead", Assert.Throws<ArgumentException>(() => new SearchOptions { Lookahead = -1 }.Validate()).Message);
        Assert.Contains("lengthPenalty", Assert.Throws<ArgumentException>(() => new SearchOptions { LengthPenalty = (LengthPenalty)7 }.Validate()).Message);
        Assert.Contains("coverageWeight", Assert.Throws<ArgumentException>(() => new SearchOptions { CoverageWeight = -1 }.Validate()).Message);
        Assert.Contains("temperature", Assert.Throws<ArgumentException>(() => new SearchOptions { Sampling = new() { Temperature = 0 } }.Validate()).Message);
        Assert.Contains("topK", Assert.Throws<ArgumentException>(() => new SearchOptions { Sampling = new() { TopK = -1 } }.Validate()).Message);
        Assert.Contains("topP", Assert.Throws<ArgumentException>(() => new SearchOptions { Sampling = new() { TopP = double.NaN } }.Validate()).Message);
        Assert.Contains("lengthExponent", Assert.Throws<ArgumentException>(() => new SearchOptions { LengthExponent = double.NaN }.Validate()).Message);
        Assert.Contains("lengthFactor", Assert.Throws<ArgumentException>(() => new SearchOptions { LengthFactor = -1 }.Validate()).Message);
        Assert.Contains("lengthExtra", Assert.Throws<ArgumentException>(() => new SearchOptions { LengthExtra = 0 }.Validate()).Message);
        Assert.Throws<ArgumentException>(() => Beam(Garden, new SearchOptions { Beam = 1000 }, [[End]]));
    }

    private static Hypothesis[] Greedy(TranslationModel model, SearchOptions options, int[][] sources) => BestOf(new GreedySearch(), model, options, sources);

    private static Hypothesis[] Beam(TranslationModel model, SearchOptions options, int[][] sources) => BestOf(new BeamSearch(), model, options, sources);

    private static Hypothesis[] BestOf(Search search, TranslationModel model, SearchOptions options, int[][] sources) =>
        [.. search.Run(model, sources, options, new Workspace(), CancellationToken.None).Select(found => found[0])];

    private static void AssertSame(Hypothesis expected, Hypothesis actual)
    {
        Assert.Equal(expected.Tokens, actual.Tokens);
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected.LogProbability), BitConverter.DoubleToInt64Bits(actual.LogProbability));
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Score), BitConverter.DoubleToInt64Bits(actual.Score));
        Assert.Equal(expected.Finished, actual.Finished);
        Numbers.AssertSameBits(expected.Weights, actual.Weights);
    }
}
