using System.Globalization;
using Heed.Decoding;

namespace Heed.Documents;

/// <summary>
/// Translates plain texts and tables line by line: a text keeps its lines, and each line of a table gets its translation in a column more. How lines end, and a byte-order mark, stay as they are.
/// </summary>
/// <param name="translator">What translates.</param>
/// <param name="options">How: the search, and what is marked for review.</param>
public sealed class LineLocalizer(ITranslator translator, LocalizerOptions? options = null)
{
    /// <summary>The most lines of a document.</summary>
    public const int MostLines = 100_000;

    private const int LinesTogether = 64, CharactersTogether = 1 << 16, MostCharacters = 100_000;

    private readonly LocalizerOptions _options = options ?? new LocalizerOptions();

    /// <summary>Translates a text or a column of a table.</summary>
    /// <param name="name">What messages and the report call it.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="column">0 for a plain text; else the column to translate of a table with tabs between columns, counted from 1.</param>
    /// <param name="progress">Is told how many lines are done, and of how many.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is negative.</exception>
    /// <exception cref="InvalidDataException">The document is too large, not UTF-8, has too many lines, or no line has such a column.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LocalizedDocument Localize(string name, ReadOnlySpan<byte> content, int column = 0, IProgress<(int Done, int All)>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        DocumentText document = DocumentText.Of(name, content);
        (int Start, int End)[] lines = [.. SrtDocument.LinesOf(document.Text).Take(MostLines + 1)];
        if (lines.Length > MostLines) throw new InvalidDataException($"{name}: more than {MostLines:N0} lines; cut it into several files.");
        string?[] sources = [.. lines.Select(line => column == 0 ? document.Text[line.Start..line.End] : ColumnOf(document.Text.AsSpan(line.Start, line.End - line.Start), column))];
        if (column > 0 && lines.Length > 0 && Array.TrueForAll(sources, static source => source is null)) throw new InvalidDataException($"{name}: no line has a column {column}; columns are separated by tabs.");

        var units = new LocalizedUnit[lines.Length];
        for (int first = 0; first < lines.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            var together = new List<int>();
            int next = first;
            for (int characters = 0; next < lines.Length && together.Count < LinesTogether && characters < CharactersTogether; next++)
            {
                if (LeftAsItIs(next + 1, sources[next]) is { } left) units[next] = left;
                else
                {
                    together.Add(next);
                    characters += sources[next]!.Length;
                }
            }
            IReadOnlyList<Translation> translations = together.Count == 0 ? [] : translator.Translate([.. together.Select(line => sources[line]!.Trim())], _options.Search, cancellation);
            for (int i = 0; i < translations.Count; i++) units[together[i]] = Translated(together[i] + 1, sources[together[i]]!, translations[i]);
            first = next;
            progress?.Report((first, lines.Length));
        }

        var edits = new List<TextEdit>();
        for (int i = 0; i < lines.Length; i++)
        {
            (int start, int end) = lines[i];
            if (column > 0 && start < end) edits.Add(new TextEdit(end, end, "\t" + (sources[i] is null ? "" : units[i].Translation)));
            else if (column == 0 && units[i].Outcome == UnitOutcome.Translated) edits.Add(new TextEdit(start, end, units[i].Translation));
        }
        var report = new LocalizationReport(name, OutputOf(name), column == 0 ? "text" : "tsv", units);
        return new LocalizedDocument(report, document.BytesOf(document.With(edits)));
    }

    private string OutputOf(string name) => $"{Path.GetFileNameWithoutExtension(name)}.{_options.To ?? translator.To}{Path.GetExtension(name)}";

    private static string? ColumnOf(ReadOnlySpan<char> line, int column)
    {
        foreach (Range range in line.Split('\t'))
            if (--column == 0) return line[range].ToString();
        return null;
    }

    private static LocalizedUnit? LeftAsItIs(int line, string? source) =>
        source is null ? Unit(line, UnitOutcome.LeftAlone, "", "", "it has no such column")
        : !source.Any(char.IsLetter) ? Unit(line, UnitOutcome.NothingToTranslate, source, source, null)
        : source.Length > MostCharacters ? Unit(line, UnitOutcome.LeftAlone, source, source, $"it has more than {MostCharacters:N0} characters")
        : null;

    private LocalizedUnit Translated(int line, string source, Translation translation)
    {
        double confidence = Math.Exp(translation.LogProbability / Math.Max(1, translation.TargetTokens.Count));
        string? doubt = confidence < _options.ReviewBelow ? "the model is not sure" : translation.Warnings.Count > 0 ? translation.Warnings[0] : null;
        string text = OnOneLine(translation.Text);
        if (text.Length == 0) return Unit(line, UnitOutcome.Failed, source, source, "the model gave no translation");
        string indent = source[..(source.Length - source.TrimStart().Length)];
        return Unit(line, UnitOutcome.Translated, source, indent + text, doubt) with { NeedsReview = doubt is not null, Confidence = confidence };
    }

    private static LocalizedUnit Unit(int line, UnitOutcome outcome, string source, string translation, string? reason) =>
        new(line.ToString(CultureInfo.InvariantCulture), line, outcome, source, translation) { Reason = reason };

    // A line stays a line, and a column a column.
    private static string OnOneLine(string text) => string.Concat(text.Select(static c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
}
