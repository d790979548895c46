using System.Text;
using System.Text.Json.Nodes;
using Heed.Files;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Tests.Contracts;
using Heed.Tests.Kernels;
using Heed.Text;

namespace Heed.Tests.Models;

/// <summary>Changes what the whole process sees: HEED_MODELS and the folder it stands in.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class ProcessWide;

[Collection(typeof(ProcessWide))]
public sealed class ModelFolderTests : IDisposable
{
    private static readonly BytePairTokenizer Bytes = new(BpeTrainer.Train(["a"], Vocabulary.SmallestSize));

    private readonly string _root = Directory.CreateTempSubdirectory("heed-model-").FullName;
    private readonly string? _models = Environment.GetEnvironmentVariable("HEED_MODELS");

    private string Folder => Path.Combine(_root, "model");

    private string Config => Path.Combine(Folder, "config.json");

    private string Weights => Path.Combine(Folder, "model.safetensors");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("HEED_MODELS", _models);
        Directory.Delete(_root, recursive: true);
    }

    public static TheoryData<string> Variants => ModelVariants.Names;

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_model_saved_in_single_precision_comes_back_bit_for_bit(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant, seed: 8);
        ModelFolder.Save(Folder, model, Bytes, SafetensorsType.F32);
        (TranslationModel loaded, Tokenizer tokenizer) = ModelFolder.Load(Folder);
        Assert.Equal(model.Config, loaded.Config);
        Assert.Equal(Bytes.Encode("été 😀"), tokenizer.Encode("été 😀"));
        foreach (((string name, Parameter parameter), (string loadedName, Parameter loadedParameter)) in model.Parameters.Zip(loaded.Parameters))
        {
            Assert.Equal(name, loadedName);
            Numbers.AssertSameBits(parameter.Value.Values, loadedParameter.Value.Values);
        }
        int[][] sources = ModelVariants.Sources(1, 4, 2), inputs = ModelVariants.Inputs(1, 3, 5);
        Numbers.AssertSameBits(model.Forward(sources, inputs, 0, new(new Workspace())).Hidden.Values, loaded.Forward(sources, inputs, 0, new(new Workspace())).Hidden.Values);
    }

    [Fact]
    public void A_weight_too_large_for_half_precision_keeps_its_tensor_in_single_precision()
    {
        TranslationModel model = Save(SafetensorsType.F16);
        model.Parameters.First().Parameter.Value.Memory[0] = 1e6f;
        ModelFolder.Save(Folder, model, Bytes);
        Assert.Equal(1e6f, ModelFolder.Load(Folder).Model.Parameters.First().Parameter.Value.Values[0]);
    }

    [Fact]
    public void HEED_MODELS_names_several_folders_as_PATH_does()
    {
        Save(SafetensorsType.F16);
        Environment.SetEnvironmentVariable("HEED_MODELS", $"{Path.Combine(_root, "nothing")}{Path.PathSeparator}{_root}");
        Assert.Equal(Path.Combine(_root, "model"), ModelFolder.Resolve("model"));
    }

    [Fact]
    public void An_empty_name_and_a_file_are_no_models()
    {
        Save(SafetensorsType.F16);
        Assert.Contains("name is empty", Assert.Throws<InvalidDataException>(() => ModelFolder.Resolve(" ")).Message, StringComparison.Ordinal);
        Assert.Contains("this is a file", Assert.Throws<InvalidDataException>(() => ModelFolder.Resolve(Weights)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_precision_is_the_default_and_rounds_each_number()
    {
        TranslationModel model = Save(SafetensorsType.F16);
        ModelFolder.Save(Folder, model, Bytes);
        (TranslationModel loaded, _) = ModelFolder.Load(Folder);
        foreach (((_, Parameter parameter), (_, Parameter loadedParameter)) in model.Parameters.Zip(loaded.Parameters))
            Assert.Equal(Array.ConvertAll(parameter.Value.Values.ToArray(), v => (float)(Half)v), loadedParameter.Value.Values);
    }

    [Fact]
    public void A_loaded_model_uses_its_own_numbers_even_if_products_were_prepared_before()
    {
        TranslationModel model = Save(), other = ModelVariants.Create(ModelVariants.Names.First().Data, seed: 99);
        int[][] sources = ModelVariants.Sources(1, 4), inputs = ModelVariants.Inputs(1, 3);
        other.Forward(sources, inputs, 0, new(new Workspace()));
        ModelFolder.ReadWeights(Weights, other);
        Numbers.AssertSameBits(model.Forward(sources, inputs, 0, new(new Workspace())).Hidden.Values, other.Forward(sources, inputs, 0, new(new Workspace())).Hidden.Values);
    }

    [Fact]
    public void The_configuration_is_written_as_documented()
    {
        Save();
        JsonObject json = JsonNode.Parse(File.ReadAllText(Config))!.AsObject();
        Assert.Equal(
            ["format", "architecture", "from", "to", "vocabulary", "score", "embeddingSize", "encoderSize", "decoderSize", "attentionSize", "layers", "bidirectional", "readout"],
            json.Select(p => p.Key));
        Assert.Equal(1, (int)json["format"]!);
        Assert.Equal("rnn", (string)json["architecture"]!);
        Assert.True((bool)json["bidirectional"]!);
    }

    [Fact]
    public void Choices_that_are_not_as_usual_are_written_and_their_absence_means_the_usual()
    {
        TranslationModel model = ModelVariants.Create(ModelVariants.ConfigOf(ModelVariants.Names.First().Data) with { Cell = "lstm", Residual = true, Query = "state-token" });
        ModelFolder.Save(Folder, model, Bytes);
        JsonObject json = JsonNode.Parse(File.ReadAllText(Config))!.AsObject();
        Assert.Equal(("lstm", true, "state-token"), ((string)json["cell"]!, (bool)json["residual"]!, (string)json["query"]!));
        Assert.Equal(model.Config, ModelFolder.ReadConfig(Config));
        json.Remove("cell");
        json.Remove("residual");
        json.Remove("query");
        File.WriteAllText(Config, json.ToString());
        Assert.Equal(model.Config with { Cell = "gru", Residual = false, Query = "state" }, ModelFolder.ReadConfig(Config));
    }

    [Theory]
    [InlineData("cell", "\"elman\"", "there is no 'elman'; choose one of gru, lstm")]
    [InlineData("cell", "3", "'cell' must be a text")]
    [InlineData("query", "\"token\"", "there is no 'token'; choose state or state-token")]
    [InlineData("residual", "\"yes\"", "'residual' must be true or false")]
    [InlineData("alignment", "2", "'alignment' must be a list of objects, each with a whole number 'layer'")]
    [InlineData("alignment", "[]", "'alignment' must be a list")]
    [InlineData("alignment", "[{\"layer\":0,\"step\":\"read\"},{\"layer\":0,\"step\":\"read\"}]", "a head stands there twice")]
    [InlineData("alignment", "[{}]", "'alignment' must be a list of objects")]
    [InlineData("alignment", "[{\"layer\":0,\"step\":\"said\"}]", "'alignment' must be a list of objects")]
    [InlineData("alignment", "[{\"layer\":0,\"step\":\"read\",\"heads\":[1]}]", "'alignment' must be a list of objects")]
    [InlineData("alignment", "[{\"layer\":0,\"layer\":0,\"step\":\"read\"}]", "'alignment' must be a list of objects")]
    [InlineData("alignment", "[{\"layer\":0.5,\"step\":\"read\"}]", "'alignment' must be a list of objects")]
    [InlineData("alignment", "[{\"layer\":0,\"head\":null,\"step\":\"read\"}]", "'alignment' must be a list of objects")]
    [InlineData("alignment", "[{\"layer\":1,\"step\":\"read\"}]", "alignment.layer: must be from 0 to 0, it is 1")]
    [InlineData("alignment", "[{\"layer\":0,\"head\":1,\"step\":\"read\"}]", "alignment.head: must be from 0 to 0, it is 1")]
    [InlineData("dropout", "0.1", "unknown key 'dropout'")]                     // a key nobody knows
    [InlineData("layers", null, "missing key 'layers'")]
    [InlineData("layers", "\"2\"", "'layers' must be a whole number")]
    [InlineData("layers", "1.5", "'layers' must be a whole number")]
    [InlineData("layers", "99999999999", "'layers' must be a whole number")]
    [InlineData("layers", "0", "layers: must be from 1 to 64")]
    [InlineData("layers", "65", "layers: must be from 1 to 64")]
    [InlineData("decoderSize", "-9", "decoderSize")]
    [InlineData("encoderSize", "2147483647", "encoderSize")]
    [InlineData("vocabulary", "4", "vocabulary")]
    [InlineData("bidirectional", "1", "'bidirectional' must be true or false")]
    [InlineData("bidirectional", "null", "'bidirectional' must be true or false")]
    [InlineData("score", "7", "'score' must be a text")]
    [InlineData("score", "\"cubic\"", "there is no 'cubic'")]
    [InlineData("readout", "\"shallow\"", "there is no 'shallow'")]
    [InlineData("architecture", "\"transformer-xxl\"", "there is no 'transformer-xxl'; choose one of rnn")]
    [InlineData("from", "\"\"", "both languages must be named")]
    [InlineData("from", "[]", "'from' must be a text")]
    [InlineData("from", "\"\\ud800\"", "config.json")]                          // half of a surrogate pair
    [InlineData("from", "\"a\\u000ab\"", "'from' must be a text of at most 100 characters on one line")]
    [InlineData("a\\u000ab", "1", "unknown key 'a�b'")]
    [InlineData("format", "2", "format 2 is not known; this version reads format 1")]
    public void A_wrong_key_is_named(string key, string? value, string expected)
    {
        Save();
        JsonObject json = JsonNode.Parse(File.ReadAllText(Config))!.AsObject();
        json.Remove(key);
        string text = json.ToJsonString();
        if (value is not null) text = text.Insert(1, $"\"{key}\":{value},");
        File.WriteAllText(Config, text);
        AssertRefused(Config, expected);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "an object is expected")]
    [InlineData("null", "an object is expected")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{\"layers\":1,\"layers\":2}", "the key 'layers' stands there twice")]
    [InlineData("{\"\\udc00\":1}", "config.json")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}", "not valid JSON")]
    public void A_file_that_is_no_configuration_is_refused(string text, string expected)
    {
        Save();
        File.WriteAllText(Config, text);
        AssertRefused(Config, expected);
    }

    [Fact]
    public void A_huge_configuration_is_not_read()
    {
        Save();
        using (FileStream file = File.Create(Config)) file.SetLength(3L << 30);
        AssertRefused(Config, "bytes is more than");
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.safetensors")]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    public void A_missing_file_is_named(string file)
    {
        Save();
        File.Delete(Path.Combine(Folder, file));
        AssertRefused(Folder, file);
    }

    [Fact]
    public void A_missing_folder_is_named() => AssertRefused(Path.Combine(_root, "model"), "there is no such model folder");

    [Fact]
    public void A_vocabulary_of_another_size_is_refused()
    {
        Save();
        new BytePairTokenizer(BpeTrainer.Train(["abab abab abab"], 262)).Save(Folder);
        AssertRefused(Folder, "names a vocabulary of 260, vocab.json holds 262");
    }

    [Fact]
    public void Wrong_missing_and_unknown_tensors_are_named()
    {
        TranslationModel model = Save();
        List<TensorToWrite> Tensors() => [.. model.Parameters.Select(p => TensorToWrite.Floats(p.Name, Sizes(p.Parameter.Shape), p.Parameter.Value.Values.ToArray()))];

        SafetensorsWriter.Write(Weights, [.. Tensors().Where(t => t.Name != "readout.bias")]);
        AssertRefused(Weights, "the tensor 'readout.bias' is missing");

        SafetensorsWriter.Write(Weights, [.. Tensors(), TensorToWrite.Floats("rider", [1], new float[1])]);
        AssertRefused(Weights, "the tensor 'rider' is not part of this model");

        SafetensorsWriter.Write(Weights, [.. Tensors().Where(t => t.Name != "readout.bias"), TensorToWrite.Floats("readout.bias", [1, 7], new float[7])]);
        AssertRefused(Weights, "the tensor 'readout.bias' is [1, 7], [7] is expected");

        SafetensorsWriter.Write(Weights, [.. Tensors().Where(t => t.Name != "readout.bias"), TensorToWrite.Ints("readout.bias", [7], new int[7])]);
        AssertRefused(Weights, "readout.bias");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Weights_that_are_no_numbers_are_refused(float value)
    {
        TranslationModel model = Save();
        model.Parameters.First(p => p.Name == "embedding.weight").Parameter.Value.Memory[77] = value;
        ModelFolder.WriteWeights(Weights, model, SafetensorsType.F32);
        AssertRefused(Weights, "the tensor 'embedding.weight' holds a value that is not a number");
    }

    [Theory]
    [InlineData(64, 16_384, 8)]
    [InlineData(64, 8_192, 8_192)]
    [InlineData(1, 16_384, 16_384)]
    public void Sizes_that_the_weights_do_not_have_are_refused_before_memory_is_taken(int layers, int encoderSize, int decoderSize)
    {
        Save();
        JsonObject json = JsonNode.Parse(File.ReadAllText(Config))!.AsObject();
        json["layers"] = layers;
        json["encoderSize"] = encoderSize;
        json["decoderSize"] = decoderSize;
        json["embeddingSize"] = 16_384;
        json["attentionSize"] = 16_384;
        File.WriteAllText(Config, json.ToJsonString());
        long before = GC.GetTotalAllocatedBytes(precise: true);
        AssertRefused(Folder, "");
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 20_000_000);
    }

    [Fact]
    public void Damaged_weights_are_refused()
    {
        Save();
        byte[] whole = File.ReadAllBytes(Weights);
        foreach (int length in (int[])[0, 7, 8, 100, whole.Length - 1])
        {
            File.WriteAllBytes(Weights, whole[..length]);
            AssertRefused(Weights, "model.safetensors");
        }
        File.WriteAllBytes(Weights, [.. whole, 0]);
        AssertRefused(Weights, "model.safetensors");
    }

    [Fact]
    public void Mutated_configurations_are_read_or_refused_and_nothing_else()
    {
        Save();
        byte[] original = File.ReadAllBytes(Config);
        byte[][] tokens = [.. ((string[])["{", "}", "[", "]", "\"", ":", ",", "null", "true", "1e9", "-1", "0.5", "99999999999999999999", "\\u0000", "\\ud800", "\"format\":1,", "\"layers\":", "é", "//"]).Select(Encoding.UTF8.GetBytes)];
        var lcg = new Lcg(11);
        int refused = 0;
        for (int trial = 0; trial < 4000; trial++)
        {
            List<byte> bytes = [.. original];
            for (int change = 1 + lcg.Next(3); change > 0; change--)
            {
                int at = lcg.Next(bytes.Count);
                switch (lcg.Next(5))
                {
                    case 0: bytes[at] = (byte)lcg.Next(256); break;
                    case 1: bytes.RemoveRange(at, Math.Min(1 + lcg.Next(12), bytes.Count - at)); break;
                    case 2: bytes.InsertRange(at, tokens[lcg.Next(tokens.Length)]); break;
                    case 3: bytes.InsertRange(lcg.Next(bytes.Count), bytes.GetRange(at, Math.Min(1 + lcg.Next(30), bytes.Count - at))); break;
                    default: bytes[at] = (byte)('0' + lcg.Next(10)); break;
                }
                if (bytes.Count == 0) bytes.Add(0);
            }
            File.WriteAllBytes(Config, [.. bytes]);
            try
            {
                ModelFolder.ReadConfig(Config).Validate();
            }
            catch (InvalidDataException e)
            {
                Assert.StartsWith(Config, e.Message);
                Assert.DoesNotContain('\n', e.Message);
                refused++;
            }
        }
        Assert.InRange(refused, 2000, 4000);
    }

    [Fact]
    public void A_path_is_taken_as_it_is()
    {
        Save();
        Assert.Equal(Folder, ModelFolder.Resolve(Folder));
    }

    [Fact]
    public void A_name_is_looked_for_in_models_and_then_in_HEED_MODELS()
    {
        string name = $"heed-test-{Guid.NewGuid():N}", here = Path.GetFullPath(Path.Combine("models", name)), there = Path.Combine(_root, "shelf");
        bool hadModels = Directory.Exists("models");
        Environment.SetEnvironmentVariable("HEED_MODELS", there);
        Save();
        Copy(Path.Combine(there, name));
        try
        {
            Assert.Equal(Path.Combine(there, name), ModelFolder.Resolve(name));
            Copy(here);
            Assert.Equal(here, ModelFolder.Resolve(name));                  // ./models comes first
        }
        finally
        {
            if (Directory.Exists(here)) Directory.Delete(here, recursive: true);
            if (!hadModels && Directory.Exists("models")) Directory.Delete("models");
        }
    }

    [Fact]
    public void An_unknown_name_lists_what_was_found()
    {
        string shelf = Path.Combine(_root, "shelf");
        Environment.SetEnvironmentVariable("HEED_MODELS", shelf);
        Save();
        Copy(Path.Combine(shelf, "zz-second"));
        Copy(Path.Combine(shelf, "zz-first"));
        Directory.CreateDirectory(Path.Combine(shelf, "zz-no-model"));
        string message = Assert.Throws<InvalidDataException>(() => ModelFolder.Resolve("de-en")).Message;
        Assert.Contains("there is no model 'de-en'; found: ", message);
        Assert.Contains("zz-first, zz-second", message);
        Assert.DoesNotContain("zz-no-model", message);
    }

    [Fact]
    public void A_name_does_not_climb_out_of_the_models_folder()
    {
        Save();
        Environment.SetEnvironmentVariable("HEED_MODELS", Path.Combine(_root, "shelf"));
        Directory.CreateDirectory(Path.Combine(_root, "shelf"));
        Assert.Throws<InvalidDataException>(() => ModelFolder.Resolve("../model"));
        Assert.Throws<InvalidDataException>(() => ModelFolder.Resolve(".."));
    }

    [Fact]
    public void A_folder_without_a_model_says_so()
    {
        Directory.CreateDirectory(Folder);
        Assert.Contains("the folder holds no model, config.json is missing", Assert.Throws<InvalidDataException>(() => ModelFolder.Resolve(Folder)).Message);
    }

    private static int[] Sizes(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(i => shape[i])];

    private TranslationModel Save(SafetensorsType type = SafetensorsType.F32)
    {
        TranslationModel model = ModelVariants.Create(ModelVariants.Names.First().Data);
        ModelFolder.Save(Folder, model, Bytes, type);
        return model;
    }

    private void Copy(string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(Folder)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private void AssertRefused(string where, string expected)
    {
        string message = Assert.Throws<InvalidDataException>(() => ModelFolder.Load(Folder)).Message;
        Assert.Contains(where, message);
        Assert.Contains(expected, message);
    }
}
