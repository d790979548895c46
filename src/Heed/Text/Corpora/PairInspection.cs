using Heed.Kernels;

namespace Heed.Text.Corpora;

/// <summary>
/// Looks at the pairs of a corpus as a whole, in a few seconds for 150,000, and tells what would ruin a training: pairs that do not belong together, lines shifted against each other, copies, other
/// languages, changed sides, repetition. A few of each are no fault; corpora that people use have them.
/// </summary>
internal sealed class PairInspection
{
    private const double FewMisaligned = 0.06, FewCopies = 0.03, FewStrange = 0.03, FewSwapped = 0.02, FewUneven = 0.03, FewRepeated = 0.4, FewAmbiguous = 0.5;
    private const int LeastCount = 5, LeastAligned = 100, ManyTargets = 20;

    private readonly CorpusSpec _corpus;
    private readonly IReadOnlyList<SentencePair> _pairs;
    private readonly Workers _workers;
    private readonly CancellationToken _cancellation;
    private readonly List<PairFault> _found = [];

    private PairInspection(CorpusSpec corpus, IReadOnlyList<SentencePair> pairs, Workers workers, CancellationToken cancellation) =>
        (_corpus, _pairs, _workers, _cancellation) = (corpus, pairs, workers, cancellation);

    /// <summary>What is wrong with a corpus.</summary>
    /// <param name="corpus">The corpus, for its name and where its lines are.</param>
    /// <param name="pairs">Its pairs, in its order.</param>
    /// <param name="from">The language that the sentences should be in.</param>
    /// <param name="to">The language that the translations should be in.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IReadOnlyList<PairFault> Of(CorpusSpec corpus, IReadOnlyList<SentencePair> pairs, string from, string to, Workers workers, CancellationToken cancellation)
    {
        if (pairs.Count == 0) return [];
        var inspection = new PairInspection(corpus, pairs, workers, cancellation);
        inspection.Inspect(from, to);
        return inspection._found;
    }

    private void Inspect(string from, string to)
    {
        bool[] isCopy = Each(static (pair, _) => CorpusInspector.IsCopy(pair.Source, pair.Target));
        Tell(isCopy, FewCopies, CorpusFault.Copy, "have the same text on both sides, which teaches to copy", Clean());
        Languages(from, to, isCopy);
        Uneven();
        Alignment(isCopy);
        Repetition();
    }

    private void Languages(string from, string to, bool[] isCopy)
    {
        var languages = SidesLanguages.Of(_pairs, from, to);
        if (languages.IsSwapped)
        {
            _found.Add(new PairFault(CorpusFault.Swapped.NameInReports(), $"look as if their sides had changed places: the sentences are in '{to}', the translations in '{from}'", _pairs.Count, _pairs.Count)
            {
                Mend = $"change --from and --to, the files or the columns, so that the sentences are in '{from}'",
            });
            return;
        }
        bool[] isSwapped = Each((pair, i) => !isCopy[i] && languages.IsSwappedPair(pair));
        if (Tell(isSwapped, FewSwapped, CorpusFault.Swapped, $"look as if their sides had changed places, '{to}' on the side of '{from}'", Clean()) == 0) Array.Clear(isSwapped);
        foreach (bool isSource in (bool[])[true, false])
        {
            var found = new string?[_pairs.Count];
            _ = Each((pair, i) => (found[i] = isCopy[i] || isSwapped[i] ? null : languages.Other(isSource ? pair.Source : pair.Target, isSource)) is not null);
            // Each language by itself: what only looks strange looks like this one and like that.
            foreach (string language in LanguageEvidence.Languages)
                Tell([.. found.Select(other => other == language)], FewStrange, CorpusFault.WrongLanguage, isSource ? $"have a sentence in '{language}', not in '{from}'" : $"have a translation in '{language}', not in '{to}'", Clean(" --languages"));
        }
    }

    private void Uneven()
    {
        bool[] isUneven = Each(static (pair, _) => CorpusInspector.Ratio(pair.Source, pair.Target, CorpusRules.Default.ShortLength) > CorpusRules.Default.MostRatio);
        Tell(isUneven, FewUneven, CorpusFault.LengthRatio, $"have a side more than {CorpusRules.Default.MostRatio} times longer than the other", Clean());
    }

