using Heed.Text.Corpora;

namespace Heed.Studio.Pages.Corpus;

/// <summary>A corpus that is looked at: its first pairs, what is wrong with them, and how long they are. However large the corpus is, no more than this is held.</summary>
public sealed class CorpusView
{
    /// <summary>The most pairs held.</summary>
    public const int MostPairs = 200_000;

    /// <summary>The most lines looked at, pairs or not.</summary>
    public const int MostLines = 2 * MostPairs;

    /// <summary>The most characters of pairs held.</summary>
    public const long MostCharacters = 32 << 20;

    /// <summary>The most findings of a kind held; all are counted.</summary>
    public const int MostFindings = 500;

    private const int LinesBetweenReports = 2000;

    private CorpusView(string name, CorpusCheck check, IReadOnlyList<SentencePair> pairs, IReadOnlyList<CorpusFinding> findings) => (Name, Check, Pairs, Findings) = (name, check, pairs, findings);

    /// <summary>The corpus's name.</summary>
    public string Name { get; }

    /// <summary>Counts, lengths and languages.</summary>
    public CorpusCheck Check { get; }

    /// <summary>The pairs, in the corpus's order; none once it was put away.</summary>
    public IReadOnlyList<SentencePair> Pairs { get; private set; }

    /// <summary>The findings of each kind, those held.</summary>
    public IReadOnlyList<CorpusFinding> Findings { get; private set; }

    /// <summary>Whether it was put away to make room for others.</summary>
    public bool IsPutAway { get; private set; }

    /// <summary>The language of the sentences, where it is known.</summary>
    public string? From { get; private init; }

    /// <summary>The language of the translations, likewise.</summary>
    public string? To { get; private init; }

    /// <summary>Reads a corpus.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="spec">Where it is.</param>
    /// <param name="rules">What it is checked against.</param>
    /// <param name="shorten">Takes the folder's place out of names and messages.</param>
    /// <param name="progress">Is told how many lines were read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">There is no such corpus.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CorpusView Read(string name, CorpusSpec spec, CorpusRules rules, Func<string, string> shorten, IProgress<long>? progress, CancellationToken cancellation)
    {
        var pairs = new List<SentencePair>();
        var findings = new List<CorpusFinding>();
        var kept = new Dictionary<CorpusFault, int>();
        long characters = 0, lines = 0;
        CorpusCheck check = CorpusCheck.Run(spec, rules, Keep, GoOn, cancellation);
        return new CorpusView(name, check, pairs, findings) { From = spec is SdkCorpus from ? from.SourceLanguage : check.SourceLanguage, To = spec is SdkCorpus to ? to.TargetLanguage : check.TargetLanguage };

        bool GoOn(SentencePair? pair)
        {
            cancellation.ThrowIfCancellationRequested();
            if (++lines % LinesBetweenReports == 0) progress?.Report(lines);
            if (pair is { } one)
            {
                pairs.Add(one);
                characters += one.Source.Length + one.Target.Length;
            }
            return pairs.Count < MostPairs && characters < MostCharacters && lines < MostLines;
        }

        void Keep(CorpusFinding finding)
        {
            int before = kept.GetValueOrDefault(finding.Fault);
            if (before >= MostFindings) return;
            kept[finding.Fault] = before + 1;
            findings.Add(finding with { File = shorten(finding.File), Text = shorten(finding.Text) });
        }
    }

    /// <summary>Lets go of the texts.</summary>
    public void PutAway() => (Pairs, Findings, IsPutAway) = ([], [], true);

    /// <summary>The places of the pairs with a text in one of their sides, whatever its case.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public int[] Search(string text, CancellationToken cancellation)
    {
        IReadOnlyList<SentencePair> pairs = Pairs;
        var places = new List<int>();
        for (int i = 0; i < pairs.Count; i++)
        {
            if (i % LinesBetweenReports == 0) cancellation.ThrowIfCancellationRequested();
            if (pairs[i].Source.Contains(text, StringComparison.OrdinalIgnoreCase) || pairs[i].Target.Contains(text, StringComparison.OrdinalIgnoreCase)) places.Add(i);
        }
        return [.. places];
    }

    /// <summary>The place of the first pair at or after a line of the file; in a corpus without lines, the pair of that number counted from 1.</summary>
    public int PlaceOf(long line)
    {
        if (Pairs.Count == 0) return 0;
        if (Pairs[0].Line == 0) return (int)Math.Clamp(line - 1, 0, Pairs.Count - 1);
        int low = 0, high = Pairs.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Pairs[middle].Line < line) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
