using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// The tokens that spell a prefix, for searches that take or draw one token at a time: chosen for the whole prefix before the search begins, because the piece that is most likely to begin half a word mostly begins another one. A beam
/// finds the likely ways; a greedy search goes on from the likeliest, samples draw one each.
/// </summary>
internal static class PrefixSpelling
{
    private const int Ways = 8;

    /// <summary>For each source with a prefix the tokens that its translations begin with.</summary>
    public static int[][]?[] Of(SearchCall call)
    {
        var beginnings = new int[][]?[call.Sources.Count];
        int[] sources = [.. Enumerable.Range(0, beginnings.Length).Where(i => call.Constraints![i] is { Prefix: not null })];
        if (sources.Length == 0) return beginnings;
        SearchCall some = call.For(sources);
        List<Way>[] ways = Find(some);
        for (int i = 0; i < sources.Length; i++) beginnings[sources[i]] = Chosen(ways[i], some, i);
        return beginnings;
    }

    private static List<Way>[] Find(SearchCall call)
    {
        var context = new ForwardContext(call.Workspace);
        using Workspace.Scope all = call.Workspace.Open();
        DecoderState state = call.Model.Start(call.Sources, context);
        int[][]? tokens = call.Shortlist();
        TargetPrefix[] prefixes = [.. call.Constraints!.Select(static constraint => constraint!.Prefix!)];
        List<Way>[] found = [.. prefixes.Select(static _ => new List<Way>())];
        List<Way> rows = [.. prefixes.Select(static (_, i) => new Way(i, [], 0, 0))];
        while (rows.Count > 0)
        {
            call.Cancellation.ThrowIfCancellationRequested();
            using Workspace.Scope step = call.Workspace.Open();
            int[] last = [.. rows.Select(static row => row.Tokens.Length == 0 ? Vocabulary.Start : row.Tokens[^1])];
            Tensor logits = Candidates.Logits(call.Model, call.Model.Step(last, state, context), tokens, rows.Select(static row => row.Source), context);
            var next = new List<(Way Way, int Row)>();
            for (int first = 0, end; first < rows.Count; first = end)
            {
                var steps = new List<(Way Way, int Row)>();
                for (end = first; end < rows.Count && rows[end].Source == rows[first].Source; end++) Extend(rows[end], end, prefixes[rows[end].Source], logits, steps);
                List<Way> ended = found[rows[first].Source];
                foreach ((Way way, int row) in steps.OrderByDescending(static one => one.Way.LogProbability).ThenBy(static one => one.Row).ThenBy(static one => one.Way.Tokens[^1]).Take(Ways))
                    if (way.Place == prefixes[way.Source].End) ended.Add(way);
                    else if (ended.Count < Ways || way.LogProbability > ended[Ways - 1].LogProbability) next.Add((way, row));
                ended.Sort(static (a, b) => b.LogProbability.CompareTo(a.LogProbability));
            }
            rows = [.. next.Select(static one => one.Way)];
            if (rows.Count > 0) state.Select([.. next.Select(static one => one.Row)]);
        }
        return found;
    }

    private static void Extend(Way way, int row, TargetPrefix prefix, Tensor logits, List<(Way, int)> steps)
    {
        ReadOnlySpan<float> of = logits.Values.Slice(row * logits.Shape.Last, logits.Shape.Last);
        float total = Softmax.LogSumExp(of);
        ReadOnlySpan<int> tokens = prefix.Allowed(way.Place);
        foreach (int token in tokens)
            if (tokens.Length == 1 || float.IsFinite(of[token]))
                steps.Add((new Way(way.Source, [.. way.Tokens, token], way.LogProbability + Candidates.Forced(of[token], total), prefix.After(way.Place, token)), row));
    }

    private static int[][] Chosen(List<Way> ways, SearchCall call, int source)
    {
        if (call.Options.Sampling is not { } sampling) return [ways[0].Tokens];
        var draw = new TokenDraw(sampling);
        (uint, uint) key = draw.KeyOf(call.Sources[source]);
        float[] logits = [.. ways.Select(static way => (float)way.LogProbability)];
        return [.. Enumerable.Range(0, call.Options.NBest).Select(sample => ways[draw.OneOf(logits, key, sample)].Tokens)];
    }

    private sealed record Way(int Source, int[] Tokens, double LogProbability, int Place);
}
