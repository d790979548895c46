using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>Two UTF-8 files, plain or gzip: a line of the one is translated by the same line of the other.</summary>
/// <param name="SourceFile">The sentences.</param>
/// <param name="TargetFile">Their translations.</param>
public sealed record MosesCorpus(string SourceFile, string TargetFile) : CorpusSpec
{
    /// <inheritdoc/>
    public override string Name => $"moses:{SourceFile},{TargetFile}";

    internal static MosesCorpus FromName(string files) => files.Split(',') is [{ Length: > 0 } source, { Length: > 0 } target]
        ? new MosesCorpus(source, target)
        : throw new ArgumentException($"\"moses:{files}\" must name two files with a comma between them: moses:SOURCE,TARGET.", nameof(files));

    internal override IEnumerable<SentencePair> Read(CorpusReport report, CancellationToken cancellation)
    {
        using BoundedReader sources = Open(SourceFile), targets = Open(TargetFile);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            bool hasSource = sources.TryReadLine(out string source, out LineFault sourceFault);
            bool hasTarget = targets.TryReadLine(out string target, out LineFault targetFault);
            if (hasSource != hasTarget)
            {
                // The longer file is read to its end, so that the message can tell both lengths.
                while (sources.TryReadLine(out _, out _) || targets.TryReadLine(out _, out _)) cancellation.ThrowIfCancellationRequested();
                throw new InvalidDataException($"{SourceFile} has {sources.LineNumber:N0} lines and {TargetFile} has {targets.LineNumber:N0}: they must have the same number.");
            }
            if (!hasSource) break;
            LineFault fault = sourceFault != LineFault.None ? sourceFault : targetFault;
            if (fault != LineFault.None) report.Leave(ReasonFor(fault), sources.LineNumber);
            else if (Take(report, source, target, sources.LineNumber, out SentencePair pair)) yield return pair;
        }
        report.Note(sources);
        report.Note(targets);
    }
}
