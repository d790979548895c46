using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using Heed.Files;
using Heed.Layers;
using Heed.Text;

namespace Heed.Models;

/// <summary>
/// A model on disk: a folder with <c>config.json</c>, <c>model.safetensors</c>, <c>vocab.json</c>, <c>merges.txt</c> (or <c>source.spm</c> and <c>target.spm</c>) and a <c>README.md</c>.
/// Files may come from anyone: unknown and missing keys are refused, every shape is checked before memory is taken, nothing is executed.
/// </summary>
public static class ModelFolder
{
    /// <summary>The version of <c>config.json</c>.</summary>
    public const int Format = 1;

    internal const string ConfigFile = "config.json";
    internal const string WeightsFile = "model.safetensors";
    private const long LargestConfig = 1 << 20;
    private const int LongestText = 100, LongestList = 20, MostNumber = 127;
    private const string ScaleSuffix = ".scale";

    /// <summary>Reads a model and its tokenizer.</summary>
    /// <exception cref="InvalidDataException">A file is missing, malformed, or does not fit the others; the message names file and fault.</exception>
    public static (TranslationModel Model, Tokenizer Tokenizer) Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new InvalidDataException($"{folder}: there is no such model folder.");
        ModelConfig config = ReadConfig(Path.Combine(folder, ConfigFile));
        Tokenizer tokenizer;
        TranslationModel model;
        try
        {
            tokenizer = Tokenizer.Load(folder);
            model = TranslationModels.Create(config);
        }
        catch (FileNotFoundException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{Path.Combine(folder, ConfigFile)}: {e.Message}", e);      // each size is in range, a product of two is not
        }
        if (tokenizer.Size != config.Vocabulary)
            throw new InvalidDataException($"{folder}: {ConfigFile} names a vocabulary of {config.Vocabulary}, vocab.json holds {tokenizer.Size}.");
        ReadWeights(Path.Combine(folder, WeightsFile), model);
        return (model, tokenizer);
    }

    /// <summary>Reads models that translate together, as one ensemble; a single one as it is.</summary>
    /// <exception cref="ArgumentException">No folder is given.</exception>
    /// <exception cref="InvalidDataException">A folder cannot be read, or its languages or vocabulary are not those of the first; the message names it.</exception>
    public static (TranslationModel Model, Tokenizer Tokenizer) Load(IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        if (folders.Count == 0) throw new ArgumentException("ModelFolder: no folder is given.", nameof(folders));
        (TranslationModel first, Tokenizer tokenizer) = Load(folders[0]);
        if (folders.Count == 1) return (first, tokenizer);
        var members = new List<TranslationModel> { first };
        foreach (string folder in folders.Skip(1))
        {
            (TranslationModel model, Tokenizer other) = Load(folder);
            if ((model.Config.From, model.Config.To) != (first.Config.From, first.Config.To))
                throw new InvalidDataException($"{folder}: translates from {model.Config.From} to {model.Config.To}, {folders[0]} from {first.Config.From} to {first.Config.To}.");
            RequireSameVocabulary(folders[0], tokenizer, folder, other);
            members.Add(model);
        }
        return (new EnsembleModel(members), tokenizer);
    }

    /// <summary>Writes a model and its tokenizer, each file whole or not at all.</summary>
    /// <param name="folder">The folder, made if needed.</param>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its vocabulary.</param>
    /// <param name="type">How numbers are stored: F32, F16 (the usual), BF16, or I8, which stores each row of a matrix as whole numbers from −127 to 127 and its scale.</param>
    public static void Save(string folder, TranslationModel model, Tokenizer tokenizer, SafetensorsType type = SafetensorsType.F16)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, ConfigFile), Write(model.Config));
        tokenizer.Save(folder);
        WriteWeights(Path.Combine(folder, WeightsFile), model, type);
    }

    /// <summary>Records in a folder whose weights of its model align; nothing else in the folder changes.</summary>
    /// <exception cref="InvalidDataException">The folder holds no model, or its configuration is malformed.</exception>
    /// <exception cref="ArgumentException">The model has no such layer or head.</exception>
    public static void RecordAlignment(string folder, AlignmentHeads? heads)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, ConfigFile);
        ModelConfig config = ReadConfig(path);
        AtomicFile.WriteText(path, Write((config with { Alignment = heads }).Validate()));
    }

    /// <summary>Writes a model's weights alone. A weight that half precision cannot hold makes its tensor float32.</summary>
    public static void WriteWeights(string path, TranslationModel model, SafetensorsType type = SafetensorsType.F16)
    {
        ArgumentNullException.ThrowIfNull(model);
        SafetensorsWriter.Write(path, [.. model.Parameters.SelectMany(p => type == SafetensorsType.I8 && p.Parameter.Shape.Rank == 2
            ? Rounded(p.Name, p.Parameter)
            : [TensorToWrite.Floats(p.Name, SizesOf(p.Parameter), p.Parameter.Value.AsMemory, type == SafetensorsType.I8 ? SafetensorsType.F32 : Fitting(p.Parameter.Value.Values, type))])]);
    }

    /// <summary>
    /// The folder that a name or path means: a path as it is; then a folder of that name in <c>./models</c>, in the folders named by HEED_MODELS (separated as in PATH), and in the tool's own <c>models</c>.
    /// </summary>
    /// <exception cref="InvalidDataException">There is none; the message lists the models that were found.</exception>
    public static string Resolve(string nameOrPath)
    {
        if (string.IsNullOrWhiteSpace(nameOrPath)) throw new InvalidDataException("the model's name is empty; give a folder, or a name such as fr-en.");
        if (IsModel(nameOrPath)) return nameOrPath;
        bool isName = nameOrPath.IndexOfAny(['/', '\\']) < 0;
        if (isName)
            foreach (string place in Places())
                if (IsModel(Path.Combine(place, nameOrPath))) return Path.Combine(place, nameOrPath);
        if (File.Exists(nameOrPath)) throw new InvalidDataException($"{nameOrPath}: this is a file; name the model's folder.");
        if (Directory.Exists(nameOrPath)) throw new InvalidDataException($"{nameOrPath}: the folder holds no model, {ConfigFile} is missing.");
        string[] found = [.. Places().SelectMany(Names).Distinct().Order(StringComparer.Ordinal)];
        throw new InvalidDataException($"there is no model '{nameOrPath}'; " + (found.Length == 0
            ? "no models were found in ./models, HEED_MODELS or beside the tool. Train one with: heed train --help"
            : $"found: {string.Join(", ", found)}."));
    }

    /// <summary>The models that names mean: in <c>./models</c>, in the folders named by HEED_MODELS, and in the tool's own <c>models</c>; of one name the first.</summary>
    public static IReadOnlyList<(string Name, string Folder)> All() =>
        [.. Places().SelectMany(place => Names(place).Select(name => (Name: name, Folder: Path.Combine(place, name)))).DistinctBy(model => model.Name).OrderBy(model => model.Name, StringComparer.Ordinal)];

    /// <summary>Reads and checks <c>config.json</c>.</summary>
    /// <exception cref="InvalidDataException">It is missing, malformed, or has unknown, missing or wrong keys; the message names them.</exception>
    internal static ModelConfig ReadConfig(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new InvalidDataException($"{path}: the file is missing.");
        if (file.Length > LargestConfig) throw new InvalidDataException($"{path}: {file.Length:N0} bytes is more than the {LargestConfig:N0} a configuration may have.");
        return ParseConfig(File.ReadAllBytes(path), path);
    }

    internal static ModelConfig ParseConfig(ReadOnlyMemory<byte> bytes, string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 4 });
            return Read(json.RootElement, path);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}, line {e.LineNumber + 1}: not valid JSON.", e);      // the parser's own message may quote line breaks
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"{path}: a text is not well-formed, {e.Message}", e);      // half of a surrogate pair, or bytes that are no UTF-8
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    internal static void RequireSameVocabulary(string first, Tokenizer tokenizer, string other, Tokenizer otherTokenizer)
    {
        if (!tokenizer.IsSameAs(otherTokenizer))
            throw new InvalidDataException($"{other}: its vocabulary is not that of {first}; only models over one vocabulary go together, such as those that one run kept.");
    }

    internal static string Write(ModelConfig config)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            foreach (ConfigKey key in ConfigKeys.For(config.Architecture))
            {
                if (key.Usual is { } usual && usual.Equals(key.Get(config))) continue;
                switch (key.Get(config))
                {
                    case string text: json.WriteString(key.Name, text); break;
                    case int number: json.WriteNumber(key.Name, number); break;
                    case bool flag: json.WriteBoolean(key.Name, flag); break;
                    case AlignmentHeads heads: AlignmentKey.Write(json, key.Name, heads); break;
                }
            }
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Reads weights into a model after its file was checked against what the model expects.</summary>
    internal static void ReadWeights(string path, TranslationModel model)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"{path}: the file is missing.");
        using SafetensorsFile file = SafetensorsFile.Open(path);
        (string Name, Parameter Parameter)[] parameters = [.. model.Parameters];
        var known = parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        foreach (SafetensorsEntry tensor in file.Tensors)
            if (!known.Contains(tensor.Name) && !(tensor.Name.EndsWith(ScaleSuffix, StringComparison.Ordinal) && known.Contains(tensor.Name[..^ScaleSuffix.Length]) && IsRounded(file, tensor.Name[..^ScaleSuffix.Length]))) throw new InvalidDataException($"{path}: the tensor {SafetensorsHeader.Quote(tensor.Name)} is not part of this model.");
        foreach ((string name, Parameter parameter) in parameters)
        {
            if (!file.Contains(name)) throw new InvalidDataException($"{path}: the tensor '{name}' is missing.");
            if (!file[name].Shape.SequenceEqual(SizesOf(parameter).Select(size => (long)size)))
                throw new InvalidDataException($"{path}: the tensor '{name}' is [{string.Join(", ", file[name].Shape)}], {parameter.Shape} is expected.");
        }
        foreach ((string name, Parameter parameter) in parameters)
        {
            if (IsRounded(file, name)) ReadRounded(file, name, parameter, path);
            else file.ReadFloats(name, parameter.Value.Memory);
            if (!Kernels.Elementwise.AllFinite(parameter.Value.Values)) throw new InvalidDataException($"{path}: the tensor '{name}' holds a value that is not a number.");
            parameter.Refresh();
        }
    }

    private static ModelConfig Read(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{path}: an object is expected.");
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
            if (!values.TryAdd(property.Name, property.Value)) throw new InvalidDataException($"{path}: the {Named([property.Name])} stands there twice.");
        string architecture = values.ContainsKey("architecture") ? Text("architecture") : "rnn";
        if (TranslationModels.All.All(model => model.Name != architecture))
            throw new InvalidDataException($"{path}: architecture: there is no '{architecture}'; choose one of {string.Join(", ", TranslationModels.All.Select(model => model.Name))}.");
        ConfigKey[] keys = [.. ConfigKeys.For(architecture)];
        string[] unknown = [.. values.Keys.Except(keys.Select(key => key.Name)).Except(["format"])];
        string[] missing = [.. (string[])["format", .. keys.Where(key => !key.IsOptional).Select(key => key.Name)]];
        missing = [.. missing.Except(values.Keys)];
        if (unknown.Length > 0) throw new InvalidDataException($"{path}: unknown {Named(unknown)}.");
        if (missing.Length > 0) throw new InvalidDataException($"{path}: missing {Named(missing)}.");
        if (Number("format") != Format) throw new InvalidDataException($"{path}: format {Number("format").ToString(CultureInfo.InvariantCulture)} is not known; this version reads format {Format}.");
        var config = new ModelConfig { From = "", To = "", Vocabulary = 0 };
        foreach (ConfigKey key in keys.Where(key => values.ContainsKey(key.Name)))
            config = key.Set(config, key.Kind == typeof(string) ? Text(key.Name) : key.Kind == typeof(int) ? Number(key.Name) : key.Kind == typeof(bool) ? Flag(key.Name) : AlignmentKey.Read(values[key.Name]) ?? throw Wrong(key.Name, AlignmentKey.Expected));
        return config.Validate();

        string Text(string key) => values[key].ValueKind == JsonValueKind.String && values[key].GetString() is { Length: <= LongestText } text && !text.Any(char.IsControl)
            ? text
            : throw Wrong(key, $"a text of at most {LongestText} characters on one line");
        int Number(string key) => values[key].ValueKind == JsonValueKind.Number && values[key].TryGetInt32(out int number) ? number : throw Wrong(key, "a whole number");
        bool Flag(string key) => values[key].ValueKind is JsonValueKind.True or JsonValueKind.False ? values[key].GetBoolean() : throw Wrong(key, "true or false");
        InvalidDataException Wrong(string key, string what) => new($"{path}: the key '{key}' must be {what}.");
        static string Named(string[] keys) => (keys.Length == 1 ? "key " : "keys ") + string.Join(", ", keys.Take(LongestList).Select(SafetensorsHeader.Quote))
            + (keys.Length > LongestList ? $" and {keys.Length - LongestList} more" : "");
    }

    private static int[] SizesOf(Parameter parameter)
    {
        int[] sizes = new int[parameter.Shape.Rank];
        for (int i = 0; i < sizes.Length; i++) sizes[i] = parameter.Shape[i];
        return sizes;
    }

    // Each row by its own largest magnitude, as products with 8-bit weights hold it.
    private static TensorToWrite[] Rounded(string name, Parameter parameter)
    {
        int rows = parameter.Shape[0], columns = parameter.Shape[1];
        int[] numbers = new int[rows * columns];
        float[] scales = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> values = parameter.Value.Values.Slice(row * columns, columns);
            float scale = scales[row] = MathF.Abs(TensorPrimitives.MaxMagnitude(values)) / MostNumber;
            for (int i = 0; i < columns && scale > 0; i++) numbers[row * columns + i] = (int)MathF.Round(values[i] / scale);
        }
        return [TensorToWrite.Ints(name, [rows, columns], numbers, SafetensorsType.I8), TensorToWrite.Floats(name + ScaleSuffix, [rows], scales)];
    }

    private static bool IsRounded(SafetensorsFile file, string name) => file.Contains(name) && file[name].Type == SafetensorsType.I8;

    private static void ReadRounded(SafetensorsFile file, string name, Parameter parameter, string path)
    {
        if (parameter.Shape.Rank != 2 || !file.Contains(name + ScaleSuffix) || file[name + ScaleSuffix].Count != parameter.Shape[0])
            throw new InvalidDataException($"{path}: the tensor '{name}' holds 8-bit numbers; '{name}{ScaleSuffix}' with a scale for each of its {parameter.Shape[0]:N0} rows is missing.");
        int[] numbers = file.ReadInts(name);
        float[] scales = file.ReadFloats(name + ScaleSuffix);
        int columns = parameter.Shape[1];
        for (int i = 0; i < numbers.Length; i++) parameter.Value.Memory[i] = numbers[i] * scales[i / columns];
    }

    private static SafetensorsType Fitting(ReadOnlySpan<float> values, SafetensorsType type) =>
        type == SafetensorsType.F16 && !values.IsEmpty && TensorPrimitives.MaxMagnitude(values) is var largest && MathF.Abs(largest) > (float)Half.MaxValue ? SafetensorsType.F32 : type;

    private static bool IsModel(string folder) => File.Exists(Path.Combine(folder, ConfigFile));

    private static IEnumerable<string> Names(string place) =>
        Directory.Exists(place) ? Directory.EnumerateDirectories(place).Where(IsModel).Select(folder => Path.GetFileName(folder)) : [];

    // ./models, then HEED_MODELS, then models beside the program or in a folder above it: a clone keeps its build below its root.
    private static IEnumerable<string> Places()
    {
        yield return Path.GetFullPath("models");
        if (Environment.GetEnvironmentVariable("HEED_MODELS") is { Length: > 0 } named)
            foreach (string folder in named.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) yield return folder;
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            string models = Path.Combine(above.FullName, "models");
            if (Directory.Exists(models)) yield return models;
            if (File.Exists(Path.Combine(above.FullName, "Heed.slnx"))) break;
        }
    }
}
