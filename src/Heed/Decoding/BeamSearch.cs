using Heed.Kernels;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// Keeps the most probable hypotheses of each source at each step, until none of them can become one of the best any more. Of equals the earlier hypothesis and the
/// lower token come first.
/// </summary>
public sealed class BeamSearch : Search
{
    /// <inheritdoc/>
    private protected override Hypothesis[][] Find(SearchCall call)
    {
        var tree = new TokenTree();
        Sentence[] sentences = [.. call.Sources.Select((source, number) => new Sentence(number, source.Length, call.Options, tree))];
        return BeamSteps.Run(call, sentences, static sentence => new Live(sentence, -1, Vocabulary.Start, 0));
    }

    private readonly record struct Live(Sentence Beam, int Node, int Token, double LogProbability) : ILiveHypothesis<Sentence>;

    private readonly record struct Candidate(int Row, int Token, double LogProbability);

    private readonly record struct Ended(int Node, double LogProbability, double Score, bool Finished);

    /// <summary>The beam of one source.</summary>
    private sealed class Sentence(int number, int sourceTokens, SearchOptions options, TokenTree tree) : IBeam<Live>
    {
        private readonly List<Ended> _best = new(options.NBest + 1);
        private readonly List<Candidate> _candidates = [];
        private readonly int _longest = options.LongestFor(sourceTokens);

        public int Number => number;

        public void Extend(List<Live> rows, int first, int count, Tensor logits, DecoderState state, int length, List<Live> next, List<int> selected)
        {
            Collect(rows, first, count, logits);
            int begin = next.Count;
            for (int rank = 0, live = 0; rank < _candidates.Count && live < options.Beam; rank++)
            {
                Candidate candidate = _candidates[rank];
                bool finished = candidate.Token == Vocabulary.End;
                if (finished && rank >= options.Beam) continue;
                if (!finished) live++;
                int node = tree.Add(candidate.Token, rows[candidate.Row].Node, state.WeightsOf(candidate.Row));
                if (finished || length >= _longest)
                {
                    End(node, candidate.LogProbability, length, finished);
                    continue;
                }
                next.Add(new Live(this, node, candidate.Token, candidate.LogProbability));
                selected.Add(candidate.Row);
            }
            int going = next.Count;
            while (going > begin && IsDecided(next[going - 1].LogProbability, length)) going--;
            next.RemoveRange(going, next.Count - going);
            selected.RemoveRange(going, selected.Count - going);
        }

        /// <summary>The best of those that reached the end symbol, then of those that were cut off.</summary>
        public Hypothesis[] Best() => [.. _best.Select(ended => tree.PathTo(ended.Node, ended.LogProbability, ended.Score, ended.Finished, sourceTokens))];

        public Hypothesis BestSoFar(Live? going, int length)
        {
            double score = going is { } live ? Ranking.Score(options, tree, live.Node, live.LogProbability, length, sourceTokens) : 0;
            return going is { } most && !(_best.Count > 0 && _best[0].Score >= score)
                ? tree.PathTo(most.Node, most.LogProbability, score, false, sourceTokens)
                : tree.PathTo(_best[0].Node, _best[0].LogProbability, _best[0].Score, _best[0].Finished, sourceTokens);
        }

        // Behind its equals; those beyond the number asked for fall out.
        private void End(int node, double logProbability, int length, bool finished)
        {
            double score = Ranking.Score(options, tree, node, logProbability, length, sourceTokens);
            int at = _best.Count;
            while (at > 0 && (finished && !_best[at - 1].Finished || finished == _best[at - 1].Finished && score > _best[at - 1].Score)) at--;
            _best.Insert(at, new Ended(node, logProbability, score, finished));
            if (_best.Count > options.NBest) _best.RemoveAt(options.NBest);
        }

        // Whether a hypothesis that goes on can no longer come before the last of the best.
        private bool IsDecided(double logProbability, int length) =>
            _best.Count == options.NBest && _best[^1].Finished && Ranking.Bound(options, logProbability, (int)Math.Min(_longest, (long)length + options.Lookahead)) <= _best[^1].Score;

        // Twice the beam of each hypothesis: enough even if all of the first half end here.
        private void Collect(List<Live> rows, int first, int count, Tensor logits)
        {
            int wanted = 2 * options.Beam, classes = logits.Shape.Last;
            Span<int> indices = stackalloc int[wanted + Vocabulary.Specials];
            Span<float> values = stackalloc float[wanted + Vocabulary.Specials];
            _candidates.Clear();
            for (int i = first; i < first + count; i++)
            {
                ReadOnlySpan<float> of = logits.Values.Slice(i * classes, classes);
                float total = Softmax.LogSumExp(of);
                int found = Candidates.Largest(of, wanted, indices, values);
                for (int j = 0; j < found; j++) _candidates.Add(new Candidate(i, indices[j], rows[i].LogProbability + (values[j] - total)));
            }
            _candidates.Sort(static (a, b) =>
                a.LogProbability != b.LogProbability ? b.LogProbability.CompareTo(a.LogProbability) : a.Row != b.Row ? a.Row.CompareTo(b.Row) : a.Token.CompareTo(b.Token));
        }
    }
}
