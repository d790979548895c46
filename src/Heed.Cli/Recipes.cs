using System.Reflection;

namespace Heed.Cli;

/// <summary>Options of <c>heed train</c> that were found to work well together, by name: the files of the folder <c>recipes</c>, which the tool carries.</summary>
internal static class Recipes
{
    private const string Prefix = "recipes/", Extension = ".json";

    /// <summary>The names there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(static name => name[Prefix.Length..^Extension.Length]).Order(StringComparer.Ordinal)];

    /// <summary>The text of a recipe, a JSON object as <c>--config</c> takes it.</summary>
    public static string TextOf(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name + Extension) ?? throw new UsageException($"There is no recipe '{name}'; choose one of {string.Join(", ", Names)}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
