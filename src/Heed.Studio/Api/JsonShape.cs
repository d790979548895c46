using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Heed.Studio.Security;

namespace Heed.Studio.Api;

/// <summary>Whether JSON has the members and kinds of a type, and where not.</summary>
internal static class JsonShape
{
    /// <exception cref="ProblemException">It does not; the message names the place and what is expected there.</exception>
    public static void Check(JsonElement element, JsonTypeInfo type, string place)
    {
        Type kind = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (type.Kind == JsonTypeInfoKind.Object) CheckObject(element, type, place);
        else if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            Expect(element, JsonValueKind.Array, place, "a list");
            JsonTypeInfo of = ApiJson.Options.GetTypeInfo(type.ElementType!);
            int i = 0;
            foreach (JsonElement item in element.EnumerateArray()) Check(item, of, $"{place}[{i++}]");
        }
        else if (kind == typeof(string))
        {
            Expect(element, JsonValueKind.String, place, "a text in quotes");
            _ = element.GetString();
        }
        else if (kind == typeof(bool))
        {
            if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) throw Fault(place, "true or false", element);
        }
        else if (kind == typeof(int))
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out _)) throw Fault(place, "a whole number", element);
        }
        else if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out double number) || !double.IsFinite(number)) throw Fault(place, "a number", element);
    }

    private static void CheckObject(JsonElement element, JsonTypeInfo type, string place)
    {
        Expect(element, JsonValueKind.Object, place, "an object { ... }");
        foreach (JsonProperty member in element.EnumerateObject())
        {
            JsonPropertyInfo? known = type.Properties.FirstOrDefault(property => property.Name == member.Name);
            string at = place.Length == 0 ? member.Name : $"{place}.{member.Name}";
            if (known is null) throw JsonBody.Bad($"{Short(at)}: there is no such member; there are {string.Join(", ", type.Properties.Select(static property => property.Name))}.");
            Check(member.Value, ApiJson.Options.GetTypeInfo(known.PropertyType), at);
        }
        foreach (JsonPropertyInfo property in type.Properties)
            if (property.IsRequired && !element.TryGetProperty(property.Name, out _)) throw JsonBody.Bad($"{(place.Length == 0 ? "" : $"{place}.")}{property.Name}: it is missing.");
    }

    private static void Expect(JsonElement element, JsonValueKind kind, string place, string expected)
    {
        if (element.ValueKind != kind) throw Fault(place, expected, element);
    }

    private static ProblemException Fault(string place, string expected, JsonElement element) => JsonBody.Bad($"{(place.Length == 0 ? "the body" : Short(place))}: {expected} is expected, it is {Name(element)}.");

    private static string Name(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => Short(element.GetRawText()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private static string Short(string text) => text.Length <= 60 ? text : $"{text[..59]}…";
}
