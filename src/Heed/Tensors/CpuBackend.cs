using Heed.Kernels;

namespace Heed.Tensors;

/// <summary>Computes on the processor: forwards the memory of tensors to the kernels.</summary>
public sealed class CpuBackend(Workers workers) : Backend
{
    private readonly Workers _workers = workers ?? throw new ArgumentNullException(nameof(workers));

    /// <summary>Computes on the calling thread alone.</summary>
    public static CpuBackend SingleThreaded { get; } = new(Workers.One);

    /// <inheritdoc/>
    public override PreparedWeight Prepare(Tensor weight) => new CpuPreparedWeight(weight);

    /// <inheritdoc/>
    public override void Linear(Tensor x, PreparedWeight weight, Tensor? bias, Tensor y) =>
        MatMul.Run(x.Values, weight.Inputs, false, ((CpuPreparedWeight)weight).Forward, bias is null ? default : bias.Values, y.Memory, weight.Outputs,
            x.Shape.Rows, weight.Outputs, weight.Inputs, false, _workers);

    /// <inheritdoc/>
    public override void AddInputGradient(Tensor dy, PreparedWeight weight, Tensor dx) =>
        MatMul.Run(dy.Values, weight.Outputs, false, ((CpuPreparedWeight)weight).Backward, default, dx.Memory, weight.Inputs,
            dy.Shape.Rows, weight.Inputs, weight.Outputs, true, _workers);

    /// <inheritdoc/>
    public override void AddWeightGradient(Tensor dy, Tensor x, Tensor dWeight)
    {
        int rows = x.Shape.Rows, inputs = x.Shape.Last, outputs = dy.Shape.Last;
        MultiplyPacked(dy, outputs, true, x.Values, inputs, false, dWeight.Memory, outputs, inputs, rows, true, dWeight);
    }

