using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// Keeps the most probable hypotheses of each source at each step, until as many have ended as the beam is wide. Ranks them by
/// log p / length^exponent. Of equals the earlier hypothesis and the lower token come first.
/// </summary>
public sealed class BeamSearch : Search
{
    /// <inheritdoc/>
    public override Hypothesis[] Run(TranslationModel model, IReadOnlyList<int[]> sources, SearchOptions options, Workspace workspace, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workspace);
        options.Validate();
        if (sources.Count == 0) return [];
        using Workspace.Scope whole = workspace.Open();
        var context = new ForwardContext(workspace);
        DecoderState state = model.Start(sources, context);
        var tree = new TokenTree();
        Sentence[] sentences = [.. sources.Select(source => new Sentence(source.Length, options))];
        List<Live> rows = [.. sentences.Select(sentence => new Live(sentence, -1, Vocabulary.Start, 0))];
        var selected = new List<int>();
        for (int length = 1; rows.Count > 0; length++)
        {
            cancellation.ThrowIfCancellationRequested();
            using Workspace.Scope step = workspace.Open();
            Tensor logits = model.Project(model.Step([.. rows.Select(row => row.Token)], state, context), context);
            selected.Clear();
            var next = new List<Live>(rows.Count);
            for (int first = 0; first < rows.Count;)
            {
                int count = 1;
                while (first + count < rows.Count && rows[first + count].Sentence == rows[first].Sentence) count++;
                rows[first].Sentence.Extend(rows, first, count, logits, state, tree, length, next, selected);
                first += count;
            }
            rows = next;
            if (rows.Count > 0) state.Select([.. selected]);
        }
        return [.. sentences.Select(sentence => sentence.Best(tree))];
    }

    private readonly record struct Live(Sentence Sentence, int Node, int Token, double LogProbability);

    private readonly record struct Candidate(int Row, int Token, double LogProbability);

    private readonly record struct Ended(int Node, double LogProbability, double Score, bool Finished);

    /// <summary>The beam of one source.</summary>
    private sealed class Sentence(int sourceTokens, SearchOptions options)
    {
        private readonly List<Ended> _ended = new(options.Beam);
        private readonly List<Candidate> _candidates = [];
        private int _finished;

        /// <summary>One step of this source's hypotheses, rows first to first + count − 1. What goes on is added to <paramref name="next"/>.</summary>
        public void Extend(List<Live> rows, int first, int count, Tensor logits, DecoderState state, TokenTree tree, int length, List<Live> next, List<int> selected)
        {
            Collect(rows, first, count, logits);
            bool last = length >= options.LongestFor(sourceTokens);
            int begin = next.Count;
            for (int rank = 0, live = 0; rank < _candidates.Count && live < options.Beam; rank++)
            {
                Candidate candidate = _candidates[rank];
                bool finished = candidate.Token == Vocabulary.End;
                if (finished && rank >= options.Beam) continue;
                if (!finished) live++;
                int node = tree.Add(candidate.Token, rows[candidate.Row].Node, state.WeightsOf(candidate.Row));
                if (finished) _finished++;
                if (finished || last)
                {
                    _ended.Add(new Ended(node, candidate.LogProbability, candidate.LogProbability / Math.Pow(length, options.LengthExponent), finished));
                    continue;
                }
                next.Add(new Live(this, node, candidate.Token, candidate.LogProbability));
                selected.Add(candidate.Row);
            }
            if (_finished < options.Beam) return;
            next.RemoveRange(begin, next.Count - begin);
            selected.RemoveRange(begin, selected.Count - begin);
        }

        /// <summary>The best of those that reached the end symbol, or else of those that were cut off.</summary>
        public Hypothesis Best(TokenTree tree)
        {
            Ended best = _ended[0];
            foreach (Ended ended in _ended)
                if ((ended.Finished && !best.Finished) || (ended.Finished == best.Finished && ended.Score > best.Score)) best = ended;
            return tree.PathTo(best.Node, best.LogProbability, best.Score, best.Finished, sourceTokens);
        }

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
