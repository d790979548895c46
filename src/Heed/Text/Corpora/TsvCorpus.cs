using System.Globalization;
using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>A UTF-8 file, plain, gzip or in a zip, with a pair a line in columns separated by tabs. A third column may name the document; others are passed over.</summary>
/// <param name="File">The file.</param>
/// <param name="SourceColumn">The column of the sentence, counted from 1.</param>
/// <param name="TargetColumn">The column of its translation, counted from 1.</param>
public sealed record TsvCorpus(string File, int SourceColumn, int TargetColumn) : CorpusSpec
{
    private const int MostColumns = 1000;

    /// <inheritdoc/>
    public override string Name => $"tsv:{SourceColumn},{TargetColumn}{(DocumentColumn == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $",{DocumentColumn}"))}:{File}";

    /// <summary>The column of the document's name, counted from 1, or 0 where there is none.</summary>
    public int DocumentColumn { get; init; }

    /// <summary>A file with columns as <c>--columns</c> has them: source, target and, where there is one, document, counted from 1, for example <c>2,1</c>.</summary>
    /// <exception cref="ArgumentException">The columns are not two or three different numbers from 1 to 1,000.</exception>
    public static TsvCorpus Parse(string file, string columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(columns);
        int document = 0;
        return columns.Split(',') is [string first, string second, .. string[] third] && IsColumn(first, out int source) && IsColumn(second, out int target) && source != target
            && third.Length <= 1 && (third.Length == 0 || (IsColumn(third[0], out document) && document != source && document != target))
            ? new TsvCorpus(file, source, target) { DocumentColumn = document }
            : throw new ArgumentException($"\"{columns}\" must be the source's and the target's column, counted from 1, for example 2,1; a third may be the document's.", nameof(columns));
    }

    internal static TsvCorpus FromName(string columnsAndFile) => columnsAndFile.Split(':', 2) is [string columns, { Length: > 0 } file]
        ? Parse(file, columns)
        : throw new ArgumentException($"\"tsv:{columnsAndFile}\" must name the columns and the file: tsv:2,1:FILE.", nameof(columnsAndFile));

    internal override IReadOnlyList<string> Files => [File];

    internal override IEnumerable<CorpusLine> Lines(CorpusReport report, CancellationToken cancellation)
    {
        using BoundedReader reader = Open(File);
        foreach (CorpusLine line in Lines(reader, report, cancellation)) yield return line;
    }

    internal IEnumerable<CorpusLine> Lines(BoundedReader reader, CorpusReport report, CancellationToken cancellation)
    {
        int last = Math.Max(Math.Max(SourceColumn, TargetColumn), DocumentColumn);
        Range[] columns = new Range[last + 1];      // one more, so that the last column asked for ends at its tab
        bool hasColumns = false;
        long lacksColumns = 0;
        while (reader.TryReadLine(out string text, out LineFault fault))
        {
            cancellation.ThrowIfCancellationRequested();
            var line = new CorpusLine
            {
                SourceFile = File,
                TargetFile = File,
                Number = reader.LineNumber,
                Source = "",
                Target = "",
                Marks = (reader.LineHadReturn ? LineMarks.SourceReturn : 0) | (reader.LineNumber == 1 && reader.HadByteOrderMark ? LineMarks.SourceMark : 0),
            };
            if (fault != LineFault.None)
            {
                yield return line with { Fault = ReasonFor(fault), Found = reader.LineAsFound };
            }
            else if (text.AsSpan().Split(columns, '\t') < last)
            {
                bool isEmpty = string.IsNullOrWhiteSpace(text);
                if (!isEmpty && lacksColumns == 0) lacksColumns = line.Number;
                yield return line with { Fault = isEmpty ? LeftOut.EmptySide : LeftOut.TooFewColumns, Found = text };
            }
            else
            {
                hasColumns = true;
                yield return Sides(DocumentColumn == 0 ? line : line with { Document = text[columns[DocumentColumn - 1]] }, text[columns[SourceColumn - 1]], text[columns[TargetColumn - 1]]);
            }
        }
        report.Note(reader);
        if (!hasColumns && lacksColumns > 0)
            throw new InvalidDataException($"{File}, line {lacksColumns} and every other: there is no column {last}. Are the columns separated by tabs?");
    }

    private static bool IsColumn(string text, out int column) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out column) && column is >= 1 and <= MostColumns;
}
