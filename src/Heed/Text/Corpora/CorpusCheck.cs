namespace Heed.Text.Corpora;

/// <summary>What a check of a corpus found.</summary>
public sealed class CorpusCheck
{
    private readonly SortedDictionary<CorpusFault, long> _counts = [];

    private CorpusCheck(string corpus) => Corpus = corpus;

    /// <summary>The corpus's name.</summary>
    public string Corpus { get; }

    /// <summary>The lines, or messages, looked at.</summary>
    public long Lines { get; private set; }

    /// <summary>Pairs without any fault but those that reading mends.</summary>
    public long Sound { get; private set; }

    /// <summary>Messages that are no pairs, which is no fault: those without a translation, or with an unsure one, or that stood before.</summary>
    public long PassedOver { get; private set; }

    /// <summary>How many findings there are of each fault.</summary>
    public IReadOnlyDictionary<CorpusFault, long> Counts => _counts;

    /// <summary>Findings of all kinds.</summary>
    public long Findings => _counts.Values.Sum();

    /// <summary>The language that the sentences look like, or null where nothing tells.</summary>
    public string? SourceLanguage { get; private set; }

    /// <summary>The language that the translations look like, or null where nothing tells.</summary>
    public string? TargetLanguage { get; private set; }

    /// <summary>Numbers about the sentences that could be read.</summary>
    public SideStatistics Source { get; } = new();

    /// <summary>Numbers about the translations that could be read.</summary>
    public SideStatistics Target { get; } = new();

    /// <summary>How many times longer translations are than their sentences.</summary>
    public RatioHistogram Ratios { get; } = new();

    /// <summary>Whether every line was looked at; not where the work was ended before.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Looks at every line of a corpus. What cannot be read is a finding, not an error.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="rules">What it is checked against.</param>
    /// <param name="found">Is given each finding as soon as it is made; may be null.</param>
    /// <param name="cancellation">Stops the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="ArgumentException">A rule is out of range.</exception>
    public static CorpusCheck Run(CorpusSpec corpus, CorpusRules rules, Action<CorpusFinding>? found = null, CancellationToken cancellation = default) => Run(corpus, rules, found, null, cancellation);

    /// <summary>Looks at the lines of a corpus as long as it is told to go on. What cannot be read is a finding, not an error.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="rules">What it is checked against.</param>
    /// <param name="found">Is given each finding as soon as it is made; may be null.</param>
    /// <param name="goOn">Is given each line's pair, or null for a line that gives none, and says whether to look at the next; null to look at all.</param>
    /// <param name="cancellation">Stops the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="ArgumentException">A rule is out of range.</exception>
    public static CorpusCheck Run(CorpusSpec corpus, CorpusRules rules, Action<CorpusFinding>? found, Func<SentencePair?, bool>? goOn, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(rules);
        var check = new CorpusCheck(corpus.Name);
        check.Read(corpus, rules.Validate(), found, goOn, cancellation);
        return check;
    }

    private void Read(CorpusSpec corpus, CorpusRules rules, Action<CorpusFinding>? found, Func<SentencePair?, bool>? goOn, CancellationToken cancellation)
    {
        var inspector = new CorpusInspector(rules);
        LanguagesOfCorpus languages = inspector.Begin(corpus, cancellation);
        (SourceLanguage, TargetLanguage) = (languages.Source, languages.Target);
        string name = corpus.Files is [string first, ..] ? first : corpus.Name;
        if (languages.Swapped is string swapped) Report(new CorpusFinding(CorpusFault.Swapped, name, 0, swapped));

        var findings = new List<CorpusFinding>();
        var scores = new PairScores(rules);
        bool isEnded = false;
        try
        {
            foreach (CorpusLine line in corpus.Lines(new CorpusReport(), cancellation))
            {
                if (isEnded)
                {
                    IsWhole = false;
                    break;
                }
                findings.Clear();
                inspector.Inspect(line, findings);
                findings.ForEach(Report);
                if (line.Fault == LeftOut.NoCounterpart) continue;
                Lines++;
                if (line.Fault is LeftOut.NotTranslated or LeftOut.Unsure or LeftOut.Repeated) PassedOver++;
                isEnded = goOn?.Invoke(line.Fault is null ? line.Pair : null) == false;
                if (line.Fault is not null) continue;
                Source.Add(line.Source);
                Target.Add(line.Target);
                Ratios.Add(line.Source, line.Target);
                if (findings.TrueForAll(f => f.Fault.IsMended()))
                    scores.Add(line, finding =>
                    {
                        if (finding is null) Sound++;
                        else Report(finding);
                    });
            }
            scores.Finish();
        }
        catch (InvalidDataException e)
        {
            Report(new CorpusFinding(CorpusFault.Unreadable, name, 0, e.Message));
        }

        void Report(CorpusFinding finding)
        {
            _counts[finding.Fault] = _counts.GetValueOrDefault(finding.Fault) + 1;
            found?.Invoke(finding);
        }
    }
}
