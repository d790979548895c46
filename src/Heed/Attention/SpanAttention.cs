using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>Attention over spans of rows, in the two ways there are: streaming, and by the formula over a padded batch.</summary>
internal static class SpanAttention
{
    private const int ComposedQueries = 64;

    /// <summary>Attention of projected queries [query rows, heads · p_q] over what was remembered, in the way that the call and the score ask for.</summary>
    public static MultiHeadResult Attend(AttentionScore score, Tensor queries, HeadMemory memory, AttentionSpan[] spans, AttentionMask mask, Func<Tensor, AttentionBias?>? biasOf, uint place, ForwardContext context, AttentionEditing? edit = null)
    {
        Tensor prepared = score.PrepareQueries(queries, context);
        var operands = new AttentionOperands(prepared, memory.Keys, memory.Values, score.Sizes.Heads, score.Sizes.HeadsOfKeys, spans, mask.Spec)
        {
            KeyBias = memory.KeyBias,
            ScoreVector = score.ScoreVector,
            Bias = biasOf?.Invoke(prepared),
            Dropout = context.Dropout is { AttentionRate: > 0 } draw ? new AttentionDropout(draw.AttentionRate, draw.Seed, draw.Step, place << 8) : null,
        };
        if (context.ByFormula || edit is not null) return ByFormula(score, queries, memory.Projected, operands, context, edit);
        return score.Form == ScoreForm.Composed ? Composed(score, queries, memory.Projected, operands, context) : Fused(operands, context);
    }

    /// <summary>
    /// By the score's formula for a few queries of a span at a time, whose weights are forgotten and computed again for the gradient: memory grows with the length and not with its square.
    /// </summary>
    private static MultiHeadResult Composed(AttentionScore score, Tensor queries, Tensor keys, AttentionOperands operands, ForwardContext context)
    {
        Tensor[] inputs = [queries, keys, operands.Values, .. score.Parameters.Select(p => p.Parameter.Value), .. operands.Bias?.Table is { } table ? [table] : Array.Empty<Tensor>()];
        var parts = new List<Tensor>();
        int[] back = new int[queries.Shape.Rows];
        Array.Fill(back, -1);
        int done = 0;
        foreach (AttentionSpan span in operands.Spans)
            for (int from = 0; from < span.Queries; from += ComposedQueries)
            {
                int count = Math.Min(ComposedQueries, span.Queries - from);
                for (int i = 0; i < count; i++) back[span.FirstQuery + from + i] = done++;
                AttentionOperands part = operands with { Spans = [span with { FirstQuery = span.FirstQuery + from, Queries = count, Position = span.Position + from }] };
                parts.Add(inputs.Checkpoint(new(count, operands.Heads * operands.ValueSize), tape => Part(part, context with { Tape = tape }), context.Workspace, context.Tape));
            }
        Tensor read = parts.Stack(context.Tape).Gather(back, context.Workspace, context.Tape);
        return new MultiHeadResult(read, operands, null, null) { Weighing = (s, h) => Weigh(score, queries, keys, operands, s, h, context) };

        Tensor Part(AttentionOperands part, ForwardContext own)
        {
            Tensor read = Padded(score, queries, keys, part, own).Read;                                                // of one span, nothing is padding
            return read.Reshape(read.Shape.Rows, read.Shape.Last);
        }
    }

    // The weights of one head of a composed score, by its formula.
    private static float[,] Weigh(AttentionScore score, Tensor queries, Tensor keys, AttentionOperands operands, int span, int head, ForwardContext context)
    {
        using Workspace.Scope scope = context.Workspace.Open();
        MultiHeadResult one = ByFormula(score, queries, keys, operands with { Spans = [operands.Spans[span]], Dropout = null }, context with { Tape = null, Dropout = null });
        return one.Weights(0, head);
    }

    /// <summary>In one pass over blocks of keys; no array of queries × keys exists.</summary>
    public static MultiHeadResult Fused(AttentionOperands operands, ForwardContext context)
    {
        (Tensor read, Tensor logSumExp) = operands.Attention(context.Tape);
        return new MultiHeadResult(read, operands, logSumExp, null);
    }

