using System.Text.Json;
using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary>Parts that the JSON of several corpus verbs shares.</summary>
internal static class CorpusJson
{
    public static void Side(Utf8JsonWriter json, string name, SideStatistics side)
    {
        json.WriteStartObject(name);
        json.WriteNumber("characters", side.Lengths.Characters);
        json.WriteNumber("words", side.Words);
        json.WriteNumber("longest", side.Lengths.Longest);
        json.WriteStartArray("lengths");
        foreach ((int from, int? to, long count) in side.Lengths.Bins)
        {
            json.WriteStartObject();
            json.WriteNumber("from", from);
            if (to is int last) json.WriteNumber("to", last);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Counts(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, long>> counts)
    {
        json.WriteStartObject(name);
        foreach ((string key, long count) in counts) json.WriteNumber(key, count);
        json.WriteEndObject();
    }
}
