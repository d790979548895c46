using System.Buffers.Binary;
using System.Text.Json;
using Heed.Training;

namespace Heed.Studio.Runs;

/// <summary>Reads where a run stands from the head of its checkpoint, without keeping the trainer from replacing the file.</summary>
internal static class RunStateFile
{
    private const int LongestHead = 64 << 20;

    /// <summary>The state; null where there is none yet.</summary>
    /// <exception cref="InvalidDataException">The file is malformed; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RunState? Read(string folder)
    {
        string path = Path.Combine(folder, Checkpoint.FileName);
        if (!File.Exists(path)) return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> size = stackalloc byte[8];
        if (file.ReadAtLeast(size, 8, throwOnEndOfStream: false) < 8) throw new InvalidDataException($"{path}: the file is cut off.");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(size);
        if (length > LongestHead || (long)length > file.Length - 8) throw new InvalidDataException($"{path}: the head is longer than the file.");
        byte[] head = new byte[length];
        file.ReadExactly(head);
        try
        {
            using JsonDocument json = JsonDocument.Parse(head);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("__metadata__", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object
                && metadata.TryGetProperty("state", out JsonElement state) && state.ValueKind == JsonValueKind.String
                ? RunState.FromJson(state.GetString()!, path)
                : throw new InvalidDataException($"{path}: the run's state is missing.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: the head is malformed, {e.Message}", e);
        }
    }
}
