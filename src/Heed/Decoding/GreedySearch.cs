using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>Takes the most probable token at each step; of equals the one with the lower number.</summary>
public sealed class GreedySearch : Search
{
    /// <inheritdoc/>
    private protected override Hypothesis[][] Find(SearchCall call)
    {
        (TranslationModel model, IReadOnlyList<int[]> sources, SearchOptions options, Workspace workspace) = call;
        var context = new ForwardContext(workspace);
        DecoderState state = model.Start(sources, context);
        int[][]? tokens = call.Shortlist();
        var found = new Hypothesis[sources.Count][];
        var tree = new TokenTree();
        List<Row> rows = [.. Enumerable.Range(0, sources.Count).Select(b => new Row(b, -1, Vocabulary.Start, 0))];
        var kept = new List<int>();
        for (int length = 1; rows.Count > 0; length++)
        {
            call.Cancellation.ThrowIfCancellationRequested();
            using Workspace.Scope step = workspace.Open();
            Tensor logits = Candidates.Logits(model, model.Step([.. rows.Select(row => row.Token)], state, context), tokens, rows.Select(row => row.Sentence), context);
            kept.Clear();
            var next = new List<Row>(rows.Count);
            for (int i = 0; i < rows.Count; i++)
            {
                Row row = rows[i];
                ReadOnlySpan<float> of = logits.Values.Slice(i * logits.Shape.Last, logits.Shape.Last);
                ReadOnlySpan<int> beginning = call.BeginningOf(row.Sentence, 0);
                int token = length <= beginning.Length ? beginning[length - 1] : Candidates.Best(of);
                double logProbability = row.LogProbability + (of[token] - Softmax.LogSumExp(of));
                int node = tree.Add(token, row.Node, state.WeightsOf(i));
                bool finished = token == Vocabulary.End;
                int source = sources[row.Sentence].Length;
                if (finished || length >= call.LongestFor(row.Sentence))
                {
                    found[row.Sentence] = [tree.PathTo(node, logProbability, Ranking.Score(options, tree, node, logProbability, length, source), finished, source)];
                    call.Progress?.Report(new SearchProgress(row.Sentence, found[row.Sentence][0]));
                    continue;
                }
                call.Progress?.Report(new SearchProgress(row.Sentence, tree.PathTo(node, logProbability, Ranking.Score(options, tree, node, logProbability, length, source), false, source)));
                kept.Add(i);
                next.Add(new Row(row.Sentence, node, token, logProbability));
            }
            if (next.Count < rows.Count) state.Select([.. kept]);
            rows = next;
        }
        return found;
    }

    private readonly record struct Row(int Sentence, int Node, int Token, double LogProbability);
}
