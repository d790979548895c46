using Heed.Layers;
using Heed.Models;
using Heed.Tensors;

namespace Heed.Decoding;

/// <summary>Takes the beams of several sources step by step through the decoder together, until nothing goes on in any.</summary>
internal static class BeamSteps
{
    /// <summary>The hypotheses for each source, the best first.</summary>
    /// <param name="call">What is searched for.</param>
    /// <param name="beams">A beam for each source.</param>
    /// <param name="begin">The hypothesis that a beam begins with: it has the start symbol.</param>
    public static Hypothesis[][] Run<TBeam, TLive>(SearchCall call, TBeam[] beams, Func<TBeam, TLive> begin)
        where TBeam : class, IBeam<TLive>
        where TLive : struct, ILiveHypothesis<TBeam>
    {
        var context = new ForwardContext(call.Workspace);
        DecoderState state = call.Model.Start(call.Sources, context);
        int[][]? tokens = call.Shortlist();
        List<TLive> rows = [.. beams.Select(begin)];
        var selected = new List<int>();
        for (int length = 1; rows.Count > 0; length++)
        {
            call.Cancellation.ThrowIfCancellationRequested();
            using Workspace.Scope step = call.Workspace.Open();
            Tensor logits = Candidates.Logits(call.Model, call.Model.Step([.. rows.Select(static row => row.Token)], state, context), tokens, rows.Select(static row => row.Beam.Number), context);
            selected.Clear();
            var next = new List<TLive>(rows.Count);
            for (int first = 0; first < rows.Count;)
            {
                TBeam beam = rows[first].Beam;
                int count = 1, begun = next.Count;
                while (first + count < rows.Count && rows[first + count].Beam == beam) count++;
                beam.Extend(rows, first, count, logits, state, length, next, selected);
                call.Progress?.Report(new SearchProgress(beam.Number, beam.BestSoFar(next.Count > begun ? next[begun] : null, length)));
                first += count;
            }
            rows = next;
            if (rows.Count > 0) state.Select([.. selected]);
        }
        return [.. beams.Select(static beam => beam.Best())];
    }
}