    /// <inheritdoc/>
    public override void BatchMatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, bool accumulate, Tensor c)
    {
        int m = c.Shape[1], n = c.Shape[2], k = transposeA ? a.Shape[1] : a.Shape[2];
        for (int i = 0; i < c.Shape[0]; i++)
            MultiplyPacked(a.Rows(i, 1), a.Shape[2], transposeA, b.Rows(i, 1).Values, b.Shape[2], transposeB, c.Rows(i, 1).Memory, m, n, k, accumulate, c);
    }

    /// <inheritdoc/>
    public override void Copy(Tensor x, Tensor y) => x.Values.CopyTo(y.Memory);

    /// <inheritdoc/>
    public override void AddTo(Tensor x, Tensor y) => Elementwise.AddTo(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void Add(Tensor x, Tensor y, Tensor z) => Elementwise.Add(x.Values, y.Values, z.Memory);

    /// <inheritdoc/>
    public override void Multiply(Tensor x, Tensor y, Tensor z) => Elementwise.Multiply(x.Values, y.Values, z.Memory);

    /// <inheritdoc/>
    public override void AddProduct(Tensor x, Tensor y, Tensor z) => Elementwise.AddProduct(x.Values, y.Values, z.Memory);

    /// <inheritdoc/>
    public override void Scale(Tensor x, float factor, Tensor y) => Elementwise.Scale(x.Values, factor, y.Memory);

    /// <inheritdoc/>
    public override void AddScaled(Tensor x, float factor, Tensor y) => Elementwise.AddScaled(x.Values, factor, y.Memory);

    /// <inheritdoc/>
    public override void Log(Tensor x, Tensor y) => Elementwise.Log(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddRowsTo(Tensor x, Tensor sum) => Elementwise.AddRowsTo(x.Values, x.Shape.Rows, x.Shape.Last, sum.Memory);

    /// <inheritdoc/>
    public override void AddPairs(Tensor x, Tensor y, Tensor z)
    {
        int queries = x.Shape[1], keys = y.Shape[1], size = x.Shape[2];
        for (int row = 0; row < x.Shape.Rows; row++)
            for (int k = 0; k < keys; k++)
                Elementwise.Add(x.Values.Slice(row * size, size), y.Values.Slice((row / queries * keys + k) * size, size), z.Memory.Slice((row * keys + k) * size, size));
    }

    /// <inheritdoc/>
    public override void AddPairsGradient(Tensor dz, Tensor dx, Tensor dy)
    {
        int queries = dx.Shape[1], keys = dy.Shape[1], size = dx.Shape[2];
        for (int row = 0; row < dx.Shape.Rows; row++)
            for (int k = 0; k < keys; k++)
            {
                ReadOnlySpan<float> d = dz.Values.Slice((row * keys + k) * size, size);
                Elementwise.AddTo(d, dx.Memory.Slice(row * size, size));
                Elementwise.AddTo(d, dy.Memory.Slice((row / queries * keys + k) * size, size));
            }
    }

    /// <inheritdoc/>
    public override void Gather(Tensor x, ReadOnlySpan<int> indices, Tensor y) => Elementwise.Gather(x.Values, x.Shape.Last, indices, y.Memory);

    /// <inheritdoc/>
    public override void AddScattered(Tensor y, ReadOnlySpan<int> indices, Tensor x) => Elementwise.ScatterAdd(y.Values, x.Shape.Last, indices, x.Memory);

    /// <inheritdoc/>
    public override void Rotate(Tensor x, ReadOnlySpan<int> positions, Tensor turns, Tensor y) => Rotation.Turn(x.Values, turns.Shape.Last, positions, turns.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddRotateGradient(Tensor dy, ReadOnlySpan<int> positions, Tensor turns, Tensor dx) =>
        Rotation.AddTurnedBack(dy.Values, turns.Shape.Last, positions, turns.Values, dx.Memory);

    /// <inheritdoc/>
    public override void CopyIntoColumns(Tensor x, int from, Tensor y)
    {
        if (x.Shape.Count > 0) Elementwise.CopyColumns(x.Values, x.Shape.Last, y.Memory[from..], y.Shape.Last, x.Shape.Rows, x.Shape.Last);
    }

    /// <inheritdoc/>
    public override void AddFromColumns(Tensor y, int from, Tensor x)
    {
        if (x.Shape.Count > 0) Elementwise.AddColumns(y.Values[from..], y.Shape.Last, x.Memory, x.Shape.Last, x.Shape.Rows, x.Shape.Last);
    }

    /// <inheritdoc/>
    public override void Tanh(Tensor x, Tensor y) => Activations.Tanh(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddTanhGradient(Tensor dy, Tensor y, Tensor dx) => Activations.AddTanhGradient(dy.Values, y.Values, dx.Memory);

    /// <inheritdoc/>
    public override void Sigmoid(Tensor x, Tensor y) => Activations.Sigmoid(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddSigmoidGradient(Tensor dy, Tensor y, Tensor dx) => Activations.AddSigmoidGradient(dy.Values, y.Values, dx.Memory);

    /// <inheritdoc/>
    public override void Relu(Tensor x, Tensor y) => Activations.Relu(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddReluGradient(Tensor dy, Tensor y, Tensor dx) => Activations.AddReluGradient(dy.Values, y.Values, dx.Memory);

    /// <inheritdoc/>
    public override void Glu(Tensor x, Tensor y)
    {
        int n = y.Shape.Last;
        for (int row = 0; row < y.Shape.Rows; row++) Activations.Gate(x.Values.Slice(2 * row * n, n), x.Values.Slice((2 * row + 1) * n, n), y.Memory.Slice(row * n, n));
    }

    /// <inheritdoc/>
    public override void AddGluGradient(Tensor dy, Tensor x, Tensor dx)
    {
        int n = dy.Shape.Last;
        for (int row = 0; row < dy.Shape.Rows; row++)
            Activations.AddGateGradient(dy.Values.Slice(row * n, n), x.Values.Slice(2 * row * n, n), x.Values.Slice((2 * row + 1) * n, n), dx.Memory.Slice(2 * row * n, n), dx.Memory.Slice((2 * row + 1) * n, n));
    }

    /// <inheritdoc/>
    public override void Gelu(Tensor x, Tensor y) => Activations.Gelu(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddGeluGradient(Tensor dy, Tensor x, Tensor dx) => Activations.AddGeluGradient(dy.Values, x.Values, dx.Memory);

    /// <inheritdoc/>
    public override void Silu(Tensor x, Tensor y) => Activations.Silu(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddSiluGradient(Tensor dy, Tensor x, Tensor dx) => Activations.AddSiluGradient(dy.Values, x.Values, dx.Memory);

    /// <inheritdoc/>
    public override void Softmax(Tensor x, ReadOnlySpan<int> lengths, Tensor y)
    {
        int width = x.Shape.Last;
        for (int row = 0; row < x.Shape.Rows; row++)
        {
            int length = lengths.IsEmpty ? width : lengths[row];
            Kernels.Softmax.Row(x.Values.Slice(row * width, length), y.Memory.Slice(row * width, length));
            y.Memory.Slice(row * width + length, width - length).Clear();
        }
    }

    /// <inheritdoc/>
    public override void AddSoftmaxGradient(Tensor dy, Tensor y, ReadOnlySpan<int> lengths, Tensor dx)
    {
        int width = y.Shape.Last;
        for (int row = 0; row < y.Shape.Rows; row++)
        {
            int length = lengths.IsEmpty ? width : lengths[row];
            Kernels.Softmax.AddGradient(dy.Values.Slice(row * width, length), y.Values.Slice(row * width, length), dx.Memory.Slice(row * width, length));
        }
    }

    /// <inheritdoc/>
    public override void LayerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor inverseDeviation) =>
        Kernels.LayerNorm.Forward(x.Values, x.Shape.Rows, x.Shape.Last, weight.Values, bias.Values, epsilon, y.Memory, mean.Memory, inverseDeviation.Memory);

    /// <inheritdoc/>
    public override void AddLayerNormGradient(Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor inverseDeviation, Tensor dx, Tensor dWeight, Tensor dBias) =>
        Kernels.LayerNorm.Backward(dy.Values, x.Values, x.Shape.Rows, x.Shape.Last, weight.Values, mean.Values, inverseDeviation.Values, dx.Memory, dWeight.Memory, dBias.Memory);

    /// <inheritdoc/>
    public override void Dropout(Tensor x, in DropoutDraw draw, Tensor y) =>
        Kernels.Dropout.Apply(x.Values, x.Shape.Rows, x.Shape.Last, draw.Sentences.Span, draw.Times.Span, draw.Rate, draw.Seed, draw.Step, draw.Place, y.Memory);

    /// <inheritdoc/>
    public override void AddDropoutGradient(Tensor dy, in DropoutDraw draw, Tensor dx) =>
        Kernels.Dropout.AddGradient(dy.Values, dy.Shape.Rows, dy.Shape.Last, draw.Sentences.Span, draw.Times.Span, draw.Rate, draw.Seed, draw.Step, draw.Place, dx.Memory);

    /// <inheritdoc/>
    public override void GruCell(Tensor xGates, Tensor hGates, Tensor previous, Tensor gates, Tensor h) =>
        Kernels.GruCell.Forward(xGates.Values, hGates.Values, previous.Values, h.Shape.Rows, h.Shape.Last, gates.Memory, h.Memory);

    /// <inheritdoc/>
    public override void GruCellGradient(Tensor dh, Tensor gates, Tensor hGates, Tensor previous, Tensor dxGates, Tensor dhGates, Tensor dPrevious) =>
        Kernels.GruCell.Backward(dh.Values, gates.Values, hGates.Values, previous.Values, dh.Shape.Rows, dh.Shape.Last, dxGates.Memory, dhGates.Memory, dPrevious.Memory);

    /// <inheritdoc/>
    public override void LstmCell(Tensor xGates, Tensor hGates, Tensor previousCell, Tensor gates, Tensor cell, Tensor h) =>
        Kernels.LstmCell.Forward(xGates.Values, hGates.Values, previousCell.Values, h.Shape.Rows, h.Shape.Last, gates.Memory, cell.Memory, h.Memory);

    /// <inheritdoc/>
    public override void LstmCellGradient(Tensor dh, Tensor dCell, Tensor gates, Tensor cell, Tensor previousCell, Tensor dGates, Tensor dPreviousCell) =>
        Kernels.LstmCell.Backward(dh.Values, dCell.Values, gates.Values, cell.Values, previousCell.Values, dh.Shape.Rows, dh.Shape.Last, dGates.Memory, dPreviousCell.Memory);

    /// <inheritdoc/>
    public override double CrossEntropy(Tensor logits, ReadOnlySpan<int> targets, int ignored, float smoothing, bool gradient)
    {
        int classes = logits.Shape.Last;
        double loss = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            Span<float> of = logits.Memory.Slice(row * classes, classes);
            if (targets[row] == ignored) of.Clear();
            else if (gradient) loss += Kernels.CrossEntropy.Row(of, targets[row], smoothing, 1);
            else loss += Kernels.CrossEntropy.Loss(of, targets[row], smoothing);
        }
        return loss;
    }

    /// <inheritdoc/>
    public override int AdditiveKeysSize(int keys, int size) => checked(AdditiveScores.KeyStride(keys) * size);

    /// <inheritdoc/>
    public override void PrepareAdditiveKeys(Tensor keys, ReadOnlySpan<int> lengths, Tensor transposed, Tensor exponentials, Tensor largest)
    {
        int most = keys.Shape[1], size = keys.Shape[2], slot = transposed.Shape.Last;
        for (int b = 0; b < lengths.Length; b++)
            largest.Memory[b] = AdditiveScores.PrepareKeys(keys.Values.Slice(b * most * size, lengths[b] * size), lengths[b], size,
                transposed.Memory.Slice(b * slot, slot), exponentials.Memory.Slice(b * slot, slot));
    }

    /// <inheritdoc/>
    public override void AddAdditiveKeysGradient(Tensor dTransposed, ReadOnlySpan<int> lengths, Tensor dKeys)
    {
        int most = dKeys.Shape[1], size = dKeys.Shape[2], slot = dTransposed.Shape.Last;
        for (int b = 0; b < lengths.Length; b++)
            AdditiveScores.AddKeysGradient(dTransposed.Values.Slice(b * slot, slot), lengths[b], size, dKeys.Memory.Slice(b * most * size, lengths[b] * size));
    }

    /// <inheritdoc/>
    public override void AdditiveAttention(Tensor queries, in AdditiveOperands memory, ReadOnlySpan<int> sentences, Tensor weights, Tensor context)
    {
        int size = queries.Shape.Last, most = weights.Shape.Last, valueSize = context.Shape.Last, slot = memory.Transposed.Shape.Last;
        for (int row = 0; row < sentences.Length; row++)
        {
            int b = sentences[row], keys = memory.Lengths[b];
            Span<float> scores = weights.Memory.Slice(row * most, keys);
            AdditiveScores.Score(queries.Values.Slice(row * size, size), memory.Transposed.Values.Slice(b * slot, slot), memory.Exponentials.Values.Slice(b * slot, slot),
                memory.Largest.Values[b], memory.Score.Values, keys, size, scores);
            Kernels.Softmax.Row(scores, scores);
            weights.Memory.Slice(row * most + keys, most - keys).Clear();
            Attend.Context(scores, memory.Values.Values.Slice(b * most * valueSize, keys * valueSize), valueSize, keys, valueSize, context.Memory.Slice(row * valueSize, valueSize));
        }
    }

    /// <inheritdoc/>
    public override void AddAdditiveAttentionGradient(Tensor dContext, Tensor? dWeights, Tensor queries, in AdditiveOperands memory, ReadOnlySpan<int> sentences, Tensor weights,
        Tensor dQueries, Tensor dTransposed, Tensor dScore, Tensor dValues)
    {
        int size = queries.Shape.Last, most = weights.Shape.Last, valueSize = dContext.Shape.Last, slot = memory.Transposed.Shape.Last;
        Workspace workspace = queries.Workspace ?? new Workspace();
        using Workspace.Scope scope = workspace.Open();
        Span<float> dw = workspace.New(new(most)).Memory, ds = workspace.New(new(most)).Memory;
        for (int row = 0; row < sentences.Length; row++)
        {
            int b = sentences[row], keys = memory.Lengths[b];
            ReadOnlySpan<float> alpha = weights.Values.Slice(row * most, keys);
            Span<float> dAlpha = dw[..keys], dScores = ds[..keys];
            if (dWeights is null) dAlpha.Clear();
            else dWeights.Values.Slice(row * most, keys).CopyTo(dAlpha);
            dScores.Clear();
            Attend.AddGradient(dContext.Values.Slice(row * valueSize, valueSize), alpha, memory.Values.Values.Slice(b * most * valueSize, keys * valueSize), valueSize, keys, valueSize,
                dAlpha, dValues.Memory.Slice(b * most * valueSize, keys * valueSize));
            Kernels.Softmax.AddGradient(dAlpha, alpha, dScores);
            AdditiveScores.AddGradient(dScores, queries.Values.Slice(row * size, size), memory.Transposed.Values.Slice(b * slot, slot), memory.Exponentials.Values.Slice(b * slot, slot),
                memory.Largest.Values[b], memory.Score.Values, keys, size, dQueries.Memory.Slice(row * size, size), dTransposed.Memory.Slice(b * slot, slot), dScore.Memory);
        }
    }

    /// <inheritdoc/>
    public override void Attention(AttentionOperands operands, Tensor context, Tensor logSumExp)
    {
        context.Memory.Clear();
        logSumExp.Memory.Fill(float.NegativeInfinity);                     // of rows that no span names
        AttentionJob.Forward(CallOf(operands), operands.Spans, context.Memory, logSumExp.Memory, _workers);
    }

    /// <inheritdoc/>
    public override void AddAttentionGradient(AttentionOperands operands, Tensor context, Tensor logSumExp, Tensor dContext,
        Tensor dQueries, Tensor dKeys, Tensor dValues, Tensor? dKeyBias, Tensor? dScoreVector, Tensor? dBiasTable)
    {
        var gradients = new FusedAttentionGradient.Gradients(dQueries.Memory, dKeys.Memory, dValues.Memory, MemoryOf(dKeyBias), MemoryOf(dScoreVector), MemoryOf(dBiasTable));
        AttentionSpan[] spans = [.. operands.Spans.OrderBy(span => span.FirstKey)];      // stable: those that share keys become neighbours, in their order
        AttentionJob.Backward(CallOf(operands), spans, context.Values, logSumExp.Values, dContext.Values, gradients, _workers);
    }

    /// <inheritdoc/>
    public override void AttentionWeights(AttentionOperands operands, Tensor logSumExp, int span, int head, Tensor weights) =>
        AttentionJob.Weights(CallOf(operands), operands.Spans[span], head, logSumExp.Values, weights.Memory);

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
        int size = queries.Shape.Last, most = weights.Shape.Last, valueSize = dContext.Shape.Last;
        Workspace workspace = queries.Workspace ?? new Workspace();
        using Workspace.Scope scope = workspace.Open();
        Span<float> dw = workspace.New(new(most)).Memory, ds = workspace.New(new(most)).Memory;
        for (int row = 0; row < sentences.Length; row++)
        {
            int b = sentences[row], keys = memory.Lengths[b];
            ReadOnlySpan<float> alpha = weights.Values.Slice(row * most, keys);
            Span<float> dAlpha = dw[..keys], dScores = ds[..keys];
            if (dWeights is null) dAlpha.Clear();
            else dWeights.Values.Slice(row * most, keys).CopyTo(dAlpha);
            dScores.Clear();
            Attend.AddGradient(dContext.Values.Slice(row * valueSize, valueSize), alpha, memory.Values.Values.Slice(b * most * valueSize, keys * valueSize), valueSize, keys, valueSize,
                dAlpha, dValues.Memory.Slice(b * most * valueSize, keys * valueSize));
            Kernels.Softmax.AddGradient(dAlpha, alpha, dScores);
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
    public override void HeadLinear(Tensor x, Tensor weight, int heads, Tensor y)
    {
        int rows = x.Shape.Rows, inputs = weight.Shape[1], outputs = weight.Shape[0] / heads;
        for (int h = 0; h < heads; h++)
            MultiplyPacked(x.Values[(h * inputs)..], heads * inputs, false, weight.Values.Slice(h * outputs * inputs, outputs * inputs), inputs, true,
                y.Memory[(h * outputs)..], heads * outputs, rows, outputs, inputs, false, y.Workspace);
    }

    /// <inheritdoc/>
    public override void AddHeadLinearGradient(Tensor dy, Tensor x, Tensor weight, int heads, Tensor dx, Tensor dWeight)
    {
        int rows = x.Shape.Rows, inputs = weight.Shape[1], outputs = weight.Shape[0] / heads;
        for (int h = 0; h < heads; h++)
        {
            ReadOnlySpan<float> d = dy.Values[(h * outputs)..];
            MultiplyPacked(d, heads * outputs, false, weight.Values.Slice(h * outputs * inputs, outputs * inputs), inputs, false,
                dx.Memory[(h * inputs)..], heads * inputs, rows, inputs, outputs, true, x.Workspace);
            MultiplyPacked(d, heads * outputs, true, x.Values[(h * inputs)..], heads * inputs, false,
                dWeight.Memory.Slice(h * outputs * inputs, outputs * inputs), inputs, outputs, inputs, rows, true, x.Workspace);
        }
    }

    /// <inheritdoc/>
    public override void Normalize(Tensor x, Tensor y, Tensor inverse) => Norms.Normalize(x.Values, x.Shape.Rows, x.Shape.Last, y.Memory, inverse.Memory);

    /// <inheritdoc/>
    public override void AddNormalizeGradient(Tensor dy, Tensor y, Tensor inverse, Tensor dx) =>
        Norms.AddNormalizeGradient(dy.Values, y.Values, y.Shape.Rows, y.Shape.Last, inverse.Values, dx.Memory);

    /// <inheritdoc/>
    public override void SquaredNorm(Tensor x, Tensor y) => Norms.Squared(x.Values, x.Shape.Rows, x.Shape.Last, y.Memory);

    /// <inheritdoc/>
    public override void AddSquaredNormGradient(Tensor dy, Tensor x, Tensor dx)
    {
        int width = x.Shape.Last;
        for (int row = 0; row < x.Shape.Rows; row++) Elementwise.AddScaled(x.Values.Slice(row * width, width), 2 * dy.Values[row], dx.Memory.Slice(row * width, width));
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
        Span<float> state = workspace.New(shape).Memory, dState = workspace.New(shape).Memory, none = workspace.New(new(size)).Memory;
        foreach (AttentionSpan span in spans)
            for (int head = 0; head < heads; head++)
            {
                // Forwards for the queries, whose gradient needs what was seen; backwards for keys and values, whose gradient needs all that asked later.
                state.Clear();
                dState.Clear();
                for (int i = 0, seen = 0; i < span.Queries; i++)
                {
                    for (int end = causal ? Math.Min(span.Keys, span.Position + i + 1) : span.Keys; seen < end; seen++)
                        LinearAttentionKernel.See(Part(keys.Values, span.FirstKey + seen, head, heads, size), Part(values.Values, span.FirstKey + seen, head, heads, valueSize), state);
                    int row = span.FirstQuery + i;
                    LinearAttentionKernel.AskGradient(Part(dOutput.Values, row, head, heads, valueSize), Part(output.Values, row, head, heads, valueSize), sums.Values[row * heads + head],
                        Part(queries.Values, row, head, heads, size), state, Part(dQueries.Memory, row, head, heads, size), dState);
                }
                if (causal) dState.Clear();
                for (int key = span.Keys - 1, query = span.Queries - 1; key >= 0; key--)
                {
                    for (; causal && query >= 0 && span.Position + query >= key; query--)
                    {
                        int row = span.FirstQuery + query;
                        LinearAttentionKernel.AskGradient(Part(dOutput.Values, row, head, heads, valueSize), Part(output.Values, row, head, heads, valueSize), sums.Values[row * heads + head],
                            Part(queries.Values, row, head, heads, size), state, none, dState);
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

    /// <inheritdoc/>
    public override void Adam(Tensor parameters, Tensor gradient, Tensor mean, Tensor variance, in AdamStep step) =>
        Kernels.Adam.Step(parameters.Memory, gradient.Values, mean.Memory, variance.Memory, step.GradientScale, step.LearningRate, step.Beta1, step.Beta2, step.Epsilon, step.WeightDecay, step.Number);

    /// <inheritdoc/>
    public override void AddPairwise(Tensor into, Tensor other) => Elementwise.AddTo(other.Values, into.Memory);

    /// <inheritdoc/>
    public override double SquareSum(Tensor x) => Elementwise.SquareSum(x.Values);

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

    private static void Put(ReadOnlySpan<float> from, Span<float> to, bool accumulate)
    {
        if (accumulate) Elementwise.AddTo(from, to);
        else from.CopyTo(to);
    }

    private void MultiplyPacked(Tensor a, int lda, bool transposeA, ReadOnlySpan<float> b, int ldb, bool transposeB, Span<float> c, int m, int n, int k, bool accumulate, Tensor owner) =>
        MultiplyPacked(a.Values, lda, transposeA, b, ldb, transposeB, c, n, m, n, k, accumulate, a.Workspace ?? owner.Workspace);

    // The right operand is packed into scratch memory of the workspace first.
    private void MultiplyPacked(ReadOnlySpan<float> a, int lda, bool transposeA, ReadOnlySpan<float> b, int ldb, bool transposeB, Span<float> c, int ldc, int m, int n, int k, bool accumulate,
        Workspace? workspace)
    {
        workspace ??= new Workspace(this);
        using Workspace.Scope scope = workspace.Open();
        Span<float> packed = workspace.New(new(MatMul.PackedLength(k, n))).Memory;
        MatMul.Pack(b, ldb, transposeB, k, n, packed, _workers);
        MatMul.Run(a, lda, transposeA, packed, default, c, ldc, m, n, k, accumulate, _workers);
    }
}
