using System.Text.Json;
using Heed.Evaluation;

namespace Heed.Cli;

/// <summary>The scores of one or two systems with their intervals, over all lines and by the length of the source.</summary>
internal sealed class LengthReport
{
    private readonly string _metric;
    private readonly BootstrapOptions _options;
    private readonly List<Row> _rows = [];
    private readonly bool _compares;

    /// <summary>Draws the resamples. Without bins there is one row, of all lines; without a baseline nothing is compared.</summary>
    public LengthReport(string metric, IReadOnlyList<LineCounts> system, IReadOnlyList<LineCounts> baseline, IReadOnlyList<LengthBin> bins, BootstrapOptions options, CancellationToken cancellation)
    {
        _metric = metric;
        _options = options;
        _compares = baseline.Count > 0;
        foreach (LengthBin bin in bins) _rows.Add(RowOf(bin, bin.Lines));
        _rows.Add(RowOf(null, [.. Enumerable.Range(0, system[0].Count)]));

        Row RowOf(LengthBin? bin, IReadOnlyList<int> lines)
        {
            if (lines.Count == 0) return new Row(bin, 0, null, null);
            if (!_compares) return new Row(bin, lines.Count, Bootstrap.Interval(system, lines, options, cancellation), null);
            ScoreDifference difference = Bootstrap.Compare(system, baseline, lines, options, cancellation);
            return new Row(bin, lines.Count, difference.First, difference);
        }
    }

    public void WriteText(TextWriter output)
    {
        string[][] cells = [Heads(), .. _rows.Select(Cells)];
        int[] widths = [.. Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length))];
        foreach (string[] row in cells) output.WriteLine(string.Join("  ", row.Select(Pad)).TrimEnd());
        output.WriteLine($"intervals from {_options.Resamples:N0} resamples, seed {_options.Seed}");

        // Counts and shares stand at the right of their columns.
        string Pad(string cell, int column) => column is 1 or 5 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]);
    }

    private string[] Heads() => _compares ? ["words", "sentences", $"{_metric} [95 %]", "baseline", "difference", "better"] : ["words", "sentences", $"{_metric} [95 %]"];

    private string[] Cells(Row row)
    {
        string[] first = [row.Bin?.Label ?? "all", $"{row.Sentences:N0}", row.Score is { } score ? Show(score) : "–"];
        if (!_compares) return first;
        return row.Difference is { } d
            ? [.. first, Show(d.Second), $"{d.Value:+0.0;-0.0;0.0} [{d.Low:F1}, {d.High:F1}]", $"{100 * d.Better:F0} %"]
            : [.. first, "–", "–", "–"];
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject("intervals");
        json.WriteString("metric", _metric);
        json.WriteNumber("confidence", 0.95);
        json.WriteNumber("resamples", _options.Resamples);
        json.WriteNumber("seed", _options.Seed);
        json.WriteStartObject("all");
        WriteRow(json, _rows[^1]);
        json.WriteEndObject();
        json.WriteStartArray("byLength");
        foreach (Row row in _rows.SkipLast(1))
        {
            json.WriteStartObject();
            json.WriteNumber("from", row.Bin!.From);
            if (row.Bin.To is int to) json.WriteNumber("to", to);
            WriteRow(json, row);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, Row row)
    {
        json.WriteNumber("sentences", row.Sentences);
        if (row.Score is { } score) WriteScore(json, "system", score);
        if (row.Difference is not { } difference) return;
        WriteScore(json, "baseline", difference.Second);
        json.WriteStartObject("difference");
        json.WriteNumber("value", difference.Value);
        json.WriteNumber("low", difference.Low);
        json.WriteNumber("high", difference.High);
        json.WriteNumber("better", difference.Better);
        json.WriteEndObject();
    }

    private static void WriteScore(Utf8JsonWriter json, string name, ScoreInterval score)
    {
        json.WriteStartObject(name);
        json.WriteNumber("score", score.Score);
        json.WriteNumber("low", score.Low);
        json.WriteNumber("high", score.High);
        json.WriteStartArray("scores");
        foreach (double value in score.Scores) json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Show(ScoreInterval score) => $"{score.Score:F1} [{score.Low:F1}, {score.High:F1}]";

    private sealed record Row(LengthBin? Bin, int Sentences, ScoreInterval? Score, ScoreDifference? Difference);
}
