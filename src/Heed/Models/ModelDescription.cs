using Heed.Files;
using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Models;

/// <summary>What is in a model's folder, told without loading its weights.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Config">What the model is built from.</param>
/// <param name="Tensors">The tensors of the weights, as they are stored.</param>
/// <param name="Files">The folder's files with their bytes, in the order of their names.</param>
/// <param name="Title">The first heading of its README; none without one.</param>
/// <param name="Licence">The lines of its README that name a licence.</param>
public sealed record ModelDescription(string Folder, ModelConfig Config, IReadOnlyList<SafetensorsEntry> Tensors, IReadOnlyList<(string Name, long Bytes)> Files, string? Title, IReadOnlyList<string> Licence)
{
    private const long LargestReadme = 1 << 20;
    private const int MostLines = 8;

    /// <summary>Numbers that were trained; scales of rounded ones are not among them.</summary>
    public long Parameters => Tensors.Where(tensor => !tensor.Name.EndsWith(".scale", StringComparison.Ordinal)).Sum(tensor => tensor.Count);

    /// <summary>How the numbers are stored, the most frequent type first.</summary>
    public IReadOnlyList<SafetensorsType> StoredAs => [.. Tensors.GroupBy(tensor => tensor.Type).OrderByDescending(type => type.Sum(tensor => tensor.Count)).Select(type => type.Key)];

    /// <summary>How text is cut: <c>byte pairs</c>, or <c>SentencePiece</c>.</summary>
    public string Tokenizer => Files.Any(file => file.Name == UnigramTokenizer.SourceFile) ? "SentencePiece" : "byte pairs";

    /// <summary>Describes a folder.</summary>
    /// <exception cref="InvalidDataException">It is no model's, or a file is malformed; the message names file and fault.</exception>
    public static ModelDescription Of(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ModelConfig config = ModelFolder.ReadConfig(Path.Combine(folder, ModelFolder.ConfigFile));
        string weights = Path.Combine(folder, ModelFolder.WeightsFile);
        if (!File.Exists(weights)) throw new InvalidDataException($"{weights}: the file is missing.");
        using SafetensorsFile file = SafetensorsFile.Open(weights);
        string[] readme = Readme(folder);
        return new ModelDescription(folder, config, file.Tensors, [.. new DirectoryInfo(folder).GetFiles().OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => (f.Name, f.Length))],
            readme.FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim(),
            [.. readme.Where(line => line.Contains("licen", StringComparison.OrdinalIgnoreCase) || line.Contains("CC-BY", StringComparison.Ordinal)).Where(line => line.Any(char.IsLetter)).Take(MostLines)]);
    }

    /// <summary>Reads everything of a model and tries it: all numbers are finite, and what it says step by step is what it says as a whole, bit for bit.</summary>
    /// <exception cref="InvalidDataException">A file is missing or malformed, files do not fit each other, or the trial fails; the message names file and fault.</exception>
    public static (TranslationModel Model, Tokenizer Tokenizer) Verify(string folder)
    {
        (TranslationModel model, Tokenizer tokenizer) = ModelFolder.Load(folder);
        Try(model, tokenizer, folder);
        return (model, tokenizer);
    }

    internal static void Try(TranslationModel model, Tokenizer tokenizer, string folder)
    {
        const int Steps = 4;
        int[] source = [.. Enumerable.Range(0, Math.Min(8, tokenizer.Size - Vocabulary.Specials)).Select(i => Vocabulary.Specials + i), Vocabulary.End];
        var workspace = new Workspace(new CpuBackend(Workers.All));
        using Workspace.Scope scope = workspace.Open();
        var context = new ForwardContext(workspace);
        DecoderState state = model.Start([source], context);
        List<int> said = [Vocabulary.Start];
        var steps = new List<float[]>();
        for (int step = 0; step < Steps; step++)
        {
            Tensor logits = model.Project(model.Step([said[^1]], state, context), context);
            steps.Add(logits.Values.ToArray());
            if (logits.Values.ContainsAnyExceptInRange(float.MinValue, float.MaxValue)) throw new InvalidDataException($"{folder}: the self-test failed, a logit is not finite.");
            said.Add(Vocabulary.Specials + TopOf(logits.Values[Vocabulary.Specials..]));
        }
        Tensor whole = model.Project(model.Forward([source], [[.. said.Take(Steps)]], 0, context).Hidden, context);
        for (int step = 0; step < Steps; step++)
            if (!whole.Rows(step, 1).Values.SequenceEqual(steps[step])) throw new InvalidDataException($"{folder}: the self-test failed, step by step the model says something else than as a whole.");
    }

    private static int TopOf(ReadOnlySpan<float> logits) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits);

    private static string[] Readme(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, "README.md"));
        return file.Exists && file.Length <= LargestReadme ? File.ReadAllLines(file.FullName) : [];
    }
}
