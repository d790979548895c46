namespace Heed.Text.Corpora;

/// <summary>Which languages a corpus's sides are in, and whether single pairs, or all, look as if the sides had changed places.</summary>
internal sealed class LanguagesOfCorpus
{
    private const int PairsLookedAt = 5000;
    private const int LeastEvidence = 10;

    private readonly int _from, _to;
    private readonly int[] _source = new int[LanguageEvidence.Languages.Count], _target = new int[LanguageEvidence.Languages.Count];

    private LanguagesOfCorpus(int from, int to)
    {
        _from = from;
        _to = to;
    }

    /// <summary>The language that the sentences look like, or null.</summary>
    public string? Source => _from < 0 ? null : LanguageEvidence.Languages[_from];

    /// <summary>The language that the translations look like, or null.</summary>
    public string? Target => _to < 0 ? null : LanguageEvidence.Languages[_to];

    /// <summary>What is wrong with all of the corpus, or null.</summary>
    public string? Swapped { get; private init; }

    /// <summary>Looks at the first pairs of a corpus.</summary>
    /// <param name="corpus">The corpus; what cannot be read of it is not looked at.</param>
    /// <param name="from">The language that the sentences should be in, or null to ask the files' names.</param>
    /// <param name="to">The language that the translations should be in, likewise.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static LanguagesOfCorpus Of(CorpusSpec corpus, string? from, string? to, CancellationToken cancellation)
    {
        int[] source = new int[LanguageEvidence.Languages.Count], target = new int[LanguageEvidence.Languages.Count];
        try
        {
            foreach (CorpusLine line in corpus.Lines(new CorpusReport(), cancellation).Where(l => l.Fault is null).Take(PairsLookedAt))
            {
                LanguageEvidence.Add(line.Source, source);
                LanguageEvidence.Add(line.Target, target);
            }
        }
        catch (InvalidDataException)
        {
            // Whoever reads the whole corpus next is told; here what was seen is enough.
        }
        (int seenFrom, int seenTo) = (Likeliest(source), Likeliest(target));
        (int claimedFrom, int claimedTo) = Claimed(corpus, from, to);
        bool isSwapped = claimedFrom >= 0 && claimedTo >= 0 && claimedFrom != claimedTo
            && source[claimedTo] + target[claimedFrom] > 2 * (source[claimedFrom] + target[claimedTo]) + LeastEvidence;
        if (isSwapped) (claimedFrom, claimedTo) = (claimedTo, claimedFrom);
        return new LanguagesOfCorpus(claimedFrom >= 0 ? claimedFrom : seenFrom, claimedTo >= 0 ? claimedTo : seenTo)
        {
            Swapped = isSwapped ? $"the sentences look like '{LanguageEvidence.Languages[claimedFrom]}' and their translations like '{LanguageEvidence.Languages[claimedTo]}': the sides seem to have changed places" : null,
        };
    }

    /// <summary>Whether the sides of a pair look as if they had changed places.</summary>
    public bool IsSwapped(string source, string target)
    {
        const int Least = 4, Clearly = 3;
        if (_from < 0 || _to < 0 || _from == _to) return false;
        Array.Clear(_source);
        Array.Clear(_target);
        LanguageEvidence.Add(source, _source);
        LanguageEvidence.Add(target, _target);
        int swapped = _source[_to] + _target[_from], straight = _source[_from] + _target[_to];
        return swapped >= Least && swapped > Clearly * straight && _source[_to] > _source[_from] && _target[_from] > _target[_to];
    }

    private static (int From, int To) Claimed(CorpusSpec corpus, string? from, string? to)
    {
        (string? From, string? To) named = corpus.Claimed;
        return (LanguageEvidence.IndexOf(from ?? named.From), LanguageEvidence.IndexOf(to ?? named.To));
    }

    private static int Likeliest(int[] evidence)
    {
        int best = 0, second = 0, language = -1;
        for (int i = 0; i < evidence.Length; i++)
        {
            if (evidence[i] > best) (best, second, language) = (evidence[i], best, i);
            else if (evidence[i] > second) second = evidence[i];
        }
        return best >= LeastEvidence && best > 1.2 * second ? language : -1;
    }
}
