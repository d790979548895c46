using System.Text.Json;
using Heed.Layers;

namespace Heed.Models;

/// <summary><c>"alignment": [{ "layer": 2, "head": 0, "step": "read" }]</c> in <c>config.json</c>; without a head the mean of all.</summary>
internal static class AlignmentKey
{
    public const string Expected = "a list of objects, each with a whole number 'layer', a whole number 'head' or none, and a 'step' that is written or read";

    private static readonly string[] Keys = ["layer", "head", "step"];

    public static void Write(Utf8JsonWriter json, string name, AlignmentHeads heads)
    {
        json.WriteStartArray(name);
        foreach (AlignmentHead of in heads)
        {
            json.WriteStartObject();
            json.WriteNumber("layer", of.Layer);
            if (of.Head is { } head) json.WriteNumber("head", head);
            json.WriteString("step", of.Step == AlignmentStep.Read ? "read" : "written");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The heads, or null where they are malformed. Whether the model has them is its configuration's to check.</summary>
    public static AlignmentHeads? Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > AlignmentHeads.Most) return null;
        var heads = new List<AlignmentHead>();
        foreach (JsonElement element in value.EnumerateArray())
        {
            if (ReadHead(element) is not { } head) return null;
            heads.Add(head);
        }
        return new AlignmentHeads(heads);
    }

    private static AlignmentHead? ReadHead(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) return null;
        string[] names = [.. value.EnumerateObject().Select(key => key.Name)];
        if (names.Except(Keys).Any() || names.Distinct().Count() < names.Length) return null;
        if (!TryNumber("layer", out int layer) || !value.TryGetProperty("step", out JsonElement step) || step.ValueKind != JsonValueKind.String) return null;
        int? head = null;
        if (names.Contains("head"))
        {
            if (!TryNumber("head", out int one)) return null;
            head = one;
        }
        return step.GetString() switch
        {
            "written" => new AlignmentHead(layer, head, AlignmentStep.Written),
            "read" => new AlignmentHead(layer, head, AlignmentStep.Read),
            _ => null,
        };

        bool TryNumber(string key, out int number)
        {
            number = 0;
            return value.TryGetProperty(key, out JsonElement of) && of.ValueKind == JsonValueKind.Number && of.TryGetInt32(out number);
        }
    }
}
