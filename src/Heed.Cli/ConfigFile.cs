using System.CommandLine;
using System.Text.Json;

namespace Heed.Cli;

/// <summary>Options from a JSON object whose keys are the option names without the dashes: <c>{ "size": 256, "tsv": ["a.tsv"] }</c>.</summary>
internal static class ConfigFile
{
    private const long LargestFile = 1 << 20;

    /// <summary>The file's options as command-line tokens, without those that the command line gives itself.</summary>
    /// <exception cref="InvalidDataException">The file is not such an object, or names an option that the command lacks.</exception>
    public static List<string> Tokens(string path, Command command, Func<Option, bool> given)
    {
        if (new FileInfo(path) is { Exists: true, Length: > LargestFile }) throw new InvalidDataException($"{path}: too large for a file of options.");
        return Tokens(path, File.ReadAllText(path), command, given);
    }

    /// <summary>The same of a text.</summary>
    /// <param name="path">What the text is called where it is at fault.</param>
    /// <param name="text">The JSON object.</param>
    /// <param name="command">The command whose options it names.</param>
    /// <param name="given">Whether an option has a value already, which wins.</param>
    /// <exception cref="InvalidDataException">The text is not such an object, or names an option that the command lacks.</exception>
    public static List<string> Tokens(string path, string text, Command command, Func<Option, bool> given)
    {
        using JsonDocument document = Parse(path, text);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{path}: expected a JSON object with option names as keys.");
        List<string> tokens = [];
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            string name = $"--{property.Name}";
            Option option = command.Options.FirstOrDefault(o => o.Name == name && name is not ("--config" or "--recipe" or "--help"))
                ?? throw new InvalidDataException($"{path}: 'heed {command.Name}' has no option {name}.");
            if (given(option)) continue;
            if (property.Value.ValueKind == JsonValueKind.Array)
                foreach (JsonElement element in property.Value.EnumerateArray()) Add(name, element);
            else
                Add(name, property.Value);
        }
        return tokens;

        void Add(string name, JsonElement value)
        {
            string text = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!,
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => throw new InvalidDataException($"{path}: the value of {name[2..]} is not a text, a number, true or false."),
            };
            tokens.Add($"{name}={text}");
        }
    }

    private static JsonDocument Parse(string path, string text)
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}, line {(e.LineNumber ?? 0) + 1}: not JSON.", e);
        }
    }
}
