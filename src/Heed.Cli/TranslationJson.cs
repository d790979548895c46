using System.Text.Json;
using Heed.Decoding;

namespace Heed.Cli;

/// <summary>A translation as one line of JSON.</summary>
internal static class TranslationJson
{
    /// <summary>
    /// Source, translation, score, pieces, words and attention; of several parts these of each part as well, and of each part the alternatives that were asked for.
    /// </summary>
    public static string Of(Translation translation) => JsonText.Of(json => Write(json, translation));

    private static void Write(Utf8JsonWriter json, Translation translation)
    {
        json.WriteStartObject();
        json.WriteString("source", translation.Source);
        json.WriteString("translation", translation.Text);
        json.WriteNumber("score", translation.Score);
        json.WriteNumber("logProbability", translation.LogProbability);
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
        if (translation.Parts.Count > 1)
        {
            json.WriteStartArray("parts");
            foreach (Translation part in translation.Parts) Write(json, part);
            json.WriteEndArray();
        }
        json.WriteEndObject();
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

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