    private void Alignment(bool[] isCopy)
    {
        // Copies would teach that words translate to themselves.
        int[] places = [.. Enumerable.Range(0, _pairs.Count).Where(i => !isCopy[i])];
        SentencePair[] pairs = [.. places.Select(i => _pairs[i])];
        if (pairs.Length < LeastAligned) return;
        PairAlignment alignment = PairAlignment.Learn(pairs, _workers, _cancellation);
        IReadOnlyList<LineShift> shifts = LineShifts.Find(_pairs, alignment, _workers, _cancellation);
        long shifted = shifts.Sum(static shift => (long)shift.Last - shift.First + 1);
        if (shifted > 0)
        {
            _found.Add(ShiftOf(shifts, shifted));
            // The others are judged by themselves: what stood in the wrong lines has taught wrong words.
            bool[] isShifted = new bool[_pairs.Count];
            foreach (LineShift shift in shifts) Array.Fill(isShifted, true, shift.First, shift.Last - shift.First + 1);
            places = [.. places.Where(place => !isShifted[place])];
            if (places.Length < LeastAligned) return;
            alignment = PairAlignment.Learn(places.Select(place => _pairs[place]), _workers, _cancellation);
        }
        long misaligned = (long)Math.Round(alignment.Misaligned * places.Length);
        if (misaligned < FewMisaligned * _pairs.Count || misaligned < LeastCount) return;
        int example = Array.FindIndex(places, i => alignment.IsStrange(_pairs[i]));
        _found.Add(new PairFault(CorpusFault.Misaligned.NameInReports(), "do not look like translations of each other", misaligned, _pairs.Count)
        {
            IsEstimate = true,
            Example = example < 0 ? "" : Show(places[example]),
            Mend = alignment.Misaligned > HopelesslyMisaligned ? "the files or columns do not seem to belong together: check them" : Clean(" --aligned"),
        });
    }

    /// <summary>The share of misaligned pairs above which there is nothing to clean.</summary>
    public const double HopelesslyMisaligned = 0.8;

    private PairFault ShiftOf(IReadOnlyList<LineShift> shifts, long shifted)
    {
        LineShift first = shifts[0];
        int lines = Math.Abs(first.Lines);
        string where = $"from {Line(first.First)} to {Line(first.Last)} each translation stands {lines} {(lines == 1 ? "line" : "lines")} {(first.Lines > 0 ? "below" : "above")} its sentence{(shifts.Count > 1 ? $", and in {shifts.Count - 1} further parts" : "")}";
        return new PairFault("shifted", $"are shifted: {where}", shifted, _pairs.Count)
        {
            Mend = $"a line too {(first.Lines > 0 ? "many on the side of the translations, or too few on the other" : "few on the side of the translations, or too many on the other")}, shortly before {Line(first.First)}: mend the files",
        };
    }

    private void Repetition()
    {
        var targets = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var isRepeated = new bool[_pairs.Count];
        for (int i = 0; i < _pairs.Count; i++)
        {
            if (!targets.TryGetValue(_pairs[i].Source, out HashSet<string>? own)) targets.Add(_pairs[i].Source, own = new HashSet<string>(1, StringComparer.Ordinal));
            isRepeated[i] = !own.Add(_pairs[i].Target);
        }
        Tell(isRepeated, FewRepeated, CorpusFault.Duplicate, "repeat another, word for word", "where development files are given each is learnt from every time; " + Clean());
        bool[] isAmbiguous = Each((pair, _) => targets[pair.Source].Count > ManyTargets);
        Tell(isAmbiguous, FewAmbiguous, "ambiguous", $"have a sentence with more than {ManyTargets} different translations", "a model learns their mean, which is none of them: see whether the columns are right");
    }

    private int Tell(bool[] has, double few, CorpusFault fault, string says, string mend) => Tell(has, few, fault.NameInReports(), says, mend);

    private int Tell(bool[] has, double few, string name, string says, string mend)
    {
        int count = has.Count(static h => h);
        if (count < LeastCount || count < few * has.Length) return 0;
        _found.Add(new PairFault(name, says, count, has.Length) { Example = Show(Array.IndexOf(has, true)), Mend = mend });
        return count;
    }

    private bool[] Each(Func<SentencePair, int, bool> has)
    {
        const int Part = 1000;
        bool[] result = new bool[_pairs.Count];
        _workers.For((result.Length + Part - 1) / Part, part =>
        {
            _cancellation.ThrowIfCancellationRequested();
            for (int i = part * Part; i < Math.Min(result.Length, (part + 1) * Part); i++) result[i] = has(_pairs[i], i);
        });
        return result;
    }

    private string Clean(string options = "") => $"--clean leaves them out, heed corpus check{options} --corpus {_corpus.Name} shows them";

    private string Line(int pair) => _pairs[pair].Line > 0 ? $"line {_pairs[pair].Line:N0}" : $"pair {pair + 1:N0}";

    private string Show(int pair)
    {
        const int Most = 60;
        return $"{Line(pair)}: {Cut(_pairs[pair].Source)} | {Cut(_pairs[pair].Target)}";

        static string Cut(string text) => VisibleText.Of(text.Length > Most ? text[..Most] + "…" : text);
    }
}
