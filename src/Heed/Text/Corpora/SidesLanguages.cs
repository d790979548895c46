namespace Heed.Text.Corpora;

/// <summary>The languages that the sides of a corpus should be in and look like, by the commonest words of some languages and by script: what can be told at once, without learning.</summary>
internal sealed class SidesLanguages
{
    private const int PairsLookedAt = 5000, LeastEvidence = 10;

    private readonly int _from, _to;

    private SidesLanguages(int from, int to) => (_from, _to) = (from, to);

    /// <summary>Whether the sides of the corpus look as if they had changed places.</summary>
    public bool IsSwapped { get; private init; }

    /// <summary>Looks at some thousand pairs, evenly spread.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="from">The language that the sentences should be in; one that cannot be told is not looked for.</param>
    /// <param name="to">The language that the translations should be in, likewise.</param>
    public static SidesLanguages Of(IReadOnlyList<SentencePair> pairs, string from, string to)
    {
        int[] source = new int[LanguageEvidence.Languages.Count], target = new int[LanguageEvidence.Languages.Count];
        int stride = 1 + pairs.Count / PairsLookedAt;
        for (int i = 0; i < pairs.Count; i += stride)
        {
            LanguageEvidence.Add(pairs[i].Source, source);
            LanguageEvidence.Add(pairs[i].Target, target);
        }
        (int f, int t) = (LanguageEvidence.IndexOf(from), LanguageEvidence.IndexOf(to));
        return new SidesLanguages(f, t)
        {
            IsSwapped = f >= 0 && t >= 0 && f != t && source[t] + target[f] > 2 * (source[f] + target[t]) + LeastEvidence,
        };
    }

    /// <summary>The language that a side is clearly in, where it is another than it should be, by three different words or more; null for others and for what is short.</summary>
    public string? Other(string text, bool isSource)
    {
        const int Least = 3, Clearly = 3;
        int language = isSource ? _from : _to;
        if (language < 0) return null;
        Span<int> evidence = stackalloc int[LanguageEvidence.Languages.Count];
        int other = Most(text, evidence);
        if (evidence[other] < Least || evidence[other] < Clearly * evidence[language]) return null;
        other = Most(string.Join(' ', text.ToLowerInvariant().Split(' ').Distinct(StringComparer.Ordinal)), evidence);
        return evidence[other] >= Least && evidence[other] >= Clearly * evidence[language] ? LanguageEvidence.Languages[other] : null;

        static int Most(string text, Span<int> evidence)
        {
            evidence.Clear();
            LanguageEvidence.Add(text, evidence);
            int most = 0;
            for (int i = 1; i < evidence.Length; i++)
                if (evidence[i] > evidence[most]) most = i;
            return most;
        }
    }

    /// <summary>Whether each side of a pair is in the other's language.</summary>
    public bool IsSwappedPair(in SentencePair pair)
    {
        if (_from < 0 || _to < 0) return false;
        Span<int> source = stackalloc int[LanguageEvidence.Languages.Count], target = stackalloc int[LanguageEvidence.Languages.Count];
        source.Clear();
        target.Clear();
        LanguageEvidence.Add(pair.Source, source);
        LanguageEvidence.Add(pair.Target, target);
        return source[_to] > source[_from] && target[_from] > target[_to];
    }
}
