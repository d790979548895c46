using Heed.Decoding;
using Heed.Evaluation;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Text;

namespace Heed.Tests.Decoding;

/// <summary>Aligning by attention, for every kind of model.</summary>
public sealed class AttentionAlignerTests : IDisposable
{
    private static readonly ModelConfig Base = new() { From = "fr", To = "en", Vocabulary = 0, EmbeddingSize = 12, EncoderSize = 12, DecoderSize = 24, AttentionSize = 12, Layers = 3 };

    private static readonly Dictionary<string, ModelConfig> Models = new()
    {
        ["rnn"] = Base with { Layers = 1, Query = "state-token" },
        ["luong"] = Base with { Layers = 1, Decoder = "luong", Score = "bilinear" },
        ["transformer"] = Base with { Architecture = "transformer", Score = "scaled-dot", Heads = 3 },
        ["additive"] = Base with { Architecture = "transformer", Score = "additive", Heads = 2, KeyHeads = 1, Alignment = new(new AlignmentHead(2, 1, AlignmentStep.Read)) },
        ["conv"] = Base with { Architecture = "conv", Score = "dot", Alignment = new(new AlignmentHead(1)) },
    };

    private static readonly (string Source, string Target)[] Pairs =
        [("le chat dort", "the cat is asleep"), ("le", "the"), ("le chat dort bien , le chat dort", "the cat sleeps well , the cat is asleep"), ("", "the cat"), ("chat", "the cat sleeps well"), ("le chat", "")];

    private readonly string _folder = Directory.CreateTempSubdirectory("heed-align-").FullName;

