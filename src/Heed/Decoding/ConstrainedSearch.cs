using Heed.Layers;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// A beam for sources whose translations must have something. It is a beam for each number of tokens that hypotheses have of their terms, so that those that have more of them are not crowded out by those that
/// are still cheap without them: Hokamp and Liu 2017, with the beams' common size divided among those that are in use as Post and Vilar 2018 do.
/// </summary>
internal static class ConstrainedSearch
{
    /// <summary>The hypotheses for each source, the best first.</summary>
    public static Hypothesis[][] Find(SearchCall call)
    {
        var context = new ForwardContext(call.Workspace);
        Models.DecoderState state = call.Model.Start(call.Sources, context);
        int[][]? tokens = call.Shortlist();
        var tree = new TokenTree();
        ConstrainedBeam[] beams = [.. call.Sources.Select((source, i) => new ConstrainedBeam(i, source.Length, call.Constraints![i]!, call.Pieces!, call.Options, tree))];
        List<ConstrainedHypothesis> rows = [.. beams.Select(static beam => new ConstrainedHypothesis(beam, -1, Vocabulary.Start, 0, 0, TermProgress.None))];
        var selected = new List<int>();
        for (int length = 1; rows.Count > 0; length++)
        {
            call.Cancellation.ThrowIfCancellationRequested();
            using Workspace.Scope step = call.Workspace.Open();
            Tensor logits = Candidates.Logits(call.Model, call.Model.Step([.. rows.Select(static row => row.Token)], state, context), tokens, rows.Select(static row => row.Beam.Number), context);
            selected.Clear();
            var next = new List<ConstrainedHypothesis>(rows.Count);
            for (int first = 0; first < rows.Count;)
            {
                int count = 1;
                while (first + count < rows.Count && rows[first + count].Beam == rows[first].Beam) count++;
                int begin = next.Count;
                rows[first].Beam.Extend(rows, first, count, logits, state, length, next, selected);
                call.Progress?.Report(new SearchProgress(rows[first].Beam.Number, rows[first].Beam.BestSoFar(next.Count > begin ? next[begin] : null, length)));
                first += count;
            }
            rows = next;
            if (rows.Count > 0) state.Select([.. selected]);
        }
        return [.. beams.Select(static beam => beam.Best())];
    }
}
