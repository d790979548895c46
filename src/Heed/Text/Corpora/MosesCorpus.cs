using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>Two UTF-8 files, plain, gzip or in a zip: a line of the one is translated by the same line of the other.</summary>
/// <param name="SourceFile">The sentences.</param>
/// <param name="TargetFile">Their translations.</param>
public sealed record MosesCorpus(string SourceFile, string TargetFile) : CorpusSpec
{
    /// <inheritdoc/>
    public override string Name => $"moses:{SourceFile},{TargetFile}";

    internal static MosesCorpus FromName(string files) => files.Split(',') is [{ Length: > 0 } source, { Length: > 0 } target]
        ? new MosesCorpus(source, target)
        : throw new ArgumentException($"\"moses:{files}\" must name two files with a comma between them: moses:SOURCE,TARGET.", nameof(files));

    internal override IReadOnlyList<string> Files => [SourceFile, TargetFile];

    internal override (string? Source, string? Target) Claimed => (LanguageTag.EndingOf(SourceFile), LanguageTag.EndingOf(TargetFile));

    internal override IEnumerable<CorpusLine> Lines(CorpusReport report, CancellationToken cancellation)
    {
        using BoundedReader sources = Open(SourceFile), targets = Open(TargetFile);
        foreach (CorpusLine line in Lines(sources, targets, report, cancellation)) yield return line;
    }

    internal IEnumerable<CorpusLine> Lines(BoundedReader sources, BoundedReader targets, CorpusReport report, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            bool hasSource = sources.TryReadLine(out string source, out LineFault sourceFault);
            bool hasTarget = targets.TryReadLine(out string target, out LineFault targetFault);
            if (!hasSource && !hasTarget) break;
            var line = new CorpusLine { SourceFile = SourceFile, TargetFile = TargetFile, Number = Math.Max(sources.LineNumber, targets.LineNumber) };
            if (hasSource != hasTarget)
            {
                // The longer file is read to its end, so that the message can tell both lengths.
                while (sources.TryReadLine(out _, out _) || targets.TryReadLine(out _, out _)) cancellation.ThrowIfCancellationRequested();
                string message = $"{SourceFile} has {sources.LineNumber:N0} lines and {TargetFile} has {targets.LineNumber:N0}: they must have the same number.";
                yield return line with { Fault = LeftOut.NoCounterpart, IsFaultInTarget = hasTarget, Found = message, Source = "", Target = "" };
                break;
            }
            line = line with
            {
                Marks = (sources.LineHadReturn ? LineMarks.SourceReturn : 0) | (targets.LineHadReturn ? LineMarks.TargetReturn : 0)
                    | (line.Number == 1 && sources.HadByteOrderMark ? LineMarks.SourceMark : 0) | (line.Number == 1 && targets.HadByteOrderMark ? LineMarks.TargetMark : 0),
            };
            LineFault fault = sourceFault != LineFault.None ? sourceFault : targetFault;
            if (fault == LineFault.None) yield return Sides(line, source, target);
            else
            {
                bool inTarget = sourceFault == LineFault.None;
                yield return line with
                {
                    Source = source,
                    Target = target,
                    Fault = ReasonFor(fault),
                    IsFaultInTarget = inTarget,
                    Found = (inTarget ? targets : sources).LineAsFound,
                };
            }
        }
        report.Note(sources);
        report.Note(targets);
    }
}
