using System.Text.Json;
using Heed.Training;

namespace Heed.Studio.Runs;

/// <summary>The options of runs, side by side.</summary>
internal static class RunComparison
{
    /// <summary>The options of a run by name, as <c>heed train</c> writes them; none where its state is not known.</summary>
    public static IReadOnlyDictionary<string, string> Options(RunSnapshot run)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        if (run.State is { } state) Add(options, JsonSerializer.SerializeToElement(state.Options, RunStateJson.Default.RunOptions));
        return options;
    }

    /// <summary>The options in which runs differ, each with the runs' values in their order; a dash where a run has none.</summary>
    public static IReadOnlyList<(string Option, IReadOnlyList<string> Values)> Differences(IReadOnlyList<RunSnapshot> runs)
    {
        IReadOnlyDictionary<string, string>[] all = [.. runs.Select(Options)];
        return
        [
            .. all.SelectMany(static of => of.Keys).Distinct().Where(static name => name != "command")
                .Select(name => (Option: name, Values: (IReadOnlyList<string>)[.. all.Select(of => of.GetValueOrDefault(name, "–"))]))
                .Where(static of => of.Values.Distinct().Count() > 1),
        ];
    }

    private static void Add(Dictionary<string, string> options, JsonElement of)
    {
        foreach (JsonProperty property in of.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object) Add(options, property.Value);
            else if (property.Value.ValueKind == JsonValueKind.Array) options[Kebab(property.Name)] = string.Join(", ", property.Value.EnumerateArray());
            else if (property.Value.ValueKind != JsonValueKind.Null) options[Kebab(property.Name)] = property.Value.ToString();
        }
    }

    private static string Kebab(string name) => string.Concat(name.Select(static c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));
}
