using Heed.Decoding;
using Heed.Kernels;
using Heed.Lab;
using Heed.Models;
using Heed.Tensors;
using Heed.Tests.Contracts;
using Heed.Text;

namespace Heed.Tests.Lab;

public sealed class DecodingStepTests
{
    private const string Source = "le chat";

    // A piece is a byte, as in the vocabulary of the variants.
    private static readonly BytePairTokenizer Bytes = new(BpeTrainer.Train(["abc"], Vocabulary.SmallestSize));

    public static TheoryData<string> Variants => ModelVariants.Names;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Weights_are_the_softmax_of_the_masked_scores(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        DecodingStep step = Step(model, "the");
        Assert.Equal(10, step.Usual.Next.Count);
        Assert.Equal(step.Usual.Next.OrderByDescending(choice => choice.LogProbability), step.Usual.Next);
        Assert.All(step.Usual.Next, choice => Assert.Equal(choice.Usual, choice.LogProbability));
        if (model.Config.Score == "none")
        {
            Assert.Empty(step.Usual.Layers);
            return;
        }
        float[] read = new GreedySearch().Run(model, [[.. Bytes.Encode(Source), Vocabulary.End]], new SearchOptions { Beam = 1 }, new Workspace(), CancellationToken.None)[0][0].Weights;
        StepLayer[] across = [.. Step(model, "").Usual.Layers.Where(layer => layer.ReadsSource)];
        StepLayer aligning = model.Config.Architecture == "transformer" ? across[Math.Max(0, across.Length - 2)] : across[^1];
        for (int key = 0; key < Source.Length + 1; key++) Assert.Equal(read[key], aligning.Heads.Average(head => head.Weights[key]), 1e-5);      // those of the translation

        foreach (StepLayer layer in step.Usual.Layers)
        {
            Assert.Equal(layer.ReadsSource ? Source.Length + 1 : 4, layer.Attended.Pieces.Count);
            for (int h = 0; h < layer.Heads.Count; h++)
            {
                StepAttention head = layer.Heads[h];
                Assert.True(head.Query.Count > 0 && head.Context.Count > 0 && head.Mask.All(allowed => allowed));
                AssertSoftmax(head);
                Assert.Equal(1, layer.WordWeights(h).Sum(), 1e-5);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Stepping_greedily_is_the_greedy_search_bit_for_bit(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant, seed: 4);
        Tensor table = model.Output.Value;
        for (int i = 0; i < table.Shape.Last; i++) table.Memory[Vocabulary.End * table.Shape.Last + i] *= 4;       // some end, some are cut off
        model.Output.Refresh();
        Hypothesis found = new GreedySearch().Run(model, [[.. Bytes.Encode("a"), Vocabulary.End]], new SearchOptions { Beam = 1 }, new Workspace(), CancellationToken.None)[0][0];
        var workspace = new Workspace();
        IReadOnlyList<int> prefix = [];
        DecodingStep step;
        while (true)
        {
            step = DecodingStep.Of(model, Bytes, "a", prefix, null, 1, workspace, CancellationToken.None);
            if (step.Ended) break;
            prefix = step.Choose(step.Usual.Next[0].Id);
        }
        Assert.Equal(found.Tokens, step.Prefix);
        Assert.Equal(found.LogProbability, step.Usual.LogProbability);
        Assert.Equal(found.Finished, step.Finished);
        Assert.Empty(step.Usual.Next);
        Assert.Null(step.Edited);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_masked_token_gets_no_weight_and_the_others_the_softmax_of_their_scores(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        if (model.Config.Score == "none")
        {
            Assert.Contains("nothing to change", Assert.Throws<ArgumentException>(() => Step(model, "the", new StepEdit { Masked = [1] })).Message, StringComparison.Ordinal);
            return;
        }
        foreach (bool always in (bool[])[false, true])
        {
            DecodingStep step = Step(model, "the", new StepEdit { Masked = [1, 2], AllSteps = always });
            foreach (StepLayer layer in step.Edited!.Layers)
                foreach (StepAttention head in layer.Heads)
                {
                    AssertSoftmax(head);
                    for (int key = 0; key < head.Weights.Count; key++) Assert.Equal(!layer.ReadsSource || key is not (1 or 2), head.Mask[key] && head.Weights[key] > 0);
                }
            // In one step alone, what comes before the first change is as it was.
            if (!always) Assert.Equal(step.Usual.Layers.First(layer => layer.ReadsSource).Heads[0].Scores, step.Edited.Layers.First(layer => layer.ReadsSource).Heads[0].Scores);
            Assert.Equal(always, step.Usual.LogProbability != step.Edited.LogProbability);
            Assert.Contains(step.Edited.Next, choice => choice.LogProbability != choice.Usual);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Weights_set_as_they_are_change_nothing_and_others_move_the_rest_in_proportion(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        if (model.Config.Score == "none") return;
        StepLayer layer = Step(model, "the").Usual.Layers.Last(of => of.ReadsSource);
        int head = layer.Heads.Count - 1;
        StepAttention usual = layer.Heads[head];
        var edit = new StepEdit { Layer = layer.Name, Head = head, Weights = new Dictionary<int, float> { [2] = usual.Weights[2] } };
        foreach (TokenChoice choice in Step(model, "the", edit).Edited!.Next) Assert.Equal(choice.UsualProbability, choice.Probability, 1e-6);

        DecodingStep moved = Step(model, "the", edit with { Weights = new Dictionary<int, float> { [2] = 0.9f } });
        StepAttention changed = moved.Edited!.Find(layer.Name).Heads[head];
        Assert.Equal(0.9f, changed.Weights[2]);
        Assert.Equal(1, changed.Weights.Sum(), 1e-5);
        Assert.Equal(usual.Weights[0] / usual.Weights[1], changed.Weights[0] / changed.Weights[1], 1e-3);
        for (int other = 0; other < head; other++) Assert.Equal(layer.Heads[other].Weights, moved.Edited.Find(layer.Name).Heads[other].Weights);
        Assert.Contains(moved.Edited.Next, choice => Math.Abs(choice.Probability - choice.UsualProbability) > 1e-7);
    }

    [Fact]
    public void Changes_by_hand()
    {
        Assert.Equal([0, 0.268941f, 0.731059f], Apply(new StepEdit { Masked = [0] }, [100, 0, 1]));             // as if the first, which had it all, were not there
        Assert.Equal([0, 0, 0], Apply(new StepEdit { Masked = [0, 1, 2] }, [1, 2, 3]));
        Assert.Equal([0.5f, 0.25f, 0.25f], Apply(Set((0, 0.5f)), [7, 7, 7]));
        Assert.Equal([0.4f, 0.3f, 0.3f], Apply(Set((0, 0.4f)), [1000, 0, 0]));                                      // they had nothing
        Assert.Equal([0.25f, 0.25f, 0.5f], Apply(Set((0, 0.1f), (1, 0.1f), (2, 0.2f)), [1, 1, 1]));                 // there are no others
        Assert.Equal([0.25f, 0, 0.75f], Apply(Set((0, 0.25f)) with { Masked = [1] }, [1, 1, 1]));
        Assert.Equal([1, 0, 0], Apply(Set((0, 1)), [1, 1, 1]));

        static StepEdit Set(params (int Key, float Weight)[] weights) => new() { Weights = weights.ToDictionary(set => set.Key, set => set.Weight) };

        static float[] Apply(StepEdit edit, float[] scores)
        {
            double sum = scores.Sum(score => Math.Exp(score - scores.Max()));
            float[] weights = [.. scores.Select(score => (float)(Math.Exp(score - scores.Max()) / sum))];
            edit.Apply(scores, new bool[scores.Length].Select(_ => true).ToArray(), weights);
            return [.. weights.Select(weight => MathF.Round(weight, 6))];
        }
    }

    [Fact]
    public void A_step_after_a_text_knows_its_words_and_what_it_said()
    {
        TranslationModel model = ModelVariants.Create("transformer: norm first, sinusoidal");
        DecodingStep step = DecodingStep.Of(model, Bytes, " le chat ", Bytes.Encode("été"), null, 3, new Workspace(), CancellationToken.None);
        Assert.Equal(("été", 5, false, false), (step.Text, step.Prefix.Count, step.Finished, step.Ended));
        Assert.Equal(["le", "chat", "</s>"], step.Source.Words);
        Assert.Equal(["été"], step.Said.Words);
        Assert.Equal(3, step.Usual.Next.Count);
        StepLayer self = step.Usual.Find("decoder0.self");
        Assert.Equal(["<s>", "été"], self.Attended.Words);
        Assert.Equal((6, 3, 4), (self.Attended.Pieces.Count, self.Heads.Count, self.Heads[0].Query.Count));
        Assert.Equal("ét", DecodingStep.Of(model, Bytes, Source, [.. step.Prefix.SkipLast(1)], null, 3, new Workspace(), CancellationToken.None).Text);
        // What was said can be masked as well.
        StepAttention masked = Step(model, "the", new StepEdit { Layer = "decoder0.self", Head = 1, Masked = [0] }).Edited!.Find("decoder0.self").Heads[1];
        Assert.Equal(0, masked.Weights[0]);
        AssertSoftmax(masked);

        DecodingStep ended = DecodingStep.Of(model, Bytes, Source, step.Choose(Vocabulary.End), new StepEdit { Masked = [0] }, 3, new Workspace(), CancellationToken.None);
        Assert.Equal((true, true, "été"), (ended.Finished, ended.Ended, ended.Text));
        Assert.Empty(ended.Usual.Next);
        Assert.Equal("</s>", ended.Said.Pieces[^1]);
        Assert.True(ended.Usual.LogProbability < step.Usual.LogProbability);
    }

    [Fact]
    public void What_is_not_there_is_refused_in_a_line()
    {
        TranslationModel model = ModelVariants.Create("transformer: norm first, sinusoidal");
        Refuses("1 to 200 pieces", "  ", []);
        Refuses("has 1,001", new string('a', 1001), []);
        Refuses("1 is no token", Source, [Vocabulary.Start]);
        Refuses("2 is no token", Source, [Vocabulary.End, 70]);
        Refuses("up to 36 pieces", Source, [.. Enumerable.Repeat(70, 37)]);
        Refuses("there is no layer 'attention'", Source, [], new StepEdit { Layer = "attention" });
        Refuses("no head 3", Source, [], new StepEdit { Head = 3 });
        Refuses("no token 8", Source, [], new StepEdit { Masked = [8] });
        Refuses("no token -1", Source, [], Set((-1, 0.5f)));
        Refuses("from 0 to 1", Source, [], Set((0, float.NaN)));
        Refuses("sum to 1.2", Source, [], Set((0, 0.5f), (1, 0.7f)));
        Refuses("is masked", Source, [], Set((0, 0.5f)) with { Masked = [0] });
        Assert.Contains("from 1 to 100", Assert.Throws<ArgumentException>(() => DecodingStep.Of(model, Bytes, Source, [], null, 0, new Workspace(), CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Contains("several models", Assert.Throws<ArgumentException>(() => DecodingStep.Of(new EnsembleModel([model, model]), Bytes, Source, [], null, 1, new Workspace(), CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => DecodingStep.Of(model, Bytes, Source, [], null, 1, new Workspace(), new CancellationToken(true)));

        static StepEdit Set(params (int Key, float Weight)[] weights) => new() { Weights = weights.ToDictionary(set => set.Key, set => set.Weight) };

        void Refuses(string because, string source, int[] prefix, StepEdit? edit = null)
        {
            string message = Assert.Throws<ArgumentException>(() => DecodingStep.Of(model, Bytes, source, prefix, edit, 10, new Workspace(), CancellationToken.None)).Message;
            Assert.Contains(because, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void A_translator_steps_from_tokens_and_from_a_text()
    {
        string folder = Directory.CreateTempSubdirectory("heed-step-").FullName;
        try
        {
            ModelFolder.Save(folder, ModelVariants.Create("rnn: additive, both directions, deep, bridge"), Bytes);
            Translator translator = Translator.Load(folder, Workers.One);
            DecodingStep tokens = translator.Step(Source, Bytes.Encode("the")), text = translator.Step(Source, " the ");
            Assert.Equal(tokens.Usual.Next, text.Usual.Next);
            Assert.Equal("attention", Assert.Single(text.Usual.Layers).Name);
            Assert.Equal((9, 10), (text.Usual.Layers[0].Heads[0].Query.Count, text.Usual.Layers[0].Heads[0].Context.Count));
            Assert.Equal(translator.Force(Source, "the").LogProbability, translator.Step(Source, text.Choose(Vocabulary.End)).Usual.LogProbability);
            Assert.NotEqual(tokens.Usual.Next[0].LogProbability, translator.Step(Source, "the", new StepEdit { Masked = [0] }).Edited!.Next[0].LogProbability);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static DecodingStep Step(TranslationModel model, string said, StepEdit? edit = null) =>
        DecodingStep.Of(model, Bytes, Source, Bytes.Encode(said), edit, 10, new Workspace(), CancellationToken.None);

    private static void AssertSoftmax(StepAttention head)
    {
        double most = head.Scores.Where((_, key) => head.Mask[key]).Max();
        double[] expected = [.. head.Scores.Select((score, key) => head.Mask[key] ? Math.Exp(score - most) : 0)];
        for (int key = 0; key < expected.Length; key++) Assert.Equal(expected[key] / expected.Sum(), head.Weights[key], 1e-5);
    }
}
