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

    /// <summary>The mean over heads for spans of one query each, [spans, keys], zero beyond a span's keys; in a workspace.</summary>
    internal Tensor MeanOfHeads(int keys, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        Tensor mean = workspace.Zeros(new(Spans.Count, keys));
        using Workspace.Scope scope = workspace.Open();
        for (int span = 0; span < Spans.Count; span++)
            for (int head = 0; head < Heads; head++)
                mean.Backend.AddScaled(OnlyQuery(span, head, workspace), 1f / Heads, mean.Rows(span, 1).Reshape(keys).Rows(0, Spans[span].Keys));
        return mean;
    }

    /// <summary>The mean over heads where weights are on the tape, [query rows of the spans in their order, most keys].</summary>
    internal Tensor MeanOnTape(ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        int queries = OnTape!.Shape[1];
        Tensor flat = OnTape.Reshape(OnTape.Shape[0] * queries, OnTape.Shape[2]);
        Tensor? sum = null;
        for (int head = 0; head < Heads; head++)
        {
            int own = head;
            int[] from = [.. Spans.SelectMany((span, s) => Enumerable.Range((s * Heads + own) * queries, span.Queries))];
            Tensor weights = flat.Gather(from, context.Workspace, context.Tape);
            sum = sum is null ? weights : sum.Add(weights, context.Tape);
        }
        return sum!.Scale(1f / Heads, context.Tape);
    }

    // The weights [keys] of a span's only query.
    private Tensor OnlyQuery(int span, int head, Workspace workspace)
    {
        int keys = Spans[span].Keys;
        if (OnTape is { } all) return all.Rows(span * Heads + head, 1).Reshape(all.Shape[2]).Rows(0, keys);
        if (Weighing is { } weigh) return workspace.From(new(keys), [.. weigh(span, head).Cast<float>()]);
        Tensor weights = workspace.New(new(1, keys));
        weights.Backend.AttentionWeights(Operands, LogSumExp!, span, head, weights);
        return weights.Reshape(keys);
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
