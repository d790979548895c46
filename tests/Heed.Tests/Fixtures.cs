using Heed.Files;

namespace Heed.Tests;

/// <summary>
/// The golden files: one per operation, tensors named `in.*`, `w.*`, `dout.*`, `out.*` and `grad.*`.
/// The environment variable HEED_FIXTURES names another folder of such files.
/// </summary>
internal static class Fixtures
{
    public static string Folder { get; } = Environment.GetEnvironmentVariable("HEED_FIXTURES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(AppContext.BaseDirectory, "Fixtures", "pytorch");

    /// <summary>The path of a golden file, `gru` giving `…/gru.safetensors`.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name + ".safetensors");

    /// <summary>A golden file; the caller disposes it.</summary>
    public static SafetensorsFile Open(string name) => SafetensorsFile.Open(PathOf(name));

    /// <summary>The names of all golden files, for theories that visit each.</summary>
    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.safetensors").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);
}
