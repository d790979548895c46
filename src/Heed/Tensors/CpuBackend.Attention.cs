using Heed.Kernels;

namespace Heed.Tensors;

// What attention asks of the processor.
public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    public override (Tensor Panels, Tensor? Strips, Tensor Largest) PrepareAdditiveKeys(Tensor keys, ReadOnlySpan<int> lengths, bool forGradient)
    {
        int batch = lengths.Length, most = keys.Shape[1], size = keys.Shape[2], slot = AdditiveKeys.Padded(most) * size, stripsSlot = AdditiveKeys.Padded(size) * most;
        Tensor panels = keys.New(new(batch, slot)), largest = keys.New(new(batch));
        Tensor? strips = forGradient ? keys.New(new(batch, stripsSlot)) : null;
        for (int b = 0; b < batch; b++)
        {
            ReadOnlySpan<float> own = keys.Values.Slice(b * most * size, lengths[b] * size);
            largest.Memory[b] = AdditiveKeys.Prepare(own, size, lengths[b], size, panels.Memory.Slice(b * slot, slot));
            if (strips is not null) AdditiveKeys.PrepareStrips(own, size, lengths[b], size, strips.Memory.Slice(b * stripsSlot, stripsSlot));
        }
        return (panels, strips, largest);
    }

    /// <inheritdoc/>
    public override void AddAdditiveKeysGradient(Tensor dStrips, ReadOnlySpan<int> lengths, Tensor dKeys)
    {
        int most = dKeys.Shape[1], size = dKeys.Shape[2], slot = dStrips.Shape.Last;
        for (int b = 0; b < lengths.Length; b++)
            AdditiveKeys.AddStrips(dStrips.Values.Slice(b * slot, slot), lengths[b], size, dKeys.Memory.Slice(b * most * size, lengths[b] * size), size);
    }

    /// <inheritdoc/>
    public override void AdditiveAttention(Tensor queries, in AdditiveOperands memory, ReadOnlySpan<int> sentences, Tensor weights, Tensor context)
    {
        Workspace workspace = queries.Workspace ?? new Workspace();
        using Workspace.Scope scope = workspace.Open();
        Tensor scratch = workspace.New(new(AdditiveStep.ScratchLength(sentences.Length, queries.Shape.Last)));
        AdditiveStep.Run(queries.Values, StepOf(memory), sentences, scratch.Memory, weights.Memory, context.Memory, _workers);
        KeepAlive(queries, memory.Keys, memory.Panels, memory.Largest, memory.Score, memory.Values, scratch, weights, context);
    }

    /// <inheritdoc/>
    public override void AddAdditiveAttentionGradient(Tensor dContext, Tensor? dWeights, Tensor queries, in AdditiveOperands memory, ReadOnlySpan<int> sentences, Tensor weights,
        Tensor dQueries, Tensor dStrips, Tensor dScore, Tensor dValues)
    {
        int size = queries.Shape.Last, most = weights.Shape.Last, slot = dStrips.Shape.Last;
        Workspace workspace = queries.Workspace ?? new Workspace();
        using Workspace.Scope scope = workspace.Open();
        Span<float> dw = workspace.New(new(most)).Memory, ds = workspace.New(new(most)).Memory;
        AdditiveStep.Memory step = StepOf(memory);
        for (int row = 0; row < sentences.Length; row++)
        {
            int b = sentences[row];
            Span<float> dScores = ScoreGradients(dContext, dWeights, weights, memory.Values, row, b, memory.Lengths[b], dValues, dw, ds);
            AdditiveStep.AddGradient(dScores, queries.Values.Slice(row * size, size), step, b, memory.Strips!.Values.Slice(b * slot, slot), dQueries.Memory.Slice(row * size, size),
                dStrips.Memory.Slice(b * slot, slot), dScore.Memory);
        }
    }

    private static AdditiveStep.Memory StepOf(in AdditiveOperands memory) => new()
    {
        Keys = memory.Keys.Values,
        Panels = memory.Panels.Values,
        Largest = memory.Largest.Values,
        Score = memory.Score.Values,
        Values = memory.Values.Values,
        Lengths = memory.Lengths,
        Most = memory.Values.Shape[1],
        ValueSize = memory.Values.Shape.Last,
    };

    // The kernels know addresses alone: what owns the memory has to live until they are done.
    private static void KeepAlive(params ReadOnlySpan<Tensor?> owners)
    {
        foreach (Tensor? owner in owners) GC.KeepAlive(owner);
    }

    /// <inheritdoc/>
    public override void Attention(AttentionOperands operands, Tensor context, Tensor logSumExp)
    {
        if (operands.Spans.Sum(span => (long)span.Queries) < context.Shape.Rows)       // rows that no span names
        {
            context.Memory.Clear();
            logSumExp.Memory.Fill(float.NegativeInfinity);
        }
        AttentionJob.Forward(CallOf(operands), operands.Spans, context.Memory, logSumExp.Memory, _workers);
        GC.KeepAlive(operands);
        KeepAlive(context, logSumExp);
    }

    /// <inheritdoc/>
    public override void AddAttentionGradient(AttentionOperands operands, Tensor context, Tensor logSumExp, Tensor dContext,
        Tensor dQueries, Tensor dKeys, Tensor dValues, Tensor? dKeyBias, Tensor? dScoreVector, Tensor? dBiasTable)
    {
        var gradients = new FusedAttentionGradient.Gradients(dQueries.Memory, dKeys.Memory, dValues.Memory, MemoryOf(dKeyBias), MemoryOf(dScoreVector), MemoryOf(dBiasTable));
        AttentionSpan[] spans = [.. operands.Spans.OrderBy(span => span.FirstKey)];      // stable: those that share keys become neighbours, in their order
        AttentionJob.Backward(CallOf(operands), spans, context.Values, logSumExp.Values, dContext.Values, gradients, _workers);
        GC.KeepAlive(operands);
        KeepAlive(context, logSumExp, dContext, dQueries, dKeys, dValues, dKeyBias, dScoreVector, dBiasTable);
    }

    /// <inheritdoc/>
    public override void AttentionWeights(AttentionOperands operands, Tensor logSumExp, int span, int head, Tensor weights)
    {
        AttentionJob.Weights(CallOf(operands), operands.Spans[span], head, logSumExp.Values, weights.Memory);
        GC.KeepAlive(operands);
        KeepAlive(logSumExp, weights);
    }

    /// <inheritdoc/>
    public override void DotAttention(Tensor queries, DotOperands memory, ReadOnlySpan<int> sentences, Tensor weights, Tensor context)
    {
        int size = queries.Shape.Last, most = weights.Shape.Last, valueSize = context.Shape.Last;
        for (int row = 0; row < sentences.Length; row++)
        {
            int b = sentences[row], keys = memory.Lengths[b];
            Span<float> scores = weights.Memory.Slice(row * most, keys);
            DotScores.Score(queries.Values.Slice(row * size, size), memory.Keys.Values.Slice(b * most * size, keys * size), keys, size, scores);
            if (memory.Bias is { } bias) Elementwise.AddTo(bias.Values.Slice(b * most, keys), scores);
            Kernels.Softmax.Row(scores, scores);
            weights.Memory.Slice(row * most + keys, most - keys).Clear();
            Attend.Context(scores, memory.Values.Values.Slice(b * most * valueSize, keys * valueSize), valueSize, keys, valueSize, context.Memory.Slice(row * valueSize, valueSize));
        }
    }

    /// <inheritdoc/>
    public override void AddDotAttentionGradient(Tensor dContext, Tensor? dWeights, Tensor queries, DotOperands memory, ReadOnlySpan<int> sentences, Tensor weights,
        Tensor dQueries, Tensor dKeys, Tensor? dBias, Tensor dValues)
    {
        int size = queries.Shape.Last, most = weights.Shape.Last;
        Workspace workspace = queries.Workspace ?? new Workspace();
        using Workspace.Scope scope = workspace.Open();
        Span<float> dw = workspace.New(new(most)).Memory, ds = workspace.New(new(most)).Memory;
        for (int row = 0; row < sentences.Length; row++)
        {
            int b = sentences[row], keys = memory.Lengths[b];
            Span<float> dScores = ScoreGradients(dContext, dWeights, weights, memory.Values, row, b, keys, dValues, dw, ds);
            if (dBias is not null) Elementwise.AddTo(dScores, dBias.Memory.Slice(b * most, keys));
            DotScores.AddGradient(dScores, queries.Values.Slice(row * size, size), memory.Keys.Values.Slice(b * most * size, keys * size), keys, size,
                dQueries.Memory.Slice(row * size, size), dKeys.Memory.Slice(b * most * size, keys * size));
        }
    }

    /// <inheritdoc/>
    public override void MaskedSoftmax(Tensor scores, int heads, ReadOnlySpan<int> keys, ReadOnlySpan<int> positions, MaskSpec mask, Tensor weights)
    {
        int queries = scores.Shape[1], most = scores.Shape[2];
        for (int group = 0; group < scores.Shape[0]; group++)
            for (int i = 0; i < queries; i++)
            {
                int b = group / heads, position = positions[b] + i, first = Math.Min(mask.First(position), keys[b]), end = Math.Max(first, mask.End(position, keys[b]));
                ReadOnlySpan<float> from = scores.Values.Slice((group * queries + i) * most, most);
                Span<float> to = weights.Memory.Slice((group * queries + i) * most, most);
                to.Clear();
                if (mask.IsBand)
                {
                    Kernels.Softmax.Row(from[first..end], to[first..end]);
                    continue;
                }
                for (int k = first; k < end; k++) to[k] = mask.Allows(position, k) ? from[k] : float.NegativeInfinity;
                Kernels.Softmax.Row(to[first..end], to[first..end]);
            }
    }

    /// <inheritdoc/>
    public override void AddAttentionBias(Tensor scores, AttentionBias bias, int heads, ReadOnlySpan<int> positions, Tensor y)
    {
        int queries = scores.Shape[1], keys = scores.Shape[2];
        for (int group = 0; group < scores.Shape[0]; group++)
            for (int i = 0; i < queries; i++)
                for (int j = 0; j < keys; j++)
                {
                    int b = group / heads, h = group % heads, distance = j - positions[b] - i, at = (group * queries + i) * keys + j;
                    float add = bias.Slopes is { } slopes ? -slopes[h] * Math.Abs(distance) : 0;
                    if (bias.Table is { } table) add += table.Values[bias.PlaceOf(h, b * queries + i, distance, heads)];
                    y.Memory[at] = scores.Values[at] + add;
                }
    }

    /// <inheritdoc/>
    public override void AddAttentionBiasGradient(Tensor dScores, AttentionBias bias, int heads, ReadOnlySpan<int> positions, Tensor dTable)
    {
        int queries = dScores.Shape[1], keys = dScores.Shape[2];
        for (int group = 0; group < dScores.Shape[0]; group++)
            for (int i = 0; i < queries; i++)
                for (int j = 0; j < keys; j++)
                {
                    int b = group / heads, place = bias.PlaceOf(group % heads, b * queries + i, j - positions[b] - i, heads);
                    dTable.Memory[place] += dScores.Values[(group * queries + i) * keys + j];
                }
    }

    /// <inheritdoc/>
    public override void SplitHeads(Tensor x, int heads, bool accumulate, Tensor y)
    {
        int size = y.Shape[2], length = y.Shape[1];
        for (int group = 0; group < y.Shape[0]; group++)
            for (int t = 0; t < length; t++)
                Put(x.Values.Slice(((group / heads * length + t) * heads + group % heads) * size, size), y.Memory.Slice((group * length + t) * size, size), accumulate);
    }

    /// <inheritdoc/>
    public override void JoinHeads(Tensor x, int heads, bool accumulate, Tensor y)
    {
        int size = x.Shape[2], length = x.Shape[1];
        for (int group = 0; group < x.Shape[0]; group++)
            for (int t = 0; t < length; t++)
                Put(x.Values.Slice((group * length + t) * size, size), y.Memory.Slice(((group / heads * length + t) * heads + group % heads) * size, size), accumulate);
    }

    /// <inheritdoc/>
    public override void LinearAttention(Tensor queries, Tensor keys, Tensor values, int heads, ReadOnlySpan<AttentionSpan> spans, bool causal, Tensor output, Tensor sums)
    {
        int size = queries.Shape.Last / heads, valueSize = values.Shape.Last / heads;
        Workspace workspace = queries.Workspace ?? new Workspace();
        using Workspace.Scope scope = workspace.Open();
        Span<float> state = workspace.New(new(LinearAttentionKernel.StateLength(size, valueSize))).Memory;
        foreach (AttentionSpan span in spans)
            for (int head = 0; head < heads; head++)
            {
                state.Clear();
                for (int i = 0, seen = 0; i < span.Queries; i++)
                {
                    for (int end = causal ? Math.Min(span.Keys, span.Position + i + 1) : span.Keys; seen < end; seen++)
                        LinearAttentionKernel.See(Part(keys.Values, span.FirstKey + seen, head, heads, size), Part(values.Values, span.FirstKey + seen, head, heads, valueSize), state);
                    int row = span.FirstQuery + i;
                    sums.Memory[row * heads + head] = LinearAttentionKernel.Ask(Part(queries.Values, row, head, heads, size), state, Part(output.Memory, row, head, heads, valueSize));
                }
            }
    }

    /// <inheritdoc/>
    public override void AddLinearAttentionGradient(Tensor dOutput, Tensor output, Tensor sums, Tensor queries, Tensor keys, Tensor values, int heads, ReadOnlySpan<AttentionSpan> spans, bool causal,
        Tensor dQueries, Tensor dKeys, Tensor dValues)
    {
        int size = queries.Shape.Last / heads, valueSize = values.Shape.Last / heads;
        Workspace workspace = queries.Workspace ?? new Workspace();
        using Workspace.Scope scope = workspace.Open();
        var shape = new Shape(LinearAttentionKernel.StateLength(size, valueSize));
        Span<float> state = workspace.New(shape).Memory, dState = workspace.New(shape).Memory;
        foreach (AttentionSpan span in spans)
            for (int head = 0; head < heads; head++)
            {
                // Forwards for the queries, whose gradient needs what was seen; backwards for keys and values, whose gradient needs all that asked for them.
                state.Clear();
                dState.Clear();
                for (int i = 0, seen = 0; i < span.Queries; i++)
                {
                    for (int end = causal ? Math.Min(span.Keys, span.Position + i + 1) : span.Keys; seen < end; seen++)
                        LinearAttentionKernel.See(Part(keys.Values, span.FirstKey + seen, head, heads, size), Part(values.Values, span.FirstKey + seen, head, heads, valueSize), state);
                    int row = span.FirstQuery + i;
                    LinearAttentionKernel.AddQueryGradient(Part(dOutput.Values, row, head, heads, valueSize), Part(output.Values, row, head, heads, valueSize), sums.Values[row * heads + head],
                        Part(queries.Values, row, head, heads, size), state, Part(dQueries.Memory, row, head, heads, size));
                }
                for (int key = span.Keys - 1, query = span.Queries - 1; key >= 0; key--)
                {
                    for (; query >= 0 && (!causal || span.Position + query >= key); query--)
                    {
                        int row = span.FirstQuery + query;
                        LinearAttentionKernel.AddStateGradient(Part(dOutput.Values, row, head, heads, valueSize), Part(output.Values, row, head, heads, valueSize), sums.Values[row * heads + head],
                            Part(queries.Values, row, head, heads, size), dState);
                    }
                    int keyRow = span.FirstKey + key;
                    LinearAttentionKernel.SeeGradient(dState, Part(keys.Values, keyRow, head, heads, size), Part(values.Values, keyRow, head, heads, valueSize),
                        Part(dKeys.Memory, keyRow, head, heads, size), Part(dValues.Memory, keyRow, head, heads, valueSize));
                }
            }
    }

    /// <inheritdoc/>
    public override void LinearAttentionStep(Tensor query, Tensor key, Tensor value, int heads, Tensor state, Tensor output)
    {
        int size = query.Shape.Last / heads, valueSize = value.Shape.Last / heads, length = state.Shape.Last;
        for (int head = 0; head < heads; head++)
        {
            Span<float> own = state.Memory.Slice(head * length, length);
            LinearAttentionKernel.See(Part(key.Values, 0, head, heads, size), Part(value.Values, 0, head, heads, valueSize), own);
            LinearAttentionKernel.Ask(Part(query.Values, 0, head, heads, size), own, Part(output.Memory, 0, head, heads, valueSize));
        }
    }

    /// <inheritdoc/>
    public override double GuideLoss(Tensor weights, ReadOnlySpan<WantedWeight> wanted, float factor)
    {
        double sum = 0;
        foreach (WantedWeight want in wanted) sum += Guide.Loss(weights.Memory[want.Row * weights.Shape.Last + want.Key], want.Weight);
        return factor * sum;
    }

    /// <inheritdoc/>
    public override void AddGuideGradient(Tensor weights, ReadOnlySpan<WantedWeight> wanted, float factor, Tensor dWeights)
    {
        foreach (WantedWeight want in wanted)
        {
            int place = want.Row * weights.Shape.Last + want.Key;
            dWeights.Memory[place] += factor * Guide.Derivative(weights.Memory[place], want.Weight);
        }
    }

    private static AttentionCall CallOf(AttentionOperands operands) =>
        new(operands.Queries.Values, operands.Keys.Values, operands.Values.Values, MemoryOf(operands.KeyBias), MemoryOf(operands.ScoreVector), MemoryOf(operands.Bias?.Table))
        {
            Heads = operands.Heads,
            KeyHeads = operands.KeyHeads,
            Size = operands.Size,
            ValueSize = operands.ValueSize,
            Least = operands.Bias?.Least ?? 0,
            Distances = operands.Bias?.Distances ?? 0,
            TablePerQuery = operands.Bias?.IsPerQuery ?? false,
            Slopes = operands.Bias?.Slopes,
            Mask = operands.Mask,
            Dropout = operands.Dropout,
        };

    private static Span<float> MemoryOf(Tensor? tensor) => tensor is null ? default : tensor.Memory;

    // One head of a row.
    private static ReadOnlySpan<float> Part(ReadOnlySpan<float> x, int row, int head, int heads, int size) => x.Slice((row * heads + head) * size, size);

    private static Span<float> Part(Span<float> x, int row, int head, int heads, int size) => x.Slice((row * heads + head) * size, size);

    // Back through the weighted sum and the softmax of one row: dv += w dc, and the gradients of the scores, which take the place of ds.
    private static Span<float> ScoreGradients(Tensor dContext, Tensor? dWeights, Tensor weights, Tensor values, int row, int sentence, int keys, Tensor dValues, Span<float> dw, Span<float> ds)
    {
        int most = weights.Shape.Last, size = dContext.Shape.Last, first = sentence * most * size;
        ReadOnlySpan<float> alpha = weights.Values.Slice(row * most, keys);
        Span<float> dAlpha = dw[..keys], dScores = ds[..keys];
        if (dWeights is null) dAlpha.Clear();
        else dWeights.Values.Slice(row * most, keys).CopyTo(dAlpha);
        dScores.Clear();
        Attend.AddGradient(dContext.Values.Slice(row * size, size), alpha, values.Values.Slice(first, keys * size), size, keys, size, dAlpha, dValues.Memory.Slice(first, keys * size));
        Kernels.Softmax.AddGradient(dAlpha, alpha, dScores);
        return dScores;
    }
}