    /// <summary>By the score's formula, all weights in memory. Spans of different lengths are laid out as a padded batch.</summary>
    public static MultiHeadResult ByFormula(AttentionScore score, Tensor queries, Tensor keys, AttentionOperands operands, ForwardContext context, AttentionEditing? edit = null)
    {
        (Tensor read, Tensor weights, int[] queryRows) = Padded(score, queries, keys, operands, context, edit);
        int[] back = new int[queries.Shape.Rows];
        Array.Fill(back, -1);
        for (int place = 0; place < queryRows.Length; place++)
            if (queryRows[place] >= 0) back[queryRows[place]] = place;
        Tensor rows = read.Reshape(queryRows.Length, read.Shape.Last).Gather(back, context.Workspace, context.Tape);
        return new MultiHeadResult(rows, operands, null, weights);
    }

    // The contexts [spans, most queries, heads · value size], the weights, and for each place of a query its row, −1 for padding.
    private static (Tensor Read, Tensor Weights, int[] QueryRows) Padded(AttentionScore score, Tensor queries, Tensor keys, AttentionOperands operands, ForwardContext context, AttentionEditing? edit = null)
    {
        AttentionSpan[] spans = operands.Spans;
        int most = spans.Max(span => span.Queries), mostKeys = spans.Max(span => span.Keys);
        int[] queryRows = PaddedRows(spans, most, span => (span.FirstQuery, span.Queries)), keyRows = PaddedRows(spans, mostKeys, span => (span.FirstKey, span.Keys));
        AttentionBias? bias = operands.Bias is { IsPerQuery: true, Table: { } table } perQuery ? perQuery with { Table = table.Gather(queryRows, context.Workspace, context.Tape) } : operands.Bias;
        var setting = new TextbookAttention.Setting([.. spans.Select(span => span.Keys)], [.. spans.Select(span => span.Position)], operands.Mask)
        {
            Bias = bias,
            Dropout = operands.Dropout,
            Sentences = [.. spans.Select(span => span.Sentence)],
            Edit = edit,
        };
        (Tensor read, Tensor weights) = TextbookAttention.Attend(score, Batch(queries, queryRows, most), Batch(keys, keyRows, mostKeys), Batch(operands.Values, keyRows, mostKeys), setting, context);
        return (read, weights, queryRows);

        Tensor Batch(Tensor x, int[] at, int length) => x.Gather(at, context.Workspace, context.Tape).Reshape(spans.Length, length, x.Shape.Last);
    }

    /// <summary>One group of weights without its padding.</summary>
    public static float[,] Cut(Tensor weights, AttentionSpan span, int group)
    {
        float[,] cut = new float[span.Queries, span.Keys];
        int queries = weights.Shape[1], keys = weights.Shape[2];
        for (int i = 0; i < span.Queries; i++)
            for (int j = 0; j < span.Keys; j++) cut[i, j] = weights.Values[(group * queries + i) * keys + j];
        return cut;
    }

    /// <summary>The weights of one head after a pass that streamed.</summary>
    public static float[,] Recompute(AttentionOperands operands, Tensor logSumExp, int span, int head)
    {
        AttentionSpan of = operands.Spans[span];
        var weights = new Tensor(new Shape(1, of.Queries, of.Keys));
        operands.Queries.Backend.AttentionWeights(operands, logSumExp, span, head, weights.Reshape(of.Queries, of.Keys));
        return Cut(weights, of, 0);
    }

    private static int[] PaddedRows(AttentionSpan[] spans, int length, Func<AttentionSpan, (int First, int Count)> of)
    {
        int[] rows = new int[spans.Length * length];
        for (int s = 0; s < spans.Length; s++)
        {
            (int first, int count) = of(spans[s]);
            for (int i = 0; i < length; i++) rows[s * length + i] = i < count ? first + i : -1;
        }
        return rows;
    }
}
