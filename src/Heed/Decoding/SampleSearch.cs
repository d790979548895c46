using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// Draws each token by chance, as <see cref="SearchOptions.Sampling"/> says. A hypothesis has the log-probability that the model gives it, whatever the temperature; the
/// samples of a source come in the order of their numbers, so the first is the same however many are asked for.
/// </summary>
public sealed class SampleSearch : Search
{
    /// <inheritdoc/>
    private protected override Hypothesis[][] Find(SearchCall call)
    {
        (TranslationModel model, IReadOnlyList<int[]> sources, SearchOptions options, Workspace workspace) = call;
        var context = new ForwardContext(workspace);
        DecoderState state = model.Start(sources, context);
        int[][]? tokens = call.Shortlist();
        var tree = new TokenTree();
        var draw = new TokenDraw(options.Sampling ?? new Sampling());
        Hypothesis[][] found = [.. sources.Select(_ => new Hypothesis[options.NBest])];
        (uint, uint)[] keys = [.. sources.Select(draw.KeyOf)];
        List<Row> rows = [];
        for (int b = 0; b < sources.Count; b++)
            for (int sample = 0; sample < options.NBest; sample++) rows.Add(new Row(b, sample, -1, Vocabulary.Start, 0));
        List<int> kept = [.. rows.Select(row => row.Sentence)];
        if (options.NBest > 1) state.Select([.. kept]);
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
                ReadOnlySpan<int> beginning = call.BeginningOf(row.Sentence, row.Sample);
                int token = length <= beginning.Length ? beginning[length - 1] : draw.Next(of, keys[row.Sentence], row.Sample, length);
                double logProbability = row.LogProbability + (of[token] - Softmax.LogSumExp(of));
                int node = tree.Add(token, row.Node, state.WeightsOf(i));
                bool finished = token == Vocabulary.End;
                int source = sources[row.Sentence].Length;
                if (finished || length >= call.LongestFor(row.Sentence))
                {
                    found[row.Sentence][row.Sample] = tree.PathTo(node, logProbability, Ranking.Score(options, tree, node, logProbability, length, source), finished, source);
                    if (row.Sample == 0) call.Progress?.Report(new SearchProgress(row.Sentence, found[row.Sentence][0]));
                    continue;
                }
                if (row.Sample == 0) call.Progress?.Report(new SearchProgress(row.Sentence, tree.PathTo(node, logProbability, Ranking.Score(options, tree, node, logProbability, length, source), false, source)));
                kept.Add(i);
                next.Add(new Row(row.Sentence, row.Sample, node, token, logProbability));
            }
            if (next.Count < rows.Count) state.Select([.. kept]);
            rows = next;
        }
        return found;
    }

    private readonly record struct Row(int Sentence, int Sample, int Node, int Token, double LogProbability);
}
