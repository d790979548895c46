using System.Diagnostics;
using Heed.Attention;
using Heed.Campaign.Parsers;
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
        // As Hugging Face searches: it stops where nothing, as it stands, is better than the last of as many results as the beam is wide.
        var options = new SearchOptions { Beam = beam, NBest = beam, Lookahead = 0, LengthFactor = 0, LengthExtra = int.Parse(expected.Metadata["max_length"]) - 1 };
        Hypothesis[][] found = Searches.For(options).Run(model, sources, options, new Workspace(), TestContext.Current.CancellationToken);
        for (int b = 0; b < batch; b++)
        {
            int[] wanted = [.. Enumerable.Range(1, columns - 1).Select(i => (int)ids[b * columns + i]).TakeWhile(id => id != Pad).Select(id => checkpoint.TokenOf[id])];
            Assert.Equal(wanted, found[b][0].Tokens);
        }
    }

    [Fact]
    public void A_checkpoint_with_its_vocabulary_becomes_a_model_of_Heed()
    {
        WriteWhole();
        MarianImported import = MarianImport.Read(_folder, "xx", "yy");
        Assert.Equal((1.0, 1.0, 64, SafetensorsType.F32), (import.SourceShare, import.TargetShare, import.MostPositions, import.StoredAs));
        Assert.Equal(2 * 16 + 2 * 26 + 2, import.Tensors);
        string folder = Path.Combine(_folder, "own");
        ModelFolder.Save(folder, import.Model, import.Tokenizer, import.StoredAs);
        Translator translator = Translator.Load(folder);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(Golden, "expected.safetensors"));
        string source = TextOf(expected.ReadLongs("in.input_ids"), expected.ShapeOf("in.input_ids")[1]), target = TextOf(expected.ReadLongs("out.greedy").AsSpan(1), expected.ShapeOf("out.greedy")[1] - 1);
        Translation translation = translator.Translate(source, new SearchOptions { Beam = 1 });
        Assert.Equal(target, translation.Text);
        Assert.Equal([.. source.Split(' '), "</s>"], translation.SourceWords);
        Assert.Equal([.. target.Split(' '), "</s>"], translation.TargetWords);
        Assert.Equal(translation.TargetWords.Count * translation.SourceWords.Count, translation.Attention.Length);
        // What is forced is cut by the target's model, and its score is that of the search.
        Assert.Equal(translation.LogProbability, translator.Force(source, target).LogProbability, 1e-5);
        Assert.Equal(translation.LogProbability / translation.TargetTokens.Count, translator.Scores([source], [target])[0], 1e-4);
        Assert.Equal(["encoder0.self", "encoder1.self", "decoder0.self", "decoder0.cross", "decoder1.self", "decoder1.cross"], translator.Trace(source).Layers.Select(layer => layer.Name));
        Assert.Equal(import.Model.Config, translator.Config);
        using SafetensorsFile stored = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        Assert.True(stored.ReadFloats("embedding.weight").AsSpan().SequenceEqual(import.Model.Parameters.First(p => p.Name == "embedding.weight").Parameter.Value.Values));
    }

    [Fact]
    public void What_is_exported_is_the_checkpoint_again()
    {
        WriteWhole();
        MarianImported import = MarianImport.Read(_folder, "xx", "yy");
        string exported = Path.Combine(_folder, "exported");
        MarianExport.Write(exported, import.Model, import.Tokenizer);
        Assert.Equal(("xx", "yy"), MarianImport.LanguagesOf(exported));
        MarianImported again = MarianImport.Read(exported, "xx", "yy");
        // One token more: the unknown one, which the checkpoint had not.
        Assert.Equal(import.Tokenizer.Size, again.Tokenizer.Size);
        foreach (string text in (string[])["p5 p9 p23 p7", "p1", "p59 p58 p3"])
        {
            int[] source = [.. import.Tokenizer.Encode(text), Vocabulary.End];
            Assert.Equal(source, (int[])[.. again.Tokenizer.Encode(text), Vocabulary.End]);
            Workspace one = new(), two = new();
            Tensor a = import.Model.Project(import.Model.Forward([source], [[Vocabulary.Start, 7, 9]], 0, new ForwardContext(one)).Hidden, new ForwardContext(one));
            Tensor b = again.Model.Project(again.Model.Forward([source], [[Vocabulary.Start, 7, 9]], 0, new ForwardContext(two)).Hidden, new ForwardContext(two));
            Assert.True(a.Values.SequenceEqual(b.Values));
        }
        using SafetensorsFile mine = SafetensorsFile.Open(Path.Combine(exported, "model.safetensors")), golden = SafetensorsFile.Open(Path.Combine(Golden, "model.safetensors"));
        Assert.Equal(golden.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal), mine.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        Assert.Contains("cuts text by SentencePiece", Assert.Throws<ArgumentException>(() => MarianExport.Write(exported, import.Model, new BytePairTokenizer(BpeTrainer.Train(["a"], 260)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SafetensorsType.F16, 2e-3)]
    [InlineData(SafetensorsType.BF16, 2e-2)]
    public void Halves_are_read_too(SafetensorsType type, double tolerance)
    {
        WriteWhole();
        string path = Path.Combine(_folder, "model.safetensors");
        TensorToWrite[] tensors;
        using (SafetensorsFile file = SafetensorsFile.Open(path))
            tensors = [.. file.Tensors.Select(tensor => TensorToWrite.Floats(tensor.Name, [.. tensor.Shape.Select(size => (int)size)], file.ReadFloats(tensor.Name), type))];
        SafetensorsWriter.Write(path, tensors);
        MarianImported import = MarianImport.Read(_folder, "xx", "yy");
        Assert.Equal(type, import.StoredAs);
        float[] own = import.Model.Parameters.First(p => p.Name == "decoder1.cross.key.weight").Parameter.Value.Values.ToArray();
        float[] golden = Read(Golden).Model.Parameters.First(p => p.Name == "decoder1.cross.key.weight").Parameter.Value.Values.ToArray();
        for (int i = 0; i < own.Length; i++) Assert.Equal(golden[i], own[i], tolerance);
    }

    [Theory]
    [InlineData("\"scale_embedding\": true", "\"scale_embedding\": false", "'scale_embedding' is false")]
    [InlineData("  \"d_model\": 32,\n", "", "missing key 'd_model'")]
    [InlineData("\"model_type\": \"marian\"", "\"model_type\": \"t5\"", "only marian models are read")]
    [InlineData("\"vocab_size\": 61", "\"vocab_size\": 62", "'decoder_vocab_size' is not 'vocab_size'")]
    [InlineData("\"encoder_layers\": 2", "\"encoder_layers\": 1", "the tensor 'model.encoder.layers.1.fc1.bias' is not part of a Marian model of 1 and 2 layers")]
    [InlineData("\"decoder_layers\": 2", "\"decoder_layers\": 3", "the tensor 'model.decoder.layers.2")]
    [InlineData("\"encoder_ffn_dim\": 48", "\"encoder_ffn_dim\": 64", "'encoder_ffn_dim' and 'decoder_ffn_dim' differ")]
    [InlineData("\"encoder_attention_heads\": 4,", "\"encoder_attention_heads\": 5,", "'encoder_attention_heads' and 'decoder_attention_heads' differ")]
    [InlineData("\"activation_function\": \"swish\"", "\"activation_function\": \"mish\"", "there is no 'mish'")]
    [InlineData("\"decoder_start_token_id\": 60", "\"decoder_start_token_id\": 0", "'decoder_start_token_id' is not 'pad_token_id'")]
    [InlineData("\"eos_token_id\": 0", "\"eos_token_id\": 1", "</s> is expected as number 1")]
    [InlineData("\"vocab_size\": 61", "\"vocab_size\": \"many\"", "the key 'vocab_size' must be a whole number")]
    [InlineData("{", "[", "not valid JSON")]
    public void What_contradicts_is_refused_by_name(string from, string to, string message)
    {
        WriteWhole();
        string config = Path.Combine(_folder, "config.json"), text = File.ReadAllText(config);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(config, text.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => MarianImport.Read(_folder, "xx", "yy")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pickle_is_refused_with_the_line_that_converts_it()
    {
        WriteWhole();
        File.Move(Path.Combine(_folder, "model.safetensors"), Path.Combine(_folder, "pytorch_model.bin"));
        Assert.Contains("safe_serialization=True", Assert.Throws<InvalidDataException>(() => MarianImport.Read(_folder, "xx", "yy")).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder, "pytorch_model.bin"));
        Assert.Contains("model.safetensors: the file is missing", Assert.Throws<InvalidDataException>(() => MarianImport.Read(_folder, "xx", "yy")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_another_model_are_told_apart()
    {
        WriteWhole();
        File.WriteAllText(Path.Combine(_folder, "vocab.json"), "{" + string.Join(",", Enumerable.Range(0, 61).Select(i => i switch { 0 => "\"</s>\":0", 60 => "\"<pad>\":60", _ => $"\"other{i}\":{i}" })) + "}");
        Assert.Contains("are not of one model", Assert.Throws<InvalidDataException>(() => MarianImport.Read(_folder, "xx", "yy")).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "vocab.json"), "{\"</s>\":0,\"<pad>\":1}");
        Assert.Contains("it has 2 pieces, config.json names 61", Assert.Throws<InvalidDataException>(() => MarianImport.Read(_folder, "xx", "yy")).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder, "source.spm"));
        Assert.Throws<InvalidDataException>(() => MarianImport.Read(_folder, "xx", "yy"));
    }

    [Fact]
    public void Damaged_weights_are_refused_and_never_half_read()
    {
        WriteWhole();
        string path = Path.Combine(_folder, "model.safetensors");
        byte[] whole = File.ReadAllBytes(path);
        ulong seed = 7;
        for (int i = 0; i < 60; i++)
        {
            byte[] bytes = [.. whole];
            if (i % 2 == 0) bytes = bytes[..(int)(whole.Length * (i / 60.0))];
            else
                for (int flip = 0; flip < 3; flip++)
                {
                    seed = seed * 6364136223846793005 + 1442695040888963407;
                    bytes[(int)((seed >> 33) % 6000)] ^= (byte)(1 << (int)((seed >> 20) % 8));                 // the header
                }
            File.WriteAllBytes(path, bytes);
            try
            {
                MarianImport.Read(_folder, "xx", "yy");                                                        // a bit of the metadata harms nobody
            }
            catch (InvalidDataException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Theory]
    [InlineData("opus-mt-fr-en", "fr", "en")]
    [InlineData("opus-mt-en-ROMANCE", "en", "ROMANCE")]
    [InlineData("opus-mt-tc-big-en-tr", "en", "tr")]
    [InlineData("models", null, null)]
    public void Languages_are_told_by_the_name(string name, string? from, string? to)
    {
        string folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        Assert.Equal(from is null ? null : (from, to!), MarianImport.LanguagesOf(folder));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), "{\"source_lang\":\"deu\",\"target_lang\":\"eng\"}");
        Assert.Equal(("deu", "eng"), MarianImport.LanguagesOf(folder));
    }

    [Fact]
    public void A_checkpoint_as_large_as_the_published_ones_is_imported_and_loaded_at_once()
    {
        const int Pieces = 58_101, Size = 512, Inner = 2048, Layers = 6;
        File.WriteAllText(Path.Combine(_folder, "config.json"), File.ReadAllText(Path.Combine(Golden, "config.json"))
            .Replace("\"vocab_size\": 61", $"\"vocab_size\": {Pieces}", StringComparison.Ordinal).Replace("\"decoder_vocab_size\": 61", $"\"decoder_vocab_size\": {Pieces}", StringComparison.Ordinal)
            .Replace("\"d_model\": 32", $"\"d_model\": {Size}", StringComparison.Ordinal).Replace("ffn_dim\": 48", $"ffn_dim\": {Inner}", StringComparison.Ordinal).Replace("_layers\": 2", $"_layers\": {Layers}", StringComparison.Ordinal)
            .Replace("_heads\": 4", "_heads\": 8", StringComparison.Ordinal).Replace("token_id\": 60", $"token_id\": {Pieces - 1}", StringComparison.Ordinal));
        byte[] spm = TinySentencePiece.Of([.. Enumerable.Range(1, 200).Select(i => ($"▁p{i}", -3f))]);
        File.WriteAllBytes(Path.Combine(_folder, "source.spm"), spm);
        File.WriteAllBytes(Path.Combine(_folder, "target.spm"), spm);
        File.WriteAllText(Path.Combine(_folder, "vocab.json"), "{" + string.Join(",", Enumerable.Range(0, Pieces).Select(i => i switch { 0 => "\"</s>\":0", Pieces - 1 => $"\"<pad>\":{Pieces - 1}", _ => $"\"▁p{i}\":{i}" })) + "}");
        // Numbers drawn once are used for every tensor, from another place on: what is read is as large as ever.
        float[] drawn = new float[Pieces * Size];
        Heed.Kernels.Philox.FillUniform(-0.05f, 0.05f, 1, 1, drawn);
        int at = 0;
        var tensors = new List<TensorToWrite> { Tensor("model.shared.weight", Pieces, Size), Tensor("final_logits_bias", 1, Pieces) };
        foreach (string side in (string[])["encoder", "decoder"])
            for (int layer = 0; layer < Layers; layer++)
            {
                string of = $"model.{side}.layers.{layer}";
                foreach (string attention in side == "encoder" ? (string[])["self_attn"] : ["self_attn", "encoder_attn"])
                {
                    foreach (string part in (string[])["q", "k", "v", "out"]) Both($"{of}.{attention}.{part}_proj", Size, Size);
                    Both($"{of}.{attention}_layer_norm", Size);
                }
                Both($"{of}.fc1", Inner, Size);
                Both($"{of}.fc2", Size, Inner);
                Both($"{of}.final_layer_norm", Size);
            }
        SafetensorsWriter.Write(Path.Combine(_folder, "model.safetensors"), tensors);
        long start = Stopwatch.GetTimestamp();
        MarianImported import = MarianImport.Read(_folder, "fr", "en");
        double read = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Assert.InRange(import.Model.ParameterCount, 73_000_000, 75_000_000);
        string own = Path.Combine(_folder, "own");
        ModelFolder.Save(own, import.Model, import.Tokenizer, import.StoredAs);
        start = Stopwatch.GetTimestamp();
        Translator translator = Translator.Load(own);
        double loaded = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        Translation translation = translator.Translate("p5 p7 p9", new SearchOptions { Beam = 1, LengthFactor = 0, LengthExtra = 20 });
        TestContext.Current.TestOutputHelper?.WriteLine($"imported in {read:F2} s, loaded in {loaded:F2} s, {translation.TargetTokens.Count / Stopwatch.GetElapsedTime(start).TotalSeconds:F0} tokens a second at first");
        Assert.True(loaded < 5, $"loading took {loaded:F1} s");

        TensorToWrite Tensor(string name, params int[] shape) => TensorToWrite.Floats(name, shape, drawn.AsMemory(name == "model.shared.weight" ? 0 : ++at, shape.Aggregate(1, (a, b) => a * b)), SafetensorsType.F16);
        void Both(string name, params int[] shape) => tensors.AddRange([Tensor($"{name}.weight", shape), Tensor($"{name}.bias", shape[0])]);
    }

    // The words of the first row up to its end.
    private static string TextOf(ReadOnlySpan<long> ids, int columns) => string.Join(' ', ids[..columns].ToArray().TakeWhile(id => id is not (0 or Pad)).Select(id => $"p{id}"));

    // The tiny checkpoint with a vocabulary: token 0 ends, 60 is padding, the others are p1 to p59, words of their own on both sides.
    private void WriteWhole()
    {
        foreach (string name in (string[])["config.json", "model.safetensors"]) File.Copy(Path.Combine(Golden, name), Path.Combine(_folder, name));
        byte[] spm = TinySentencePiece.Of([.. Enumerable.Range(1, 59).Select(i => ($"▁p{i}", -3f))]);
        File.WriteAllBytes(Path.Combine(_folder, "source.spm"), spm);
        File.WriteAllBytes(Path.Combine(_folder, "target.spm"), spm);
        File.WriteAllText(Path.Combine(_folder, "vocab.json"), "{" + string.Join(",", Enumerable.Range(0, 61).Select(i => i switch { 0 => "\"</s>\":0", 60 => "\"<pad>\":60", _ => $"\"▁p{i}\":{i}" })) + "}");
    }

    private static (TranslationModel Model, MarianCheckpoint Checkpoint) Read(string folder)
    {
        MarianCheckpoint checkpoint = MarianCheckpoint.Open(folder);
        return (checkpoint.Read("fr", "en", null), checkpoint);
    }
}
