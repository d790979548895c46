using Heed.Files;
using Heed.Text.Corpora;
using Heed.Training;

namespace Heed.Tests.Training;

/// <summary>A folder with a made-up language to learn: each word has one translation, and the order of the words is reversed.</summary>
internal sealed class SmallRun : IDisposable
{
    private static readonly string[] Syllables = ["ba", "de", "ki", "lo", "mu", "na", "po", "ri", "su", "ta"];

    private readonly string _root = Directory.CreateTempSubdirectory("heed-training-").FullName;

    private readonly Lcg _random;
    private readonly int _words;

    public SmallRun(int pairs = 300, int words = 20, ulong seed = 1)
    {
        (_random, _words) = (new Lcg(seed), words);
        File.WriteAllLines(Corpus, [.. Sentences(pairs).Select(pair => $"{pair.Source}\t{pair.Target}")]);
    }

    public string Corpus => Path.Combine(_root, "pairs.tsv");

    public static string SourceWord(int word) => Syllables[word % 10] + Syllables[word / 10 % 10];

    public static string TargetWord(int word) => "x" + Syllables[word / 10 % 10] + Syllables[word % 10];

    /// <summary>Further sentences of the language.</summary>
    public List<(string Source, string Target)> Sentences(int count)
    {
        var sentences = new List<(string, string)>();
        for (int i = 0; i < count; i++)
        {
            int[] words = [.. Enumerable.Range(0, 2 + _random.Next(5)).Select(_ => _random.Next(_words))];
            sentences.Add((string.Join(' ', words.Select(SourceWord)), string.Join(' ', words.Reverse().Select(TargetWord))));
        }
        return sentences;
    }

    public string Folder(string name) => Path.Combine(_root, name);

    public TrainingOptions Options(string name) => new()
    {
        Corpora = [new TsvCorpus(Corpus, 1, 2)],
        From = "aa",
        To = "bb",
        Out = Folder(name),
        Size = 16,
        Vocabulary = 330,
        BatchTokens = 200,
        DevPairs = 20,
        Warmup = 10,
        ValidateEvery = 6,
        CheckpointEvery = 4,
        MaxSteps = 20,
        Threads = 1,
        LearningRate = 0.01f,
    };

    /// <summary>Everything a run leaves behind that must not depend on how it was run: tensors of its state, metrics, the best model.</summary>
    public Dictionary<string, byte[]> Result(string name)
    {
        string folder = Folder(name);
        var result = new Dictionary<string, byte[]>
        {
            ["metrics.jsonl"] = File.ReadAllBytes(Path.Combine(folder, "metrics.jsonl")),
            ["samples.jsonl"] = File.ReadAllBytes(Path.Combine(folder, "samples.jsonl")),
            ["model.safetensors"] = File.ReadAllBytes(Path.Combine(folder, "model.safetensors")),
            ["config.json"] = File.ReadAllBytes(Path.Combine(folder, "config.json")),
        };
        using SafetensorsFile state = SafetensorsFile.Open(Path.Combine(folder, "state.safetensors"));
        foreach (SafetensorsEntry tensor in state.Tensors)
            result[tensor.Name] = System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(state.ReadFloats(tensor.Name)).ToArray();
        return result;
    }

    public static void AssertSame(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach ((string name, byte[] bytes) in expected) Assert.True(bytes.AsSpan().SequenceEqual(actual[name]), $"{name} differs");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
