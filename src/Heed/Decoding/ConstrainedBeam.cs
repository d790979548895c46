using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Heed.Decoding;

/// <summary>The hypotheses of one source whose translation must have something.</summary>
internal sealed class ConstrainedBeam(int number, int sourceTokens, TargetConstraint constraint, TargetPieces pieces, SearchOptions options, TokenTree tree, AlignmentStep step) : IBeam<ConstrainedHypothesis>
{
    // While a prefix is spelled there are so many ways at least: the likely one need not begin with the likely piece.
    private const int WaysToSpell = 8;

    // The hypotheses of all beams of a source together, if its beam alone is no wider.
    private const int MostTogether = 32;

    // Measured on sentences whose references have other words than the usual translations: with one of these words as a term each, and with several. See WorthOf and ValueOf.
    private const double PlaceWeight = 1.2, LeastShare = 0.01, ReadWeight = 2, Reward = 0.3;

    private readonly List<Ended> _best = new(options.NBest + 1), _lacking = new(options.NBest + 1);
    private readonly List<Candidate> _candidates = [];
    private readonly List<int> _next = [];
    private readonly int _longest = constraint.Longest(options, sourceTokens);
    private float[] _allowed = [];

    /// <inheritdoc/>
    public int Number => number;

    private int PrefixEnd => constraint.Prefix?.End ?? 0;

    /// <inheritdoc/>
    public void Extend(List<ConstrainedHypothesis> rows, int first, int count, Tensor logits, DecoderState state, int length, List<ConstrainedHypothesis> next, List<int> selected)
    {
        bool spells = Collect(rows, first, count, logits, state);
        int begin = next.Count, beams = 0;
        for (int i = 0; i < _candidates.Count; i++)
            if (i == 0 || _candidates[i].Said != _candidates[i - 1].Said) beams++;
        int wide = spells ? Math.Max(options.Beam, WaysToSpell) : options.Beam;
        int size = Math.Clamp(Math.Max(wide, MostTogether) / Math.Max(1, beams), 1, wide);
        for (int start = 0; start < _candidates.Count;)
        {
            int end = start;
            while (end < _candidates.Count && _candidates[end].Said == _candidates[start].Said) end++;
            for (int i = start, live = 0; i < end && live < size; i++)
            {
                Candidate candidate = _candidates[i];
                bool finished = candidate.Token == Vocabulary.End;
                if (finished && i - start >= size) continue;
                if (!finished) live++;
                ConstrainedHypothesis from = rows[candidate.Row];
                int node = tree.Add(candidate.Token, from.Node, state.WeightsOf(candidate.Row));
                if (finished || length >= _longest)
                {
                    Finish(node, candidate, length, finished);
                    continue;
                }
                int place = from.Place < PrefixEnd ? constraint.Prefix!.After(from.Place, candidate.Token) : from.Place;
                next.Add(new ConstrainedHypothesis(this, node, candidate.Token, candidate.LogProbability, place, candidate.Terms));
                selected.Add(candidate.Row);
            }
            start = end;
        }
        int kept = begin;
        for (int i = begin; i < next.Count; i++)
        {
            if (IsDecided(next[i].LogProbability, length)) continue;
            (next[kept], selected[kept]) = (next[i], selected[i]);
            kept++;
        }
        next.RemoveRange(kept, next.Count - kept);
        selected.RemoveRange(kept, selected.Count - kept);
    }

    /// <summary>The best of those that have all terms, or else of those that have the most.</summary>
    public Hypothesis[] Best() => [.. (_best.Count > 0 ? _best : _lacking).Select(Path)];

    /// <inheritdoc/>
    public Hypothesis BestSoFar(ConstrainedHypothesis? going, int length)
    {
        List<Ended> ended = _best.Count > 0 ? _best : _lacking;
        double score = going is { } live ? Ranking.Score(options, tree, live.Node, live.LogProbability, length, sourceTokens) : 0;
        return going is { } most && !(_best.Count > 0 && _best[0].Score >= score) ? tree.PathTo(most.Node, most.LogProbability, score, false, sourceTokens) : Path(ended[0]);
    }

    private Hypothesis Path(Ended ended) => tree.PathTo(ended.Node, ended.LogProbability, ended.Score, ended.Finished, sourceTokens) with
    {
        Lacking = [.. Enumerable.Range(0, constraint.Terms.Count).Where(term => !ended.Terms.Has(term))],
    };

    // Behind its equals; those beyond the number asked for fall out.
    private void Finish(int node, Candidate candidate, int length, bool finished)
    {
        double score = Ranking.Score(options, tree, node, candidate.LogProbability, length, sourceTokens);
        var ended = new Ended(node, candidate.LogProbability, score, candidate.Terms,
            ValueOf(candidate.LogProbability, candidate.Terms.Bonus, length) + Ranking.CoverageOf(options, score, candidate.LogProbability, length), finished);
        List<Ended> list = candidate.Terms.Met == constraint.Terms.Count ? _best : _lacking;
        int at = list.Count;
        while (at > 0 && Precedes(ended, list[at - 1])) at--;
        list.Insert(at, ended);
        if (list.Count > options.NBest) list.RemoveAt(options.NBest);
    }

