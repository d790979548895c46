using System.Text.Json;
using Heed.Decoding;
using Heed.Files;
using Heed.Kernels;
using Heed.Models;
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
    public void An_empty_sentence_and_one_too_long_are_refused()
    {
        Translator translator = Load("rnn");
        Assert.Throws<ArgumentException>(() => translator.Trace("  "));
        Assert.Contains("pieces", Assert.Throws<ArgumentException>(() => translator.Trace(string.Join(' ', Enumerable.Repeat("chat", 500)))).Message);
    }

    private Translator Load(string name)
    {
        var tokenizer = new Tokenizer(BpeTrainer.Train(["le chat dort", "the cat sleeps", "un chien mange et boit", "a dog eats and drinks"], 300));
        TranslationModel model = TranslationModels.Create(Models.First(m => m.Name == name).Config with { Vocabulary = tokenizer.Vocabulary.Size });
        model.Initialize(5);
        string folder = Path.Combine(_folder, name);
        ModelFolder.Save(folder, model, tokenizer);
        return Translator.Load(folder, Workers.One);
    }
}
