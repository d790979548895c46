using Heed.Attention;
using Heed.Decoding;
using Heed.Files;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Tests.Models;

/// <summary>A tiny checkpoint of Hugging Face, and what its own software says with it. HEED_MARIAN names another folder of the same kind.</summary>
public sealed class MarianCheckpointTests : IDisposable
{
    private const int Pad = 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("heed-marian-").FullName;

    private static string Golden => Environment.GetEnvironmentVariable("HEED_MARIAN") is { Length: > 0 } folder ? folder : Path.Combine(AppContext.BaseDirectory, "Fixtures", "marian");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Encoder_logits_and_attention_are_those_of_its_own_software()
    {
        (TranslationModel model, MarianCheckpoint checkpoint) = Read(Golden);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(Golden, "expected.safetensors"));
        long[] inputs = expected.ReadLongs("in.input_ids"), mask = expected.ReadLongs("in.attention_mask"), decoder = expected.ReadLongs("in.decoder_input_ids");
        int[] shape = expected.ShapeOf("in.input_ids");
        int batch = shape[0], longest = shape[1], steps = expected.ShapeOf("in.decoder_input_ids")[1], vocabulary = expected.ShapeOf("out.logits")[2];
        float[] logits = expected.ReadFloats("out.logits");
        int heads = model.Config.Heads;
        for (int b = 0; b < batch; b++)
        {
            int length = Enumerable.Range(0, longest).Count(i => mask[b * longest + i] != 0);
            int[] source = [.. Enumerable.Range(0, length).Select(i => checkpoint.TokenOf[(int)inputs[b * longest + i]])], input = [.. Enumerable.Range(0, steps).Select(i => checkpoint.TokenOf[(int)decoder[b * steps + i]])];
            var workspace = new Workspace();
            var trace = new AttentionTrace();
            var context = new ForwardContext(workspace) { Trace = trace };
            Tensor found = model.Project(model.Forward([source], [input], 0, context).Hidden, context);
            for (int t = 0; t < steps; t++)
                for (int token = 0; token < vocabulary; token++)
                    Assert.Equal(logits[(b * steps + t) * vocabulary + token], found.Values[t * found.Shape.Last + checkpoint.TokenOf[token]], 1e-4f);
            for (int layer = 0; layer < model.Config.Layers; layer++)
            {
                AssertWeights(expected.ReadFloats($"out.encoder_attention.{layer}"), trace, $"encoder{layer}.self", b, longest, longest, length, length);
                AssertWeights(expected.ReadFloats($"out.cross_attention.{layer}"), trace, $"decoder{layer}.cross", b, steps, longest, steps, length);
            }
        }

        void AssertWeights(float[] golden, AttentionTrace trace, string name, int b, int queries, int keys, int ownQueries, int ownKeys)
        {
            for (int head = 0; head < heads; head++)
            {
                float[,] weights = trace.Weights(trace.Find(name), 0, head);
                for (int i = 0; i < ownQueries; i++)
                    for (int j = 0; j < ownKeys; j++) Assert.Equal(golden[((b * heads + head) * queries + i) * keys + j], weights[i, j], 1e-4f);
            }
        }
    }

    [Theory]
    [InlineData("out.greedy", 1)]
    [InlineData("out.beam4", 4)]
    public void Searches_find_the_same_tokens(string golden, int beam)
    {
        (TranslationModel model, MarianCheckpoint checkpoint) = Read(Golden);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(Golden, "expected.safetensors"));
        long[] inputs = expected.ReadLongs("in.input_ids"), mask = expected.ReadLongs("in.attention_mask"), ids = expected.ReadLongs(golden);
        int batch = expected.ShapeOf("in.input_ids")[0], longest = expected.ShapeOf("in.input_ids")[1], columns = expected.ShapeOf(golden)[1];
        int[][] sources = [.. Enumerable.Range(0, batch).Select(b => (int[])[.. Enumerable.Range(0, longest).Where(i => mask[b * longest + i] != 0).Select(i => checkpoint.TokenOf[(int)inputs[b * longest + i]])])];
        var options = new SearchOptions { Beam = beam, LengthFactor = 0, LengthExtra = int.Parse(expected.Metadata["max_length"]) - 1 };
        Hypothesis[][] found = Searches.For(options).Run(model, sources, options, new Workspace(), TestContext.Current.CancellationToken);
        for (int b = 0; b < batch; b++)
        {
            int[] wanted = [.. Enumerable.Range(1, columns - 1).Select(i => (int)ids[b * columns + i]).TakeWhile(id => id != Pad).Select(id => checkpoint.TokenOf[id])];
            Assert.Equal(wanted, found[b][0].Tokens);
        }
    }

    private static (TranslationModel Model, MarianCheckpoint Checkpoint) Read(string folder)
    {
        MarianCheckpoint checkpoint = MarianCheckpoint.Open(folder);
        return (checkpoint.Read("fr", "en", null), checkpoint);
    }
}
