namespace Heed.Text.Corpora;

/// <summary>Sorts the lines of corpora into those to keep and those to leave out, and accounts for every one.</summary>
public sealed class CorpusCleaner
{
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _mended = new(StringComparer.Ordinal);

    private CorpusCleaner()
    {
    }

    /// <summary>The lines, or messages, read: those kept and those left out together.</summary>
    public long Read { get; private set; }

    /// <summary>The pairs kept.</summary>
    public long Kept { get; private set; }

    /// <summary>The reasons for which lines were left out, and how many for each; a line with several faults counts for the first.</summary>
    public IReadOnlyDictionary<string, long> LeftOut => _reasons;

    /// <summary>What was mended, and how often.</summary>
    public IReadOnlyDictionary<string, long> Mended => _mended;

    /// <summary>Goes through corpora once. A pair that stands in several is kept once.</summary>
    /// <param name="corpora">The corpora.</param>
    /// <param name="rules">What they are checked against.</param>
    /// <param name="keep">Is given each pair that is kept, without line breaks, tabs and control characters.</param>
    /// <param name="reject">Is given each line that is left out; may be null.</param>
    /// <param name="cancellation">Stops the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or two files have different numbers of lines, so that no pair can be relied on.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    public static CorpusCleaner Clean(IEnumerable<CorpusSpec> corpora, CorpusRules rules, Action<SentencePair> keep, Action<CorpusReject>? reject = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(corpora);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(keep);
        var cleaner = new CorpusCleaner();
        var inspector = new CorpusInspector(rules.Validate());
        var scores = new PairScores(rules);
        foreach (CorpusSpec corpus in corpora)
        {
            if (inspector.Begin(corpus, cancellation).Swapped is string swapped)
                throw new InvalidDataException($"{corpus.Name}: {swapped}. Change them back first, or say other languages.");
            foreach (CorpusLine line in corpus.Lines(new CorpusReport(), cancellation)) cleaner.Sort(line, inspector, scores, keep, reject);
        }
        scores.Finish();
        return cleaner;
    }

    private void Sort(in CorpusLine line, CorpusInspector inspector, PairScores scores, Action<SentencePair> keep, Action<CorpusReject>? reject)
    {
        if (line.Fault == Corpora.LeftOut.NoCounterpart) throw new InvalidDataException(line.Found);
        var findings = new List<CorpusFinding>();
        inspector.Inspect(line, findings);
        Read++;
        CorpusFinding? fault = findings.Find(f => !f.Fault.IsMended());
        string? reason = fault?.Fault.NameInReports() ?? line.Fault switch
        {
            Corpora.LeftOut.NotTranslated => "not-translated",
            Corpora.LeftOut.Unsure => "unsure",
            Corpora.LeftOut.Repeated => CorpusFault.Duplicate.NameInReports(),
            _ => null,
        };
        if (reason is not null)
        {
            Leave(line, reason, fault?.File ?? line.SourceFile, reject);
            return;
        }
        CorpusLine sound = line;
        scores.Add(line, unlikely =>
        {
            if (unlikely is null) Keep(sound, findings, keep);
            else Leave(sound, unlikely.Fault.NameInReports(), unlikely.File, reject);
        });
    }

    private void Leave(in CorpusLine line, string reason, string file, Action<CorpusReject>? reject)
    {
        _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        bool isCut = line.Source.Length + line.Target.Length > 0;
        reject?.Invoke(new CorpusReject(reason, file, line.Number, line.Source, line.Target, isCut ? "" : line.Found));
    }

    private void Keep(in CorpusLine line, List<CorpusFinding> findings, Action<SentencePair> keep)
    {
        foreach (CorpusFinding finding in findings) Count(finding.Fault.NameInReports());
        string source = CorpusInspector.Mend(line.Source), target = CorpusInspector.Mend(line.Target);
        if (!findings.Exists(f => f.Fault == CorpusFault.CarriageReturn) && (!ReferenceEquals(source, line.Source) || !ReferenceEquals(target, line.Target))) Count("control-characters");
        Kept++;
        keep(new SentencePair(source, target, line.Number) { Document = line.Document });

        void Count(string mended) => _mended[mended] = _mended.GetValueOrDefault(mended) + 1;
    }
}
