using Heed.Decoding;
using Heed.Files;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Tests.Contracts;
using Heed.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Heed.Tests.Models;

/// <summary>ONNX Runtime says with the exported graphs what Heed says.</summary>
public sealed class OnnxExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heed-onnx-").FullName;

    private static readonly BytePairTokenizer Bytes = new(BpeTrainer.Train(["a"], Vocabulary.SmallestSize));

    public static TheoryData<string> Models => [.. Configs.Keys];

    private static readonly Dictionary<string, ModelConfig> Configs = new()
    {
        ["rnn"] = Rnn,
        ["rnn, one direction, two layers, residual, bridge, state alone"] = Rnn with { Bidirectional = false, Layers = 2, Residual = true, DecoderSize = 10, Readout = "state" },
        ["rnn, asks with the token"] = Rnn with { Query = "state-token", Layers = 2 },
        ["transformer"] = Transformer,
        ["transformer, norm last, halves, silu, bias, fewer decoder layers"] = Transformer with { Norm = "post", Positions = "sinusoidal-halves", Activation = "silu", OutputBias = true, DecoderLayers = 1 },
        ["transformer, dot, learned, gelu"] = Transformer with { Score = "dot", Positions = "learned", MostPositions = 40, Activation = "gelu" },
        ["transformer, no positions, tanh"] = Transformer with { Positions = "none", Activation = "tanh" },
    };

    private static ModelConfig Rnn => new() { From = "fr", To = "en", Vocabulary = Vocabulary.SmallestSize, EmbeddingSize = 12, EncoderSize = 8, DecoderSize = 16, AttentionSize = 10 };

    private static ModelConfig Transformer => new() { Architecture = "transformer", From = "fr", To = "en", Vocabulary = Vocabulary.SmallestSize, Score = "scaled-dot", EmbeddingSize = 16, Heads = 4, Layers = 2, FeedForwardSize = 24 };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Models))]
    public void The_same_tokens_and_attention_come_out(string name)
    {
        TranslationModel model = TranslationModels.Create(Configs[name]);
        model.Initialize(3);
        // Drawn weights of a layer that begins with ones or zeros would hide a part that is left out.
        foreach ((string parameter, Parameter of) in model.Parameters.Where(p => p.Parameter.Shape.Rank == 1))
        {
            Heed.Kernels.Philox.FillUniform(parameter.EndsWith("norm.weight", StringComparison.Ordinal) ? 0.5f : -0.3f, parameter.EndsWith("norm.weight", StringComparison.Ordinal) ? 1.5f : 0.3f, 9, (ulong)of.Shape[0], of.Value.Memory);
            of.Refresh();
        }
        OnnxExport.Write(_folder, model, Bytes);
        int[][] sources = [[70, 80, 90, 100, 110, Vocabulary.End], [77, 5, Vocabulary.End]];
        const int Longest = 8;
        var options = new SearchOptions { Beam = 1, LengthFactor = 0, LengthExtra = Longest };
        Hypothesis[][] expected = Searches.For(options).Run(model, sources, options, new Workspace(), TestContext.Current.CancellationToken);
        (int[][] tokens, float[][][] attention) = Greedy(model.Config, sources, Longest);
        int keys = sources[0].Length;
        for (int b = 0; b < sources.Length; b++)
        {
            Assert.Equal(expected[b][0].Tokens, tokens[b]);
            for (int t = 0; t < tokens[b].Length; t++)
                for (int s = 0; s < keys; s++) Assert.Equal(s < sources[b].Length ? expected[b][0].Weights[t * sources[b].Length + s] : 0, attention[b][t][s], 1e-4f);
        }
    }

    [Fact]
    public void A_marian_checkpoint_gives_its_own_tokens_in_onnx_runtime()
    {
        string golden = Path.Combine(AppContext.BaseDirectory, "Fixtures", "marian");
        MarianCheckpoint checkpoint = MarianCheckpoint.Open(golden);
        TranslationModel model = checkpoint.Read("fr", "en", null);
        OnnxExport.Write(_folder, model, Bytes);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(golden, "expected.safetensors"));
        long[] inputs = expected.ReadLongs("in.input_ids"), mask = expected.ReadLongs("in.attention_mask"), greedy = expected.ReadLongs("out.greedy");
        int batch = expected.ShapeOf("in.input_ids")[0], longest = expected.ShapeOf("in.input_ids")[1], columns = expected.ShapeOf("out.greedy")[1];
        int[][] sources = [.. Enumerable.Range(0, batch).Select(b => (int[])[.. Enumerable.Range(0, longest).Where(i => mask[b * longest + i] != 0).Select(i => checkpoint.TokenOf[(int)inputs[b * longest + i]])])];
        int[][] tokens = Greedy(model.Config, sources, 19).Tokens;
        for (int b = 0; b < batch; b++)
            Assert.Equal(Enumerable.Range(1, columns - 1).Select(i => (int)greedy[b * columns + i]).TakeWhile(id => id != 60).Select(id => checkpoint.TokenOf[id]), tokens[b]);
    }

    [Theory]
    [InlineData("architecture conv")]
    [InlineData("score gaussian")]
    [InlineData("positions rotary")]
    [InlineData("lstm cells")]
    [InlineData("heads share keys")]
    public void What_is_not_exported_is_named(string part)
    {
        ModelConfig config = part switch
        {
            "architecture conv" => Rnn with { Architecture = "conv", Score = "dot" },
            "score gaussian" => Transformer with { Score = "gaussian" },
            "positions rotary" => Transformer with { Positions = "rotary" },
            "lstm cells" => Rnn with { Cell = "lstm" },
            _ => Transformer with { KeyHeads = 2 },
        };
        ArgumentException refused = Assert.Throws<ArgumentException>(() => OnnxExport.Write(Path.Combine(_folder, "none"), TranslationModels.Create(config), Bytes));
        Assert.Contains(part.Split(' ')[^1], refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "none")));
    }

    // The most probable token of each step, of a padded batch; rows that ended go on unheeded.
    private (int[][] Tokens, float[][][] Attention) Greedy(ModelConfig config, int[][] sources, int longest)
    {
        using var encoder = new InferenceSession(Path.Combine(_folder, "encoder.onnx"));
        using var step = new InferenceSession(Path.Combine(_folder, "decoder_step.onnx"));
        int batch = sources.Length, length = sources.Max(source => source.Length), heads = config.Heads, size = config.EmbeddingSize / config.Heads;
        bool isTransformer = config.Architecture == "transformer";
        int layers = !isTransformer || config.DecoderLayers == 0 ? config.Layers : config.DecoderLayers;
        var ids = new DenseTensor<long>([batch, length]);
        var mask = new DenseTensor<long>([batch, length]);
        for (int b = 0; b < batch; b++)
            for (int i = 0; i < sources[b].Length; i++) (ids[b, i], mask[b, i]) = (sources[b][i], 1);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> encoded = encoder.Run([NamedOnnxValue.CreateFromTensor("input_ids", ids), NamedOnnxValue.CreateFromTensor("attention_mask", mask)]);
        Dictionary<string, DenseTensor<float>> state = encoded.Where(value => !value.Name.StartsWith("encoder_attention", StringComparison.Ordinal)).ToDictionary(value => value.Name, value => value.AsTensor<float>().ToDenseTensor());
        if (isTransformer)
            for (int layer = 0; layer < layers; layer++)
                foreach (string part in (string[])["key", "value"]) state[$"past_{part}.{layer}"] = new DenseTensor<float>([batch, heads, 0, size]);
        List<int>[] said = [.. sources.Select(_ => new List<int>())];
        List<float[]>[] attention = [.. sources.Select(_ => new List<float[]>())];
        long[] last = [.. Enumerable.Repeat((long)Vocabulary.Start, batch)];
        for (int t = 0; t < longest; t++)
        {
            List<NamedOnnxValue> inputs = [NamedOnnxValue.CreateFromTensor("token", new DenseTensor<long>(last, [batch])), NamedOnnxValue.CreateFromTensor("attention_mask", mask), .. state.Select(value => NamedOnnxValue.CreateFromTensor(value.Key, value.Value))];
            if (isTransformer) inputs.Add(NamedOnnxValue.CreateFromTensor("position", new DenseTensor<long>(new long[] { t }, [1])));
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> output = step.Run(inputs);
            Dictionary<string, DenseTensor<float>> of = output.ToDictionary(value => value.Name, value => value.AsTensor<float>().ToDenseTensor());
            foreach ((string name, DenseTensor<float> value) in of)
                if (name.StartsWith("present_", StringComparison.Ordinal)) state["past_" + name["present_".Length..]] = value;
                else if (name.StartsWith("next_state", StringComparison.Ordinal)) state[name["next_".Length..]] = value;
            DenseTensor<float> shown = isTransformer ? of[$"cross_attention.{Math.Max(0, layers - 2)}"] : of["attention"];
            for (int b = 0; b < batch; b++)
            {
                int best = Enumerable.Range(0, config.Vocabulary).Where(token => token is not (Vocabulary.Pad or Vocabulary.Start or Vocabulary.Unknown)).MaxBy(token => of["logits"][b, token]);
                last[b] = best;
                if (said[b].Count > 0 && said[b][^1] == Vocabulary.End) continue;
                said[b].Add(best);
                attention[b].Add([.. Enumerable.Range(0, length).Select(s => isTransformer ? Enumerable.Range(0, heads).Average(head => shown[b, head, 0, s]) : shown[b, s])]);
            }
        }
        return ([.. said.Select(tokens => tokens.ToArray())], [.. attention.Select(rows => rows.ToArray())]);
    }
}
