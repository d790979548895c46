using System.Globalization;
using System.Runtime.InteropServices;

namespace Heed.Cli;

/// <summary>What made the numbers of a report.</summary>
internal static class MadeBy
{
    /// <summary>A command with the machine and the day.</summary>
    public static string Line(string command) => string.Create(CultureInfo.InvariantCulture,
        $"{command} · {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} cores, .NET {Environment.Version} · {DateTime.UtcNow:yyyy-MM-dd}");
}
