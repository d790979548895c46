using System.CommandLine;
using System.CommandLine.Parsing;
using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary>A pair of a file, in its place. One that cannot be used says why and keeps the place, for results are counted by lines.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Source">The sentence.</param>
/// <param name="Target">Its translation, or null where the model is to translate.</param>
/// <param name="Fault">Why it cannot be used, or null.</param>
internal sealed record PairOfFile(long Line, string Source, string? Target, string? Fault);

/// <summary>Reads pairs line by line from two files or a table, plain or <c>.gz</c>; one pair at a time is in memory.</summary>
internal static class PairReader
{
    /// <summary>A longer side is no sentence: the weights of a pair grow with the product of its lengths.</summary>
    public const int MostCharacters = 4000;

    /// <summary>The lines of a file, to be translated.</summary>
    public static IEnumerable<PairOfFile> OfSources(string file)
    {
        long number = 0;
        foreach (string line in Lines.Read(file)) yield return Pair(++number, line, null);
    }

    /// <summary>A line of the one file and the same line of the other.</summary>
    /// <exception cref="InvalidDataException">One of them has more lines, told once the pairs are through.</exception>
    public static IEnumerable<PairOfFile> OfFiles(string sourceFile, string targetFile)
    {
        using IEnumerator<string> sources = Lines.Read(sourceFile).GetEnumerator(), targets = Lines.Read(targetFile).GetEnumerator();
        long sourceLines = 0, targetLines = 0;
        while (true)
        {
            bool hasSource = sources.MoveNext(), hasTarget = targets.MoveNext();
            if (!hasSource && !hasTarget) yield break;
            if (hasSource) sourceLines++;
            if (hasTarget) targetLines++;
            if (hasSource && hasTarget)
            {
                yield return Pair(sourceLines, sources.Current, targets.Current);
                continue;
            }
            while (sources.MoveNext()) sourceLines++;
            while (targets.MoveNext()) targetLines++;
            throw new InvalidDataException($"{sourceFile} has {sourceLines:N0} lines and {targetFile} has {targetLines:N0}; they must match line by line.");
        }
    }

    /// <summary>Lines of <c>source ||| target</c>, as programs for word alignments read them.</summary>
    public static IEnumerable<PairOfFile> OfBars(string file)
    {
        const string Bars = "|||";
        long number = 0;
        foreach (string line in Lines.Read(file))
        {
            int bars = line.IndexOf(Bars, StringComparison.Ordinal);
            yield return bars < 0 ? new PairOfFile(++number, line, "", "there is no |||") : Pair(++number, line[..bars], line[(bars + Bars.Length)..]);
        }
    }

    /// <summary>Two columns of a table.</summary>
    public static IEnumerable<PairOfFile> OfTable(TsvCorpus table)
    {
        int last = Math.Max(table.SourceColumn, table.TargetColumn);
        long number = 0;
        foreach (string line in Lines.Read(table.File))
        {
            string[] columns = line.Split('\t', last + 1);
            yield return columns.Length < last
                ? new PairOfFile(++number, line, "", $"there is no column {last}")
                : Pair(++number, columns[table.SourceColumn - 1], columns[table.TargetColumn - 1]);
        }
    }

    /// <summary>Pairs worked on together: at most so many, and fewer of long ones, so that their weights have room.</summary>
    public static IEnumerable<List<PairOfFile>> Batches(IEnumerable<PairOfFile> pairs)
    {
        const int Most = 64, MostWeights = 16_000_000;
        List<PairOfFile> batch = [];
        long weights = 0;
        foreach (PairOfFile pair in pairs)
        {
            long more = pair.Fault is null ? (long)pair.Source.Length * (pair.Target ?? pair.Source).Length : 0;
            if (batch.Count == Most || (batch.Count > 0 && weights + more > MostWeights))
            {
                yield return batch;
                batch = [];
                weights = 0;
            }
            batch.Add(pair);
            weights += more;
        }
        if (batch.Count > 0) yield return batch;
    }

    private static PairOfFile Pair(long line, string source, string? target) => new(line, source, target, FaultOf(source, target));

    private static string? FaultOf(string source, string? target) =>
        string.IsNullOrWhiteSpace(source) ? (target is not null && string.IsNullOrWhiteSpace(target) ? "it is empty" : "the source is empty")
        : target is not null && string.IsNullOrWhiteSpace(target) ? "the target is empty"
        : source.Length > MostCharacters ? $"the source has {source.Length:N0} characters, more than {MostCharacters:N0}"
        : target?.Length > MostCharacters ? $"the target has {target.Length:N0} characters, more than {MostCharacters:N0}"
        : null;
}
