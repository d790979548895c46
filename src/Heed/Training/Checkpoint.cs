using Heed.Files;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Training;

/// <summary>
/// The state of a run in one file, so that one rename replaces all of it: parameters, optimizer and, in the file's metadata, where the
/// run stands. A kill at any moment leaves the old file or the new one.
/// </summary>
internal static class Checkpoint
{
    public const string FileName = "state.safetensors";
    private const string StateKey = "state", Mean = "adam.mean.", Variance = "adam.variance.", Weight = "parameters.", Average = "average.";

    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    public static void Write(string folder, RunState state, ParameterStorage storage, Optimizer optimizer, AveragedWeights? average = null)
    {
        var tensors = new List<TensorToWrite>();
        foreach ((string name, Parameter parameter) in storage.Parameters)
        {
            Add(Weight + name, storage.Values);
            Add(Mean + name, optimizer.Mean);
            Add(Variance + name, optimizer.Variance);
            if (average is not null) Add(Average + name, average.Values);

            void Add(string key, Tensor piece)
            {
                Tensor part = storage.PartOf(piece, parameter.Value)!;
                tensors.Add(TensorToWrite.Floats(key, [part.Shape.Count], part.AsMemory));
            }
        }
        SafetensorsWriter.Write(Path.Combine(folder, FileName), tensors, new Dictionary<string, string> { [StateKey] = state.ToJson() });
    }

    /// <summary>Where the run in a folder stands.</summary>
    /// <exception cref="InvalidDataException">The file is malformed.</exception>
    public static RunState ReadState(string folder)
    {
        string path = Path.Combine(folder, FileName);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return file.Metadata.TryGetValue(StateKey, out string? json) ? RunState.FromJson(json, path) : throw new InvalidDataException($"{path}: the run's state is missing.");
    }

    /// <summary>Reads parameters and optimizer.</summary>
    /// <exception cref="InvalidDataException">The file is malformed or belongs to another model.</exception>
    public static void ReadTensors(string folder, ParameterStorage storage, Optimizer optimizer, AveragedWeights? average = null)
    {
        string path = Path.Combine(folder, FileName);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach ((string name, Parameter parameter) in storage.Parameters)
        {
            Read(Weight + name, storage.Values);
            Read(Mean + name, optimizer.Mean);
            Read(Variance + name, optimizer.Variance);
            if (average is not null) Read(Average + name, average.Values);

            void Read(string key, Tensor piece)
            {
                Tensor part = storage.PartOf(piece, parameter.Value)!;
                if (!file.Contains(key) || file[key].Count != part.Shape.Count) throw new InvalidDataException($"{path}: the tensor '{key}' is missing or has another size than this model's.");
                file.ReadFloats(key, part.Memory);
            }
        }
        storage.Refresh();
    }
}
