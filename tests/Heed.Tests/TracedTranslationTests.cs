using System.Text.Json;
using Heed.Attention;
using Heed.Decoding;
using Heed.Files;
using Heed.Kernels;
using Heed.Lab;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Tests;

/// <summary>The attention of every layer and head of a translation, for every kind of model.</summary>
public sealed class TracedTranslationTests : IDisposable
{
    private const string Source = "le chat dort";

    private static readonly ModelConfig Base = new() { From = "fr", To = "en", Vocabulary = 0, EmbeddingSize = 12, EncoderSize = 12, DecoderSize = 24, AttentionSize = 12 };

    private static readonly (string Name, ModelConfig Config, string[] Layers)[] Models =
    [
        ("rnn", Base, ["attention"]),
        ("luong", Base with { Decoder = "luong", Score = "bilinear" }, ["attention"]),
        ("transformer", Base with { Architecture = "transformer", Score = "scaled-dot", Heads = 3, Layers = 2 },
            ["encoder0.self", "encoder1.self", "decoder0.self", "decoder0.cross", "decoder1.self", "decoder1.cross"]),
        ("conv", Base with { Architecture = "conv", Score = "dot", Layers = 2 }, ["decoder0.cross", "decoder1.cross"]),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("heed-trace-").FullName;

    public static TheoryData<string> Names => [.. Models.Select(model => model.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_layer_and_head_has_weights_that_sum_to_one(string name)
    {
        TracedTranslation trace = Load(name).Trace(Source);
        Assert.Equal(Models.First(model => model.Name == name).Layers, trace.Layers.Select(layer => layer.Name));
        for (int l = 0; l < trace.Layers.Count; l++)
        {
            TracedLayer layer = trace.Layers[l];
            for (int head = 0; head < layer.Heads; head++)
                foreach (float[,] weights in (float[][,])[trace.Weights(l, head), trace.WordWeights(l, head)])
                    for (int i = 0; i < weights.GetLength(0); i++) Assert.Equal(1, Enumerable.Range(0, weights.GetLength(1)).Sum(j => (double)weights[i, j]), 1e-4);
            float[,] pieces = trace.Weights(l);
            Assert.Equal((layer.Asking.Pieces.Count, layer.Attended.Pieces.Count), (pieces.GetLength(0), pieces.GetLength(1)));
            Assert.Equal((layer.Asking.Words.Count, layer.Attended.Words.Count), (trace.WordWeights(l).GetLength(0), trace.WordWeights(l).GetLength(1)));
            if (layer.Name.EndsWith("self", StringComparison.Ordinal) && layer.Name[0] == 'd')
                for (int i = 0; i < pieces.GetLength(0); i++)
                    for (int j = i + 1; j < pieces.GetLength(1); j++) Assert.Equal(0, pieces[i, j]);       // nobody sees what was not said yet
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_weights_are_those_the_translation_was_made_with(string name)
    {
        Translator translator = Load(name);
        Translation translation = translator.Translate(Source);
        TracedTranslation trace = translator.Trace(Source);
        Assert.Equal(translation.Text, trace.Translation.Text);
        int aligning = name == "transformer" ? trace.Find("decoder0.cross") : trace.Layers.Count - 1;       // the last but one of two layers, else the last
        float[] merged = [.. trace.WordWeights(aligning).Cast<float>()];
        for (int i = 0; i < merged.Length; i++) Assert.Equal(translation.Attention[i], merged[i], 1e-5);
    }

    [Fact]
    public void A_given_translation_is_traced_too()
    {
        TracedTranslation trace = Load("transformer").Trace(Source, "a dog sleeps");
        Assert.Equal("a dog sleeps", trace.Translation.Text);
        Assert.Equal(["a", "dog", "sleeps", "</s>"], trace.Layers[^1].Asking.Words);
        Assert.Equal(["<s>", "a", "dog", "sleeps"], trace.Layers[trace.Find("decoder1.self")].Attended.Words);
        Assert.Equal(["le", "chat", "dort", "</s>"], trace.Layers[0].Asking.Words);
        TracedSide said = trace.Layers[^1].Asking;
        Assert.Equal("a dog sleeps", string.Concat(Enumerable.Range(0, said.Pieces.Count).Select(i => (said.Pieces[i].StartsWith('Ġ') ? " " : "") + said.Text[said.Spans[i].Start..said.Spans[i].End])));
    }

    [Fact]
    public void Everything_is_in_the_exports()
    {
        TracedTranslation trace = Load("transformer").Trace(Source, "a dog");
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) trace.WriteJson(json);
        JsonElement layers = JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("layers");
        Assert.Equal(6, layers.GetArrayLength());
        JsonElement cross = layers[3];
        Assert.Equal("decoder0.cross", cross.GetProperty("name").GetString());
        Assert.Equal(3, cross.GetProperty("heads").GetArrayLength());
        Assert.Equal(trace.Weights(3, 1)[0, 2], cross.GetProperty("heads")[1].GetProperty("weights")[0][2].GetSingle());
        Assert.Equal(trace.Statistics(3, 1).Entropy, cross.GetProperty("heads")[1].GetProperty("entropy").GetDouble(), 1e-9);

        string file = Path.Combine(_folder, "trace.safetensors");
        trace.WriteSafetensors(file);
        using SafetensorsFile tensors = SafetensorsFile.Open(file);
        Assert.Equal([3, trace.Layers[3].Asking.Pieces.Count, trace.Layers[3].Attended.Pieces.Count], tensors.ShapeOf("decoder0.cross"));
        int columns = trace.Layers[3].Attended.Pieces.Count;
        Assert.Equal(trace.Weights(3, 1)[0, 2], tensors.ReadFloats("decoder0.cross")[trace.Layers[3].Asking.Pieces.Count * columns + 2]);

        string[] links = trace.ToPharaoh(3).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(links, link => Assert.Matches(@"^[0-2]-[01]$", link));
        Assert.Equal(3, trace.ToSoft(3).Split(' ').Length);                                                // a, dog and the end symbol
    }

    [Fact]
    public void Entropy_and_distance_by_hand()
    {
        HeadStatistics of = HeadStatistics.Of(new float[,] { { 0.5f, 0.5f, 0 }, { 0, 0, 1 }, { 0, 0, 0 } });
        Assert.Equal(Math.Log(2) / 2, of.Entropy, 1e-7);                     // ln 2 and 0; the row of zeros counts nothing
        Assert.Equal((0.5 + 1) / 2, of.Distance, 1e-7);
        Assert.Equal(default, HeadStatistics.Of(new float[2, 0]));
    }

    [Fact]
    public void Diagonality_and_agreement_by_hand()
    {
        float[,] diagonal = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, across = { { 0, 0, 1 }, { 0, 1, 0 }, { 1, 0, 0 } }, halves = { { 0.5f, 0.5f, 0 }, { 0.5f, 0.5f, 0 }, { 0, 0, 1 } };
        Assert.Equal(1, HeadStatistics.Of(diagonal).Diagonality, 1e-7);
        Assert.Equal(1.0 / 3, HeadStatistics.Of(across).Diagonality, 1e-7);                 // off by 1, 0 and 1
        Assert.Equal(1 - (0.25 + 0.25 + 0) / 3, HeadStatistics.Of(halves).Diagonality, 1e-7);
        Assert.Equal(1.0 / 3, HeadStatistics.AgreementOf([diagonal, across]), 1e-7);        // the middle row alone
        Assert.Equal((1 / 3.0 + 2 / 3.0 + (0 + 0.5 + 0) / 3) / 3, HeadStatistics.AgreementOf([diagonal, across, halves]), 1e-7);
        Assert.True(double.IsNaN(HeadStatistics.AgreementOf([diagonal])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_can_be_changed_where_the_source_is_read(string name)
    {
        Load(name);
        (TranslationModel model, Tokenizer tokenizer) = ModelFolder.Load(Path.Combine(_folder, name));
        int[] source = [.. tokenizer.Encode(Source), Vocabulary.End], input = [Vocabulary.Start, .. tokenizer.Encode("the cat")];
        float[] usual = Hidden(null, out AttentionTrace before), same = Hidden(new Edited((_, _) => { }), out _), even = Hidden(new Edited((weights, keys) => weights.Fill(1f / keys)), out AttentionTrace after);
        for (int i = 0; i < usual.Length; i++) Assert.Equal(usual[i], same[i], 1e-5f);
        Assert.Contains(Enumerable.Range(0, usual.Length), i => Math.Abs(usual[i] - even[i]) > 1e-4f);
        for (int layer = 0; layer < after.Layers.Count; layer++)
        {
            bool changed = !after.Layers[layer].EndsWith("self", StringComparison.Ordinal);
            foreach (float weight in after.MeanOfHeads(layer, 0)) Assert.True(!changed || Math.Abs(weight - 1f / source.Length) < 1e-6f);
            // What comes before the first change is as it was.
            if (layer == 0 && !changed) Assert.Equal(before.MeanOfHeads(0, 0).Cast<float>(), after.MeanOfHeads(0, 0).Cast<float>());
        }
        var workspace = new Workspace();
        Assert.Throws<InvalidOperationException>(() => model.Forward([source], [input], 0, new ForwardContext(workspace, new GradientTape(workspace)) { Edit = new Edited((_, _) => { }) }));

        float[] Hidden(IAttentionEdit? edit, out AttentionTrace trace)
        {
            var own = new Workspace();
            trace = new AttentionTrace();
            TeacherForced forced = model.Forward([source], [input], 0, new ForwardContext(own) { Edit = edit, Trace = trace });
            if (trace.Layers.Count == 0) trace.RecordRows("attention", forced.Weights);
            return forced.Hidden.Values.ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_explains_a_translation_is_asked_of_every_model(string name)
    {
        Translator translator = Load(name);
        var told = new List<LabProgress>();
        (Translation translation, AttentionExplanation explanation) = translator.Explain(Source, "the cat is", progress: new Told(told));
        Assert.Equal(["le", "chat", "dort"], explanation.SourceWords);
        Assert.Equal(["the", "cat", "is"], explanation.TargetWords);
        // The words' log-probabilities are the sentence's without the end symbol's.
        Assert.True(translation.LogProbability < explanation.LogProbabilities.Sum() && explanation.LogProbabilities.All(p => p < 0));
        Assert.Equal((3, 3, 3), (explanation.Effects.GetLength(0), explanation.Weights.GetLength(1), explanation.Correlations.Count));
        Assert.All(explanation.Weights.Cast<float>(), weight => Assert.InRange(weight, 0, 1));
        Assert.Contains(explanation.Effects.Cast<float>(), effect => effect != 0);
        Assert.All(explanation.Correlations, correlation => Assert.InRange(correlation, -1, 1));
        Assert.InRange(explanation.Uniform.Distance, 1e-6, 1);
        Assert.InRange(explanation.Permuted.Distance, 1e-6, 1);
        TracedTranslation trace = translator.Trace(Source, "the cat is");
        Assert.Equal(trace.Layers.SelectMany(layer => Enumerable.Range(0, layer.Heads).Select(head => (layer.Name, head))), explanation.Heads.Select(head => (head.Layer, head.Head)));
        Assert.All(explanation.Heads, head => Assert.InRange(head.Change.Distance, 1e-7, 1));
        Assert.Equal(3 + 1 + 10 + explanation.Heads.Count, told.Count);
        // The same seed deals the same.
        Assert.Equal(explanation.Permuted, translator.Explain(Source, "the cat is").Explanation.Permuted);
        Assert.Throws<OperationCanceledException>(() => translator.Explain(Source, cancellation: new CancellationToken(true)));
        foreach (string language in LabPage.Languages)
        {
            using var page = new StringWriter();
            ExplanationPage.Write(page, "<b>", "t", explanation, "made", language);
            Assert.Contains("&lt;b&gt;", page.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Over_a_training_every_layer_has_its_means()
    {
        TracedTranslation[] traces = [Load("transformer").Trace(Source, "the cat"), Load("transformer").Trace("le chat", "the cat is")];
        IReadOnlyList<OverTrainingPoint> points = OverTrainingPoint.Of(100, traces);
        Assert.Equal(traces[0].Layers.Select(layer => layer.Name), points.Select(point => point.Layer));
        Assert.Equal(traces.Average(trace => Enumerable.Range(0, 3).Average(head => trace.Statistics(2, head).Entropy)), points[2].Entropy, 1e-9);
        Assert.All(points, point => Assert.True(point is { Step: 100, Heads: 3 } && point.Agreement is > 0 and < 1 && point.Diagonality is > 0 and < 1 && point.Score < 0));
        using var page = new StringWriter();
        OverTrainingPage.Write(page, [.. points, .. OverTrainingPoint.Of(200, traces)], [], "made <x>", "fa");
        Assert.Contains("dir=\"rtl\"", page.ToString(), StringComparison.Ordinal);
        Assert.Equal(4, page.ToString().Split("<svg").Length - 1);
        Assert.Throws<ArgumentException>(() => OverTrainingPoint.Of(1, []));
    }

    private sealed class Edited(ChangeWeights change) : IAttentionEdit
    {
        public bool Edits(string layer) => !layer.EndsWith("self", StringComparison.Ordinal);

        public void Edit(string layer, Span<float> weights, int groups, int queries, int keys) => change(weights, keys);
    }

    private delegate void ChangeWeights(Span<float> weights, int keys);

    private sealed class Told(List<LabProgress> told) : IProgress<LabProgress>
    {
        public void Report(LabProgress value) => told.Add(value);
    }

    [Fact]
    public void An_empty_sentence_and_one_too_long_are_refused()
    {
        Translator translator = Load("rnn");
        Assert.Throws<ArgumentException>(() => translator.Trace("  "));
        Assert.Contains("pieces", Assert.Throws<ArgumentException>(() => translator.Trace(string.Join(' ', Enumerable.Repeat("chat", 500)))).Message);
    }

    private Translator Load(string name)
    {
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(["le chat dort", "the cat sleeps", "un chien mange et boit", "a dog eats and drinks"], 300));
        TranslationModel model = TranslationModels.Create(Models.First(m => m.Name == name).Config with { Vocabulary = tokenizer.Vocabulary.Size });
        model.Initialize(5);
        string folder = Path.Combine(_folder, name);
        ModelFolder.Save(folder, model, tokenizer);
        return Translator.Load(folder, Workers.One);
    }
}
