using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Attention;

/// <summary>
/// The weights of every layer, head and query of a call, on demand: ask for it in <see cref="ForwardContext.Trace"/>. It keeps queries, keys and the log-sum-exp of each layer, memory linear in the
/// length, and computes weights when they are asked for; they equal those of the formula.
/// </summary>
public sealed class AttentionTrace : IAttentionTrace
{
    private readonly List<Layer> _layers = [];

    /// <summary>The layers in the order they attended; a layer that is called several times stands here once for each call.</summary>
    public IReadOnlyList<string> Layers => [.. _layers.Select(layer => layer.Name)];

    /// <summary>The heads of a layer.</summary>
    public int HeadsOf(int layer) => _layers[layer].Heads;

    /// <summary>The spans of a layer: one for each sentence of the batch.</summary>
    public IReadOnlyList<AttentionSpan> SpansOf(int layer) => _layers[layer].Spans;

    /// <summary>The number of the first layer of this name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those there are.</exception>
    public int Find(string layer)
    {
        int found = _layers.FindIndex(of => of.Name == layer);
        return found >= 0 ? found : throw new ArgumentException($"AttentionTrace: there is no layer '{layer}'; there are {string.Join(", ", Layers)}.", nameof(layer));
    }

    /// <summary>α_ij [queries, keys] of a layer, sentence and head.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer, sentence or head.</exception>
    public float[,] Weights(int layer, int sentence, int head)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(layer, _layers.Count);
        Layer of = _layers[layer];
        ArgumentOutOfRangeException.ThrowIfNegative(sentence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sentence, of.Spans.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(head);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(head, of.Heads);
        return of.Stored is { } weights ? SpanAttention.Cut(weights, of.Spans[sentence], sentence * of.Heads + head) : SpanAttention.Recompute(of.Operands!, of.LogSumExp!, sentence, head);
    }

    /// <summary>The mean of a layer's heads, [queries, keys].</summary>
    public float[,] MeanOfHeads(int layer, int sentence)
    {
        float[,] mean = Weights(layer, sentence, 0);
        int heads = HeadsOf(layer);
        for (int head = 1; head < heads; head++)
        {
            float[,] more = Weights(layer, sentence, head);
            for (int i = 0; i < mean.GetLength(0); i++)
                for (int j = 0; j < mean.GetLength(1); j++) mean[i, j] += more[i, j];
        }
        for (int i = 0; i < mean.GetLength(0); i++)
            for (int j = 0; j < mean.GetLength(1); j++) mean[i, j] /= heads;
        return mean;
    }

    /// <summary>Records the weights of one sentence that came row by row, as a recurrent decoder's do: blocks [rows, keys] in order. Nothing is recorded of no blocks.</summary>
    internal void RecordRows(string layer, IReadOnlyList<(int FirstRow, Tensor Weights)> blocks)
    {
        if (blocks.Count == 0) return;
        int keys = blocks[0].Weights.Shape.Last, rows = blocks.Sum(block => block.Weights.Shape.Rows);
        var all = new Tensor(new Shape(1, rows, keys), [.. blocks.SelectMany(block => block.Weights.Values.ToArray())]);
        _layers.Add(new Layer(layer, 1, [new AttentionSpan(0, rows, 0, keys)], null, null, all));
    }

    void IAttentionTrace.Record(string layer, AttentionOperands operands, Tensor logSumExp)
    {
        ArgumentNullException.ThrowIfNull(operands);
        ArgumentNullException.ThrowIfNull(logSumExp);
        Tensor keys = operands.Keys.Keep();
        AttentionOperands kept = operands with
        {
            Queries = operands.Queries.Keep(),
            Keys = keys,
            Values = keys,                                                    // weights need no values
            KeyBias = operands.KeyBias?.Keep(),
            Bias = operands.Bias is { Table: { } table } bias ? bias with { Table = table.Keep() } : operands.Bias,
            Dropout = null,
        };
        _layers.Add(new Layer(layer, operands.Heads, operands.Spans, kept, logSumExp.Keep(), null));
    }

    void IAttentionTrace.Record(string layer, AttentionSpan[] spans, int heads, Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _layers.Add(new Layer(layer, heads, spans, null, null, weights.Keep()));
    }

    private sealed record Layer(string Name, int Heads, AttentionSpan[] Spans, AttentionOperands? Operands, Tensor? LogSumExp, Tensor? Stored);
}
