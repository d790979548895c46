using System.Globalization;
using System.Text.Json;
using Heed.Files;

namespace Heed.Models;

/// <summary>A JSON object written by other software, read key by key; what is missing or of another kind is refused by name.</summary>
internal sealed class JsonKeys
{
    private const long LargestFile = 1 << 20;

    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    private JsonKeys(string path) => _path = path;

    /// <summary>Reads an object.</summary>
    /// <exception cref="InvalidDataException">The file is missing, too large, or no JSON object.</exception>
    public static JsonKeys Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new InvalidDataException($"{path}: the file is missing.");
        if (file.Length > LargestFile) throw new InvalidDataException($"{path}: {file.Length:N0} bytes is more than the {LargestFile:N0} a configuration may have.");
        var keys = new JsonKeys(path);
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 16 });
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{path}: an object is expected.");
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
                if (!keys._values.TryAdd(property.Name, property.Value.Clone())) throw new InvalidDataException($"{path}: the key {SafetensorsHeader.Quote(property.Name)} stands there twice.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}, line {e.LineNumber + 1}: not valid JSON.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"{path}: a text is not well-formed, {e.Message}", e);
        }
        return keys;
    }

    public bool Has(string key) => _values.TryGetValue(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    public int Number(string key, int least, int most) => Value(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) && number >= least && number <= most
        ? number
        : throw Wrong(key, $"a whole number from {least.ToString("N0", CultureInfo.InvariantCulture)} to {most.ToString("N0", CultureInfo.InvariantCulture)}");

    public string Text(string key) => Value(key) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: <= 200 } text ? text : throw Wrong(key, "a text");

    public bool Flag(string key) => Value(key) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : throw Wrong(key, "true or false");

    /// <summary>A key that may be left out but must not say anything else.</summary>
    /// <exception cref="InvalidDataException">It says something else.</exception>
    public void Require(string key, bool value, string why)
    {
        if (Has(key) && Flag(key) != value) throw new InvalidDataException($"{_path}: '{key}' is {(value ? "false" : "true")}: {why}.");
    }

    /// <summary>Checks that the keys are there.</summary>
    /// <exception cref="InvalidDataException">Some are missing; all are named.</exception>
    public void RequireAll(params string[] keys)
    {
        string[] missing = [.. keys.Where(key => !Has(key))];
        if (missing.Length > 0) throw new InvalidDataException($"{_path}: missing {(missing.Length == 1 ? "key" : "keys")} {string.Join(", ", missing.Select(key => $"'{key}'"))}.");
    }

    public InvalidDataException Contradiction(string what) => new($"{_path}: {what}.");

    private JsonElement Value(string key) => Has(key) ? _values[key] : throw new InvalidDataException($"{_path}: the key '{key}' is missing.");

    private InvalidDataException Wrong(string key, string what) => new($"{_path}: the key '{key}' must be {what}.");
}
