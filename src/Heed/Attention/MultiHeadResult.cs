using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>What a layer of attention gives: its output, and the weights of any head, computed when they are asked for. It lives as long as the call's workspace scope.</summary>
public sealed record MultiHeadResult
{
    internal MultiHeadResult(Tensor output, AttentionOperands operands, Tensor? logSumExp, Tensor? weights)
    {
        Output = output;
        Operands = operands;
        LogSumExp = logSumExp;
        OnTape = weights;
    }

    /// <summary>The output [query rows, size], or of a batch [batch, queries, size].</summary>
    public Tensor Output { get; init; }

    /// <summary>The heads.</summary>
    public int Heads => Operands.Heads;

    /// <summary>The spans, in the order of the batch.</summary>
    public IReadOnlyList<AttentionSpan> Spans => Operands.Spans;

    /// <summary>All weights [spans · heads, most queries, most keys] where they were computed by the formula, on the tape; none after a pass that streams.</summary>
    public Tensor? OnTape { get; }

    internal AttentionOperands Operands { get; }

    /// <summary>Gives the weights of a span and head of a score that has its formula alone; none for the others.</summary>
    internal Func<int, int, float[,]>? Weighing { get; init; }

    internal Tensor? LogSumExp { get; }

    /// <summary>
    /// α_ij of one span (sentence) and head, [queries, keys], before dropout: each row sums to 1, or is zero where nothing may be attended to.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such span or head.</exception>
    public float[,] Weights(int span, int head)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(span);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(span, Spans.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(head);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(head, Heads);
        if (Weighing is { } weigh) return weigh(span, head);
        return OnTape is { } weights ? SpanAttention.Cut(weights, Spans[span], span * Heads + head) : SpanAttention.Recompute(Operands, LogSumExp!, span, head);
    }

    /// <summary>The weights of a head, or their mean over all, of the queries of the spans in their order, [queries, keys], zero beyond a span's keys; in a workspace.</summary>
    internal Tensor Weights(int? head, int keys, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        Tensor weights = workspace.Zeros(new(Spans.Sum(span => span.Queries), keys));
        using Workspace.Scope scope = workspace.Open();
        (int first, int count) = head is { } one ? (one, 1) : (0, Heads);
        for (int span = 0, row = 0; span < Spans.Count; row += Spans[span++].Queries)
            for (int h = first; h < first + count; h++)
            {
                Tensor own = Of(span, h, workspace);
                for (int q = 0; q < Spans[span].Queries; q++)
                    weights.Backend.AddScaled(own.Rows(q, 1).Reshape(own.Shape.Last).Rows(0, Spans[span].Keys), 1f / count, weights.Rows(row + q, 1).Reshape(keys).Rows(0, Spans[span].Keys));
            }
        return weights;
    }

    /// <summary>The same on the tape, where there is one and they were computed by the formula.</summary>
    internal Tensor Aligning(int? head, int keys, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Tape is null ? Weights(head, keys, context.Workspace) : OnTheTape(head, context);
    }

    private Tensor OnTheTape(int? head, ForwardContext context)
    {
        int queries = OnTape!.Shape[1];
        Tensor flat = OnTape.Reshape(OnTape.Shape[0] * queries, OnTape.Shape[2]);
        Tensor? sum = null;
        (int first, int count) = head is { } one ? (one, 1) : (0, Heads);
        for (int h = first; h < first + count; h++)
        {
            int own = h;
            int[] from = [.. Spans.SelectMany((span, s) => Enumerable.Range((s * Heads + own) * queries, span.Queries))];
            Tensor weights = flat.Gather(from, context.Workspace, context.Tape);
            sum = sum is null ? weights : sum.Add(weights, context.Tape);
        }
        return count == 1 ? sum! : sum!.Scale(1f / count, context.Tape);
    }

    // The weights [queries, keys] of a span and head; rows and columns behind them are padding.
    private Tensor Of(int span, int head, Workspace workspace)
    {
        (int queries, int keys) = (Spans[span].Queries, Spans[span].Keys);
        if (OnTape is { } all) return all.Rows(span * Heads + head, 1).Reshape(all.Shape[1], all.Shape[2]);
        if (Weighing is { } weigh) return workspace.From(new(queries, keys), [.. weigh(span, head).Cast<float>()]);
        Tensor weights = workspace.New(new(queries, keys));
        weights.Backend.AttentionWeights(Operands, LogSumExp!, span, head, weights);
        return weights;
    }

    // [spans · heads, most queries, most keys].
    private Tensor AllWeights()
    {
        int queries = Spans.Max(span => span.Queries), keys = Spans.Max(span => span.Keys);
        float[] all = new float[Spans.Count * Heads * queries * keys];
        for (int group = 0; group < Spans.Count * Heads; group++)
        {
            float[,] weights = Weights(group / Heads, group % Heads);
            for (int i = 0; i < weights.GetLength(0); i++)
                for (int j = 0; j < weights.GetLength(1); j++) all[(group * queries + i) * keys + j] = weights[i, j];
        }
        return new Tensor(new Shape(Spans.Count * Heads, queries, keys), all);
    }

    internal void RecordTo(IAttentionTrace? trace, string layer)
    {
        if (trace is null) return;
        if (Weighing is not null)
        {
            trace.Record(layer, Operands.Spans, Heads, AllWeights());
            return;
        }
        if (OnTape is { } weights) trace.Record(layer, Operands.Spans, Heads, weights);
        else trace.Record(layer, Operands, LogSumExp!);
    }
}