    private static bool Precedes(Ended one, Ended other) =>
        one.Terms.Met != other.Terms.Met ? one.Terms.Met > other.Terms.Met : one.Finished != other.Finished ? one.Finished : one.Value > other.Value;

    // Whether a hypothesis that goes on can no longer come before the last of the best.
    private bool IsDecided(double logProbability, int length) =>
        _best.Count == options.NBest && _best[^1].Finished && ValueOf(logProbability, 0, (int)Math.Min(_longest, (long)length + options.Lookahead)) <= _best[^1].Value;

    // What decides between hypotheses of different lengths. The mean of log-probabilities does not where terms are: beside a term that the model would never say, any words that are less unlikely raise it, and what was said well goes on
    // for nothing. There it is the sum, with something for each token that a long translation is not at a disadvantage.
    private double ValueOf(double logProbability, double bonus, int length) =>
        constraint.Terms.Count == 0 ? Ranking.Score(options, logProbability, length, 0) : logProbability + bonus + Reward * options.LengthExponent * length;

    // The candidates, those with most of their terms first, then by value. Whether any is still in the prefix.
    private bool Collect(List<ConstrainedHypothesis> rows, int first, int count, Tensor logits, DecoderState state)
    {
        int wanted = 2 * Math.Max(options.Beam, WaysToSpell), classes = logits.Shape.Last;
        Span<int> indices = stackalloc int[wanted + Vocabulary.Specials];
        Span<float> values = stackalloc float[wanted + Vocabulary.Specials];
        bool spells = false;
        _candidates.Clear();
        for (int i = first; i < first + count; i++)
        {
            StepWorth? worth = constraint.Terms.Count == 0 ? null : WorthOf(state.WeightsOf(i));
            TermProgress so = rows[i].Terms;
            if (step == AlignmentStep.Read && worth is not null) (so, worth) = (so.Placed(worth), null);
            ReadOnlySpan<float> of = logits.Values.Slice(i * classes, classes);
            float total = Softmax.LogSumExp(of);
            bool inPrefix = rows[i].Place < PrefixEnd;
            spells |= inPrefix;
            int found = Candidates.Largest(inPrefix ? Allowed(of, rows[i].Place) : of, wanted, indices, values);
            for (int j = 0; j < found; j++)
                if (!inPrefix || float.IsFinite(values[j])) Add(i, indices[j], values[j] - total, so, worth);
            if (inPrefix) continue;
            _next.Clear();
            so.AddNext(constraint.Terms, _next);
            for (int j = 0; j < _next.Count; j++)
                if (_next.IndexOf(_next[j]) == j && !indices[..found].Contains(_next[j])) Add(i, _next[j], Candidates.Forced(of[_next[j]], total), so, worth);
        }
        _candidates.Sort(static (a, b) =>
            a.Said != b.Said ? b.Said.CompareTo(a.Said) : a.Value != b.Value ? b.Value.CompareTo(a.Value) : a.Row != b.Row ? a.Row.CompareTo(b.Row) : a.Token.CompareTo(b.Token));
        return spells;

        void Add(int row, int token, float logProbability, TermProgress so, StepWorth? worth)
        {
            TermProgress terms = constraint.Terms.Count == 0 || token == Vocabulary.End ? so : so.After(constraint.Terms, pieces, token, worth);
            double all = rows[row].LogProbability + logProbability;
            _candidates.Add(new Candidate(row, token, all, all + terms.Bonus, terms.Tokens(constraint.Terms), terms));
        }
    }

    // The logits of tokens that may come at a place of the prefix, −∞ for all others.
    private float[] Allowed(ReadOnlySpan<float> logits, int place)
    {
        if (_allowed.Length != logits.Length) _allowed = new float[logits.Length];
        Array.Fill(_allowed, float.NegativeInfinity);
        ReadOnlySpan<int> tokens = constraint.Prefix!.Allowed(place);
        foreach (int token in tokens) _allowed[token] = tokens.Length == 1 ? Candidates.Forced(logits[token], 0) : logits[token];
        return _allowed;
    }

    // A term belongs where its source is read: the log of Σ α over the source's tokens, at the step that aligns its first token, in shares of the largest α there. A step that attends to everything a little says little about places.
    // Other tokens are to read little of it: what they read they translate, and the term would say it again.
    private StepWorth? WorthOf(ReadOnlySpan<float> weights)
    {
        if (weights.IsEmpty) return null;
        var worth = new TermWorth[constraint.Terms.Count];
        float most = TensorPrimitives.Max(weights);
        for (int i = 0; i < worth.Length; i++)
        {
            RequiredTerm term = constraint.Terms[i];
            if (term.SourceTokens == 0) continue;
            double mass = TensorPrimitives.Sum(weights.Slice(term.FirstSource, term.SourceTokens));
            worth[i] = new TermWorth(most > 0 ? PlaceWeight * Math.Log(Math.Clamp(mass / most, LeastShare, 1)) : 0, ReadWeight * mass);
        }
        return new StepWorth(worth);
    }

    private readonly record struct Candidate(int Row, int Token, double LogProbability, double Value, int Said, TermProgress Terms);

    private readonly record struct Ended(int Node, double LogProbability, double Score, TermProgress Terms, double Value, bool Finished);
}