    public static TheoryData<string> Names => [.. Models.Keys];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pair_has_the_same_bits_beside_others_alone_and_for_any_threads(string name)
    {
        string folder = Save(name);
        IReadOnlyList<WordAlignment> together = Align(Translator.Load(folder, new Workers(1)), Pairs), threads = Align(Translator.Load(folder, new Workers(3)), [.. Pairs.Reverse()]);
        for (int i = 0; i < Pairs.Length; i++)
        {
            Assert.Equal(together[i].Weights, threads[^(i + 1)].Weights);
            Assert.Equal(together[i].Weights, Align(Translator.Load(folder), [Pairs[i]])[0].Weights);
        }
        Assert.Empty(together[3].Weights);
        Assert.Empty(together[5].Links);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_weights_are_those_of_the_translation_when_it_is_given(string name)
    {
        Translator translator = Translator.Load(Save(name));
        foreach ((string source, string target) in Pairs.Where(pair => pair.Source != "" && pair.Target != ""))
        {
            WordAlignment alignment = Align(translator, [(source, target)])[0];
            Assert.Equal(translator.Force(source, target).Attention, alignment.Weights.Cast<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
            for (int t = 0; t < alignment.Weights.GetLength(0); t++) Assert.Equal(1, Enumerable.Range(0, alignment.Weights.GetLength(1)).Sum(s => (double)alignment.Weights[t, s]), 1e-4);
        }
    }

    [Fact]
    public void Layer_head_and_step_are_those_that_are_chosen()
    {
        Translator translator = Translator.Load(Save("transformer"));
        TracedTranslation trace = translator.Trace(Pairs[0].Source, Pairs[0].Target);
        WordedText[] source = [WordedText.Split(Pairs[0].Source)], target = [WordedText.Split(Pairs[0].Target)];
        int layer = trace.Find("decoder2.cross"), rows = trace.Layers[layer].Asking.Pieces.Count;
        int[] wordOf = [.. trace.Layers[layer].Asking.WordOfPiece];
        foreach (int? head in (int?[])[null, 0, 2])
        {
            float[,] weights = trace.Weights(layer, head);
            float[,] written = translator.Align(source, target, Heads(2, head))[0].Weights, read = translator.Align(source, target, Heads(2, head, AlignmentStep.Read))[0].Weights;
            for (int word = 0; word < written.GetLength(0); word++)
            {
                int[] pieces = [.. Enumerable.Range(0, rows).Where(piece => wordOf[piece] == word)];
                // The end symbol of the source is its last piece and its last word.
                Assert.Equal(pieces.Average(piece => weights[piece, weights.GetLength(1) - 1]), written[word, written.GetLength(1) - 1], 1e-5f);
                Assert.Equal(pieces.Average(piece => weights[Math.Min(rows - 1, piece + 1), weights.GetLength(1) - 1]), read[word, read.GetLength(1) - 1], 1e-5f);
            }
        }
        Assert.Contains("alignment.layer: must be from 0 to 2", Assert.Throws<ArgumentException>(() => translator.Align(source, target, Heads(3))).Message);
        Assert.Contains("alignment.head: must be from 0 to 2", Assert.Throws<ArgumentException>(() => translator.Align(source, target, Heads(0, 3))).Message);
        Assert.Throws<ArgumentException>(() => translator.Align(source, []));
        Assert.Throws<OperationCanceledException>(() => translator.Align(source, target, cancellation: new CancellationToken(true)));
    }

    [Fact]
    public void What_is_recorded_in_the_model_is_what_aligns_and_what_is_traced()
    {
        string folder = Save("transformer");
        ModelFolder.RecordAlignment(folder, Heads(2, 1, AlignmentStep.Read));
        Assert.Contains("\"alignment\": [", File.ReadAllText(Path.Combine(folder, "config.json")));
        Translator translator = Translator.Load(folder);
        Assert.Equal(Heads(2, 1, AlignmentStep.Read), translator.Config.Alignment);
        Assert.Equal(Align(translator, Pairs)[0].Weights, translator.Align([WordedText.Split(Pairs[0].Source)], [WordedText.Split(Pairs[0].Target)], Heads(2, 1, AlignmentStep.Read))[0].Weights);
        TracedTranslation trace = translator.Trace(Pairs[0].Source);
        Assert.Equal(("decoder2.cross", 1, AlignmentStep.Read), (trace.Layers[trace.AligningLayer].Name, trace.AligningHead, trace.AligningStep));
        float[,] steps = trace.Weights(trace.AligningLayer, 1), aligning = trace.Weights();
        int last = steps.GetLength(0) - 1;
        for (int i = 0; i <= last; i++)
            for (int j = 0; j < steps.GetLength(1); j++) Assert.Equal(steps[Math.Min(last, i + 1), j], aligning[i, j]);
        float[] shown = [.. trace.WordWeights().Cast<float>()];
        for (int i = 0; i < shown.Length; i++) Assert.Equal(trace.Translation.Attention[i], shown[i], 1e-5);
        Assert.Equal(trace.Weights(trace.AligningLayer, 0), trace.Weights(head: 0));
        Assert.Contains("alignment.layer", Assert.Throws<ArgumentException>(() => ModelFolder.RecordAlignment(folder, Heads(3))).Message);
        ModelFolder.RecordAlignment(folder, null);
        Assert.DoesNotContain("alignment", File.ReadAllText(Path.Combine(folder, "config.json")));
    }

    [Fact]
    public void Several_heads_align_by_their_mean()
    {
        foreach (string name in (string[])["transformer", "conv", "rnn"])
        {
            Translator translator = Translator.Load(Save(name));
            bool isLayered = translator.Config.Layers > 1;
            AlignmentHead[] heads = isLayered ? [new(0), new(2, 0, AlignmentStep.Read), new(1, 0)] : [new(0), new(0, null, AlignmentStep.Read)];
            WordedText[] source = [WordedText.Split(Pairs[2].Source)], target = [WordedText.Split(Pairs[2].Target)];
            float[,] together = translator.Align(source, target, new(heads))[0].Weights;
            float[][] alone = [.. heads.Select(head => translator.Align(source, target, new(head))[0].Weights.Cast<float>().ToArray())];
            Assert.Equal(Enumerable.Range(0, together.Length).Select(i => alone.Average(weights => weights[i])), together.Cast<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
        }
        Assert.Contains("stands there twice", Assert.Throws<ArgumentException>(() => new AlignmentHeads(new AlignmentHead(0), new AlignmentHead(0))).Message);
        Assert.Throws<ArgumentException>(() => new AlignmentHeads());
    }

    [Fact]
    public void An_ensemble_aligns_by_the_mean_of_its_members()
    {
        string one = Save("transformer"), two = Save("transformer", seed: 2);
        float[,] both = Align(Translator.Load([one, two]), Pairs)[0].Weights, first = Align(Translator.Load(one), Pairs)[0].Weights, second = Align(Translator.Load(two), Pairs)[0].Weights;
        Assert.Equal(first.Cast<float>().Zip(second.Cast<float>(), (a, b) => (a + b) / 2), both.Cast<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_model_without_attention_aligns_nothing()
    {
        Models.TryGetValue("rnn", out ModelConfig? config);
        string folder = Save(config! with { Score = "none", Query = "state" }, 1);
        Assert.Throws<InvalidOperationException>(() => Align(Translator.Load(folder), Pairs));
    }

    [Fact]
    public void Links_go_by_shares_so_that_what_every_word_attends_to_is_no_words_source()
    {
        WordAlignment Of(float[,] weights) => new() { Source = WordedText.Split("a b"), Target = WordedText.Split("c d"), Weights = weights };
        // By the largest weight both would go to b.
        WordAlignment alignment = Of(new float[,] { { 0.4f, 0.5f, 0.1f }, { 0.1f, 0.8f, 0.1f }, { 0, 0, 1 } });
        Assert.Equal([(0, 0), (1, 1)], alignment.Links);
        WordAlignment back = new() { Source = WordedText.Split("c d"), Target = WordedText.Split("a b"), Weights = new float[,] { { 0.9f, 0, 0.1f }, { 0.2f, 0.7f, 0.1f }, { 0, 0, 1 } } };
        foreach (string way in TwoWayAlignment.Names) Assert.Equal([(0, 0), (1, 1)], TwoWayAlignment.Links(alignment, back, way));
        Assert.Throws<ArgumentException>(() => TwoWayAlignment.Links(alignment, back, "best"));
        Assert.Throws<ArgumentException>(() => TwoWayAlignment.Links(alignment, back with { Source = WordedText.Split("c") }));
    }

    [Fact]
    public void Tuning_finds_the_heads_whose_mean_is_right()
    {
        ModelConfig config = Models["transformer"] with { Vocabulary = 300 };
        AlignmentHead first = new(1, 2, AlignmentStep.Read), second = new(0, 1);
        // Each knows one of two links, and together they know both; all others are wrong.
        IReadOnlyList<WordAlignment> Fake(AlignmentHeads heads) =>
        [
            new()
            {
                Source = WordedText.Split("a b"),
                Target = WordedText.Split("c d"),
                Weights = heads[0] == first ? new float[,] { { 0, 1, 0 }, { 0.5f, 0.5f, 0 }, { 0, 0, 1 } } : heads[0] == second ? new float[,] { { 0.5f, 0.4f, 0.1f }, { 1, 0, 0 }, { 0, 0, 1 } } : new float[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
            },
        ];
        Assert.Equal(3 * (3 + 1) * 2, AlignmentTuning.Candidates(config).Count);
        Assert.Equal(2, AlignmentTuning.Candidates(Models["rnn"] with { Vocabulary = 300 }).Count);
        var crossed = new HashSet<(int, int)> { (1, 0), (0, 1) };
        IReadOnlyList<AlignmentCandidate> found = AlignmentTuning.ByGold(config, Fake, [new GoldAlignment(crossed, crossed)]);
        Assert.Equal((0.0, 0.0), (found[0].Error, found[1].Error));
        Assert.Contains(found[0].Heads[0], new[] { first, second });
        Assert.Equal((25, 100.0), (found.Count, found[^1].Error));
        (IReadOnlyList<AlignmentCandidate> forward, IReadOnlyList<AlignmentCandidate> backward) = AlignmentTuning.ByAgreement(config, Fake, config, Fake);
        Assert.Equal((0, 0, 1), (forward[0].Error, backward[0].Error, forward[0].Heads.Count));
    }

    private static AlignmentHeads Heads(int layer, int? head = null, AlignmentStep step = AlignmentStep.Written) => new(new AlignmentHead(layer, head, step));

    private static IReadOnlyList<WordAlignment> Align(Translator translator, (string Source, string Target)[] pairs) => translator.Align([.. pairs.Select(pair => pair.Source)], [.. pairs.Select(pair => pair.Target)]);

    private string Save(string name, ulong seed = 1) => Save(Models[name], seed);

    private string Save(ModelConfig config, ulong seed)
    {
        BytePairTokenizer tokenizer = new(BpeTrainer.Train(["le chat dort", "the cat is asleep", "le chat dort bien", "the cat sleeps well"], 280));
        TranslationModel model = TranslationModels.Create(config with { Vocabulary = tokenizer.Vocabulary.Size });
        model.Initialize(seed);
        string folder = Path.Combine(_folder, $"{Directory.GetDirectories(_folder).Length}");
        ModelFolder.Save(folder, model, tokenizer);
        return folder;
    }
}
