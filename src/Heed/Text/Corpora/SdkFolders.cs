using System.Runtime.InteropServices;

namespace Heed.Text.Corpora;

/// <summary>Where the .NET SDK stands on this machine.</summary>
internal static class SdkFolders
{
    /// <summary>The folders of the newest SDK and of the newest of each of its packs.</summary>
    /// <param name="root">The folder of the installation, or null to look for it.</param>
    /// <exception cref="DirectoryNotFoundException">There is no SDK.</exception>
    public static IReadOnlyList<string> Find(string? root)
    {
        string[] roots = root is null ? [.. Roots().OfType<string>().Distinct()] : [root];
        foreach (string candidate in roots)
            if (Newest(Path.Combine(candidate, "sdk")) is string sdk)
            {
                string packs = Path.Combine(candidate, "packs");
                string[] names = Directory.Exists(packs) ? Directory.GetDirectories(packs) : [];
                Array.Sort(names, StringComparer.Ordinal);
                return [sdk, .. names.Select(Newest).OfType<string>()];
            }
        throw new DirectoryNotFoundException($"No .NET SDK was found in {(roots.Length == 0 ? "any usual place" : string.Join(", ", roots))}: install it, or set DOTNET_ROOT to its folder.");
    }

    private static IEnumerable<string?> Roots()
    {
        // .../shared/Microsoft.NETCore.App/10.0.0/ is three folders below the installation.
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        yield return string.IsNullOrEmpty(runtime) ? null : Above(Above(Above(Path.TrimEndingDirectorySeparator(runtime))));
        yield return Environment.GetEnvironmentVariable("DOTNET_ROOT");
        yield return Above(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"));
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string program = Path.Combine(folder, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
            if (File.Exists(program)) yield return Above(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program);
        }
    }

    private static string? Above(string? path) => string.IsNullOrEmpty(path) ? null : Path.GetDirectoryName(path);

    /// <summary>The folder with the highest version for a name, or null where there is none.</summary>
    private static string? Newest(string folder) => !Directory.Exists(folder) ? null :
        Directory.GetDirectories(folder)
            .Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0]))
            .OrderBy(f => VersionOf(Path.GetFileName(f)), Comparer<(Version, bool, string)>.Default)
            .LastOrDefault();

    // 10.0.100-rc.1 comes before 10.0.100.
    private static (Version Number, bool IsRelease, string Label) VersionOf(string name)
    {
        int dash = name.IndexOf('-', StringComparison.Ordinal);
        string number = dash < 0 ? name : name[..dash];
        return (Version.TryParse(number, out Version? version) ? version : new Version(), dash < 0, dash < 0 ? "" : name[dash..]);
    }
}
