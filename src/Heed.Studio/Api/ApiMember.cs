using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Heed.Studio.Wording;

namespace Heed.Studio.Api;

/// <summary>A member of a body or an answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is: <c>text</c>, <c>texts</c>, <c>number</c>, <c>whole</c>, <c>flag</c>, <c>table</c>, <c>object</c> or <c>objects</c>.</param>
/// <param name="Of">The type of the objects.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record ApiMember(string Name, string Kind, Type? Of, bool IsRequired)
{
    /// <summary>The members of a type, in their order.</summary>
    public static IReadOnlyList<ApiMember> AllOf(Type type) => [.. ApiJson.Options.GetTypeInfo(type).Properties.Select(static property => Describe(property))];

    /// <summary>What a member means: a type's own words, else those that all members of the name share.</summary>
    public static string Meaning(Words words, Type type, string name, StudioLimits limits)
    {
        string own = $"reference.{type.Name}.{name}", key = words.Keys.Contains(own) ? own : $"reference.member.{name}";
        return words.Of(key, limits.TextsPerRequest, limits.Characters, limits.PairCharacters, Decoding.SearchOptions.MostTranslations);
    }

    private static ApiMember Describe(JsonPropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        JsonTypeInfo info = ApiJson.Options.GetTypeInfo(type);
        (string kind, Type? of) = info.Kind switch
        {
            JsonTypeInfoKind.Object => ("object", type),
            JsonTypeInfoKind.Enumerable when info.ElementType == typeof(string) => ("texts", null),
            JsonTypeInfoKind.Enumerable when info.ElementType == typeof(float[]) => ("table", null),
            JsonTypeInfoKind.Enumerable => ("objects", info.ElementType),
            _ => (type == typeof(string) ? "text" : type == typeof(bool) ? "flag" : type == typeof(int) || type == typeof(long) ? "whole" : "number", (Type?)null),
        };
        return new ApiMember(property.Name, kind, of, property.IsRequired);
    }
}
