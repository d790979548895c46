using System.Text.Json;
using Heed.Decoding;

namespace Heed.Cli;

/// <summary>A translation as one line of JSON.</summary>
internal static class TranslationJson
{
    /// <summary>
    /// Source, translation, score, pieces, words and attention, and the alternatives that were asked for; of several parts these of each part as well.
    /// </summary>
    public static string Of(Translation translation) => JsonText.Of(json => Write(json, translation));

    private static void Write(Utf8JsonWriter json, Translation translation)
    {
        json.WriteStartObject();
        json.WriteString("source", translation.Source);
        WriteTarget(json, translation, ofSeveral: false);
        if (translation.Parts.Count > 1) Objects(json, "parts", translation.Parts, static (json, part) => Write(json, part));
        if (translation.Alternatives.Count > 0)
        {
            bool ofSeveral = translation.Parts.Count > 1;
            Objects(json, "alternatives", translation.Alternatives, (json, alternative) =>
            {
                json.WriteStartObject();
                WriteTarget(json, alternative, ofSeveral);
                json.WriteEndObject();
            });
        }
        json.WriteEndObject();
    }

    // An alternative of several parts is made of the parts' alternatives, which have the rest.
    private static void WriteTarget(Utf8JsonWriter json, Translation translation, bool ofSeveral)
    {
        json.WriteString("translation", translation.Text);
        json.WriteNumber("score", translation.Score);
        json.WriteNumber("logProbability", translation.LogProbability);
        if (ofSeveral) return;
        Strings(json, "sourceTokens", translation.SourceTokens);
        Strings(json, "targetTokens", translation.TargetTokens);
        Strings(json, "sourceWords", translation.SourceWords);
        Strings(json, "targetWords", translation.TargetWords);
        json.WriteStartArray("attention");
        int columns = translation.SourceWords.Count;
        for (int row = 0; columns > 0 && row < translation.Attention.Length / columns; row++)
        {
            json.WriteStartArray();
            foreach (float weight in translation.Attention.AsSpan(row * columns, columns)) json.WriteNumberValue(weight);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        Strings(json, "warnings", translation.Warnings);
    }

    /// <summary>What stands in the place of a line that could not be used.</summary>
    public static string OfFault(string source, long line, string fault) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("source", source);
        json.WriteNumber("line", line);
        json.WriteString("error", fault);
        json.WriteEndObject();
    });

    private static void Objects(Utf8JsonWriter json, string name, IReadOnlyList<Translation> values, Action<Utf8JsonWriter, Translation> write)
    {
        json.WriteStartArray(name);
        foreach (Translation value in values) write(json, value);
        json.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
