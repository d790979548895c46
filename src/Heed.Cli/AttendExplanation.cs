using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Heed.Decoding;
using Heed.Lab;

namespace Heed.Cli;

/// <summary><c>heed attend --explain</c>: whether the weights explain a translation.</summary>
internal sealed class AttendExplanation(Terminal terminal, LabOptions lab)
{
    private const int HeadsShown = 10, WordWidth = 12;

    public int Run(ParseResult parsed, Translator translator, string source, string? target, bool asJson)
    {
        ulong seed = lab.Seed(parsed);
        Translation translation;
        AttentionExplanation explanation;
        try
        {
            (translation, explanation) = LabDisplay.Show(terminal, progress => translator.Explain(source, target, seed, progress, terminal.Stop));
        }
        catch (ArgumentException e)
        {
            throw new UsageException(CommandLine.MessageOf(e));
        }
        terminal.Warn(translation);
        if (asJson) terminal.Out.WriteLine(Json(translation, explanation));
        else WriteTables(translation, explanation);
        string made = MadeBy.Line($"heed attend --explain --source \"{OneLineText.Of(source, 120)}\"{(target is null ? "" : $" --target \"{OneLineText.Of(target, 120)}\"")} --seed {seed} ({translator.Config.From} to {translator.Config.To}, {translator.ParameterCount:N0} parameters)");
        lab.Write(terminal, parsed, (page, language) => ExplanationPage.Write(page, translation.Source, translation.Text, explanation, made, language), Csv(explanation, made));
        return ExitCode.Done;
    }

    private void WriteTables(Translation translation, AttentionExplanation of)
    {
        TextWriter output = terminal.Out;
        output.WriteLine(OneLineText.Of(translation.Text, 1000));
        output.WriteLine();
        output.WriteLine(Row("fall of log p without →", of.SourceWords, "ρ"));
        for (int t = 0; t < of.TargetWords.Count; t++)
            output.WriteLine(Row(of.TargetWords[t], Enumerable.Range(0, of.SourceWords.Count).Select(s => $"{LabPage.Number("F1", of.Effects[t, s])} ({LabPage.Number("F0", 100 * of.Weights[t, s])} %)"), LabPage.Number("F2", of.Correlations[t])));
        output.WriteLine();
        output.WriteLine($"In nats, with the attention it had in brackets. Rank correlation of the two, mean of the words: {LabPage.Number("F2", of.MeanCorrelation)}.");
        output.WriteLine();
        output.WriteLine($"{"instead",-28} {"fall of log p",13} {"distance",9}");
        output.WriteLine(Changed("even attention", of.Uniform));
        output.WriteLine(Changed("attention dealt out at random", of.Permuted));
        foreach (HeadChange head in of.Heads.OrderByDescending(head => head.Change.Fall).Take(HeadsShown)) output.WriteLine(Changed($"without {head.Layer} {head.Head}", head.Change));
        if (of.Heads.Count > HeadsShown) output.WriteLine($"… and {of.Heads.Count - HeadsShown} heads that matter less; --json has all.");
    }

    private static string Row(string head, IEnumerable<string> cells, string last) =>
        $"{Cut(head, 24),-24} {string.Join(' ', cells.Select(cell => $"{Cut(cell, WordWidth),WordWidth}"))} {last,6}";

    private static string Cut(string text, int most) => OneLineText.Of(text, most);

    private static string Changed(string name, AttentionChange change) => string.Create(CultureInfo.InvariantCulture, $"{name,-28} {change.Fall,13:F2} {change.Distance,9:F3}");

    private static string Json(Translation translation, AttentionExplanation of) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("source", translation.Source);
        json.WriteString("translation", translation.Text);
        Strings("sourceWords", of.SourceWords);
        Strings("targetWords", of.TargetWords);
        json.WriteStartArray("logProbabilities");
        foreach (double value in of.LogProbabilities) json.WriteNumberValue(value);
        json.WriteEndArray();
        Matrix("weights", of.Weights);
        Matrix("effects", of.Effects);
        json.WriteStartArray("correlations");
        foreach (double value in of.Correlations)
            if (double.IsNaN(value)) json.WriteNullValue();
            else json.WriteNumberValue(value);
        json.WriteEndArray();
        if (!double.IsNaN(of.MeanCorrelation)) json.WriteNumber("meanCorrelation", of.MeanCorrelation);
        WriteChange("uniform", of.Uniform);
        WriteChange("permuted", of.Permuted);
        json.WriteStartArray("heads");
        foreach (HeadChange head in of.Heads)
        {
            json.WriteStartObject();
            json.WriteString("layer", head.Layer);
            json.WriteNumber("head", head.Head);
            json.WriteNumber("fall", head.Change.Fall);
            json.WriteNumber("distance", head.Change.Distance);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();

        void Strings(string name, IReadOnlyList<string> values)
        {
            json.WriteStartArray(name);
            foreach (string value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }

        void Matrix(string name, float[,] values)
        {
            json.WriteStartArray(name);
            for (int t = 0; t < values.GetLength(0); t++)
            {
                json.WriteStartArray();
                for (int s = 0; s < values.GetLength(1); s++) json.WriteNumberValue(values[t, s]);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }

        void WriteChange(string name, AttentionChange change)
        {
            json.WriteStartObject(name);
            json.WriteNumber("fall", change.Fall);
            json.WriteNumber("distance", change.Distance);
            json.WriteEndObject();
        }
    });

    private static IEnumerable<IEnumerable<object?>> Csv(AttentionExplanation of, string made)
    {
        yield return [$"# {made}"];
        yield return ["target_word", "source_word", "weight", "fall_without"];
        for (int t = 0; t < of.TargetWords.Count; t++)
            for (int s = 0; s < of.SourceWords.Count; s++) yield return [of.TargetWords[t], of.SourceWords[s], of.Weights[t, s], of.Effects[t, s]];
        yield return [];
        yield return ["change", "fall", "distance"];
        yield return ["uniform", of.Uniform.Fall, of.Uniform.Distance];
        yield return ["permuted", of.Permuted.Fall, of.Permuted.Distance];
        foreach (HeadChange head in of.Heads) yield return [$"without {head.Layer} {head.Head}", head.Change.Fall, head.Change.Distance];
    }
}
