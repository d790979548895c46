using Heed.Kernels;
using Heed.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Heed.Lab;

/// <summary>
/// Counts what it is asked to do and has another backend do it: multiply-adds of products and of attention, and the bytes of every operand. A fused operation declares its own, those of the products it
/// stands for; functions of single elements count bytes and no multiply-adds. It also follows which operation waits for which.
/// </summary>
public sealed class CountingBackend(Backend inner) : Backend
{
    // Scores, softmax and weighted sum; with the sum of query and key and its tanh; of linear attention both φ, the sums over keys, and their product with queries.
    private const int AttentionSteps = 3, AdditiveSteps = 5, LinearAttentionSteps = 3;

    // For each number of a tensor the operations that it waited for.
    private readonly Dictionary<Tensor, int[]> _waited = new(ReferenceEqualityComparer.Instance);

    /// <summary>Multiply-adds so far.</summary>
    public long MultiplyAdds { get; private set; }

    /// <summary>Those of <see cref="MultiplyAdds"/> that attention itself made: scores and weighted values, not projections.</summary>
    public long AttentionMultiplyAdds { get; private set; }

    /// <summary>Bytes of operands so far, read or written.</summary>
    public long Bytes { get; private set; }

    /// <summary>Operations so far.</summary>
    public long Operations { get; private set; }

    /// <summary>
    /// The longest chain of operations of which each reads what the one before wrote: what no number of processors shortens. An operation that loops over time is as many as its steps; a fused one declares those it
    /// stands for; what only moves numbers is none.
    /// </summary>
    public int Depth { get; private set; }

    /// <summary>Begins to count anew.</summary>
    public void Reset()
    {
        (MultiplyAdds, AttentionMultiplyAdds, Bytes, Operations, Depth) = (0, 0, 0, 0, 0);
        _waited.Clear();
    }

    /// <inheritdoc/>
    public override PreparedWeight Prepare(Tensor weight, WeightFormat format = WeightFormat.Float32) => inner.Prepare(weight, format);

    /// <inheritdoc/>
    public override void Linear(Tensor x, PreparedWeight weight, Tensor? bias, Tensor y)
    {
        Count((long)x.Shape.Rows * weight.Inputs * weight.Outputs, [x, bias, weight.Value], [y]);
        inner.Linear(x, weight, bias, y);
    }

    /// <inheritdoc/>
    public override void LinearOf(Tensor x, PreparedWeight weight, IReadOnlyList<int[]> outputs, Tensor y)
    {
        Count(outputs.Sum(of => (long)of.Length) * weight.Inputs, [x, weight.Value], [y]);
        inner.LinearOf(x, weight, outputs, y);
    }

    /// <inheritdoc/>
    public override void AddInputGradient(Tensor dy, PreparedWeight weight, Tensor dx)
    {
        Count((long)dy.Shape.Rows * weight.Inputs * weight.Outputs, [dy, dx, weight.Value], [dx]);
        inner.AddInputGradient(dy, weight, dx);
    }

    /// <inheritdoc/>
    public override void AddWeightGradient(Tensor dy, Tensor x, Tensor dWeight)
    {
        Count((long)x.Shape.Rows * x.Shape.Last * dy.Shape.Last, [dy, x, dWeight], [dWeight]);
        inner.AddWeightGradient(dy, x, dWeight);
    }

    /// <inheritdoc/>
    public override void BatchMatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, bool accumulate, Tensor c)
    {
        Count((long)c.Shape.Count * (transposeA ? a.Shape[1] : a.Shape[2]), accumulate ? [a, b, c] : [a, b], [c]);
        inner.BatchMatMul(a, transposeA, b, transposeB, accumulate, c);
    }

    /// <inheritdoc/>
    public override void Copy(Tensor x, Tensor y)
    {
        Count(0, [x], [y], steps: 0);
        inner.Copy(x, y);
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor x, Tensor y)
    {
        Count(0, [x, y], [y]);
        inner.AddTo(x, y);
    }

    /// <inheritdoc/>
    public override void Add(Tensor x, Tensor y, Tensor z)
    {
        Count(0, [x, y], [z]);
        inner.Add(x, y, z);
    }

    /// <inheritdoc/>
    public override void Multiply(Tensor x, Tensor y, Tensor z)
    {
        Count(0, [x, y], [z]);
        inner.Multiply(x, y, z);
    }

    /// <inheritdoc/>
    public override void AddProduct(Tensor x, Tensor y, Tensor z)
    {
        Count(0, [x, y, z], [z]);
        inner.AddProduct(x, y, z);
    }

    /// <inheritdoc/>
    public override void Scale(Tensor x, float factor, Tensor y)
    {
        Count(0, [x], [y]);
        inner.Scale(x, factor, y);
    }

    /// <inheritdoc/>
    public override void AddScaled(Tensor x, float factor, Tensor y)
    {
        Count(0, [x, y], [y]);
        inner.AddScaled(x, factor, y);
    }

    /// <inheritdoc/>
    public override void Log(Tensor x, Tensor y)
    {
        Count(0, [x], [y]);
        inner.Log(x, y);
    }

    /// <inheritdoc/>
    public override void AddRowsTo(Tensor x, Tensor sum)
    {
        Count(0, [x, sum], [sum]);
        inner.AddRowsTo(x, sum);
    }

    /// <inheritdoc/>
    public override void AddPairs(Tensor x, Tensor y, Tensor z)
    {
        Count(0, [x, y], [z]);
        inner.AddPairs(x, y, z);
    }

    /// <inheritdoc/>
    public override void AddPairsGradient(Tensor dz, Tensor dx, Tensor dy)
    {
        Count(0, [dz, dx, dy], [dx, dy]);
        inner.AddPairsGradient(dz, dx, dy);
    }

    /// <inheritdoc/>
    public override void Gather(Tensor x, ReadOnlySpan<int> indices, Tensor y)
    {
        Count(0, [x], [y], steps: 0);
        inner.Gather(x, indices, y);
    }

    /// <inheritdoc/>
    public override void AddScattered(Tensor y, ReadOnlySpan<int> indices, Tensor x)
    {
        Count(0, [y, x], [x], steps: 0);
        inner.AddScattered(y, indices, x);
    }

    /// <inheritdoc/>
    public override void Rotate(Tensor x, ReadOnlySpan<int> positions, Tensor turns, Tensor y)
    {
        Count(0, [x, turns], [y]);
        inner.Rotate(x, positions, turns, y);
    }

    /// <inheritdoc/>
    public override void AddRotateGradient(Tensor dy, ReadOnlySpan<int> positions, Tensor turns, Tensor dx)
    {
        Count(0, [dy, turns, dx], [dx]);
        inner.AddRotateGradient(dy, positions, turns, dx);
    }

    /// <inheritdoc/>
    public override void CopyIntoColumns(Tensor x, int from, Tensor y)
    {
        Count(0, [x], [y], steps: 0);
        inner.CopyIntoColumns(x, from, y);
    }

    /// <inheritdoc/>
    public override void AddFromColumns(Tensor y, int from, Tensor x)
    {
        Count(0, [y, x], [x], steps: 0);
        inner.AddFromColumns(y, from, x);
    }

    /// <inheritdoc/>
    public override void Tanh(Tensor x, Tensor y)
    {
        Count(0, [x], [y]);
        inner.Tanh(x, y);
    }

    /// <inheritdoc/>
    public override void AddTanhGradient(Tensor dy, Tensor y, Tensor dx)
    {
        Count(0, [dy, y, dx], [dx]);
        inner.AddTanhGradient(dy, y, dx);
    }

    /// <inheritdoc/>
    public override void Sigmoid(Tensor x, Tensor y)
    {
        Count(0, [x], [y]);
        inner.Sigmoid(x, y);
    }

    /// <inheritdoc/>
    public override void AddSigmoidGradient(Tensor dy, Tensor y, Tensor dx)
    {
        Count(0, [dy, y, dx], [dx]);
        inner.AddSigmoidGradient(dy, y, dx);
    }

    /// <inheritdoc/>
    public override void Relu(Tensor x, Tensor y)
    {
        Count(0, [x], [y]);
        inner.Relu(x, y);
    }

    /// <inheritdoc/>
    public override void AddReluGradient(Tensor dy, Tensor y, Tensor dx)
    {
        Count(0, [dy, y, dx], [dx]);
        inner.AddReluGradient(dy, y, dx);
    }

    /// <inheritdoc/>
    public override void Glu(Tensor x, Tensor y)
    {
        Count(0, [x], [y]);
        inner.Glu(x, y);
    }

    /// <inheritdoc/>
    public override void AddGluGradient(Tensor dy, Tensor x, Tensor dx)
    {
        Count(0, [dy, x, dx], [dx]);
        inner.AddGluGradient(dy, x, dx);
    }

    /// <inheritdoc/>
    public override void Gelu(Tensor x, Tensor y)
    {
        Count(0, [x], [y]);
        inner.Gelu(x, y);
    }

    /// <inheritdoc/>
    public override void AddGeluGradient(Tensor dy, Tensor x, Tensor dx)
    {
        Count(0, [dy, x, dx], [dx]);
        inner.AddGeluGradient(dy, x, dx);
    }

    /// <inheritdoc/>
    public override void Silu(Tensor x, Tensor y)
    {
        Count(0, [x], [y]);
        inner.Silu(x, y);
    }

    /// <inheritdoc/>
    public override void AddSiluGradient(Tensor dy, Tensor x, Tensor dx)
    {
        Count(0, [dy, x, dx], [dx]);
        inner.AddSiluGradient(dy, x, dx);
    }

    /// <inheritdoc/>
    public override void Softmax(Tensor x, ReadOnlySpan<int> lengths, Tensor y)
    {
        Count(0, [x], [y]);
        inner.Softmax(x, lengths, y);
    }

    /// <inheritdoc/>
    public override void AddSoftmaxGradient(Tensor dy, Tensor y, ReadOnlySpan<int> lengths, Tensor dx)
    {
        Count(0, [dy, y, dx], [dx]);
        inner.AddSoftmaxGradient(dy, y, lengths, dx);
    }

    /// <inheritdoc/>
    public override void LayerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor inverseDeviation)
    {
        Count(0, [x, weight, bias], [y, mean, inverseDeviation]);
        inner.LayerNorm(x, weight, bias, epsilon, y, mean, inverseDeviation);
    }

    /// <inheritdoc/>
    public override void AddLayerNormGradient(Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor inverseDeviation, Tensor dx, Tensor dWeight, Tensor dBias)
    {
        Count(0, [dy, x, weight, mean, inverseDeviation, dx, dWeight, dBias], [dx, dWeight, dBias]);
        inner.AddLayerNormGradient(dy, x, weight, mean, inverseDeviation, dx, dWeight, dBias);
    }

    /// <inheritdoc/>
    public override void Dropout(Tensor x, in DropoutDraw draw, Tensor y)
    {
        Count(0, [x], [y]);
        inner.Dropout(x, in draw, y);
    }

    /// <inheritdoc/>
    public override void AddDropoutGradient(Tensor dy, in DropoutDraw draw, Tensor dx)
    {
        Count(0, [dy, dx], [dx]);
        inner.AddDropoutGradient(dy, in draw, dx);
    }

    /// <inheritdoc/>
    public override void GruCell(Tensor xGates, Tensor hGates, Tensor previous, Tensor gates, Tensor h)
    {
        Count(0, [xGates, hGates, previous], [gates, h]);
        inner.GruCell(xGates, hGates, previous, gates, h);
    }

    /// <inheritdoc/>
    public override void GruCellGradient(Tensor dh, Tensor gates, Tensor hGates, Tensor previous, Tensor dxGates, Tensor dhGates, Tensor dPrevious)
    {
        Count(0, [dh, gates, hGates, previous, dxGates, dhGates, dPrevious], [dxGates, dhGates, dPrevious]);
        inner.GruCellGradient(dh, gates, hGates, previous, dxGates, dhGates, dPrevious);
    }

    /// <inheritdoc/>
    public override void LstmCell(Tensor xGates, Tensor hGates, Tensor previousCell, Tensor gates, Tensor cell, Tensor h)
    {
        Count(0, [xGates, hGates, previousCell], [gates, cell, h]);
        inner.LstmCell(xGates, hGates, previousCell, gates, cell, h);
    }

    /// <inheritdoc/>
    public override void LstmCellGradient(Tensor dh, Tensor dCell, Tensor gates, Tensor cell, Tensor previousCell, Tensor dGates, Tensor dPreviousCell)
    {
        Count(0, [dh, dCell, gates, cell, previousCell, dGates, dPreviousCell], [dGates, dPreviousCell]);
        inner.LstmCellGradient(dh, dCell, gates, cell, previousCell, dGates, dPreviousCell);
    }

    /// <inheritdoc/>
    public override double CrossEntropy(Tensor logits, ReadOnlySpan<int> targets, int ignored, float smoothing, bool gradient)
    {
        Count(0, [logits], [logits]);
        return inner.CrossEntropy(logits, targets, ignored, smoothing, gradient);
    }

    /// <inheritdoc/>
    public override (Tensor Panels, Tensor? Strips, Tensor Largest) PrepareAdditiveKeys(Tensor keys, ReadOnlySpan<int> lengths, bool forGradient) => inner.PrepareAdditiveKeys(keys, lengths, forGradient);

    /// <inheritdoc/>
    public override void AddAdditiveKeysGradient(Tensor dStrips, ReadOnlySpan<int> lengths, Tensor dKeys)
    {
        Count(0, [dStrips, dKeys], [dKeys]);
        inner.AddAdditiveKeysGradient(dStrips, lengths, dKeys);
    }

    /// <inheritdoc/>
    public override void AdditiveAttention(Tensor queries, in AdditiveOperands memory, ReadOnlySpan<int> sentences, Tensor weights, Tensor context)
    {
        Count(PairsOf(sentences, memory.Lengths) * (memory.Keys.Shape.Last + memory.Values.Shape.Last), [queries, memory.Keys, memory.Values], [weights, context], steps: AdditiveSteps);
        inner.AdditiveAttention(queries, in memory, sentences, weights, context);
    }

    /// <inheritdoc/>
    public override void AddAdditiveAttentionGradient(Tensor dContext, Tensor? dWeights, Tensor queries, in AdditiveOperands memory, ReadOnlySpan<int> sentences, Tensor weights, Tensor dQueries, Tensor dStrips, Tensor dScore, Tensor dValues)
    {
        Count(0, [dContext, dWeights, queries, weights, dQueries, dStrips, dScore, dValues], [dQueries, dStrips, dScore, dValues]);
        inner.AddAdditiveAttentionGradient(dContext, dWeights, queries, in memory, sentences, weights, dQueries, dStrips, dScore, dValues);
    }

    /// <inheritdoc/>
    public override void Attention(AttentionOperands operands, Tensor context, Tensor logSumExp)
    {
        AttentionMultiplyAdds += PairsOf(operands) * SizesOf(operands);
        Count(PairsOf(operands) * SizesOf(operands), [operands.Queries, operands.Keys, operands.Values], [context, logSumExp], steps: AttentionSteps);
        inner.Attention(operands, context, logSumExp);
    }

    /// <inheritdoc/>
    public override void AddAttentionGradient(AttentionOperands operands, Tensor context, Tensor logSumExp, Tensor dContext, Tensor dQueries, Tensor dKeys, Tensor dValues, Tensor? dKeyBias, Tensor? dScoreVector, Tensor? dBiasTable)
    {
        Count(PairsOf(operands) * SizesOf(operands) * 5 / 2, [context, logSumExp, dContext, dQueries, dKeys, dValues, dKeyBias, dScoreVector, dBiasTable, operands.Queries, operands.Keys, operands.Values], [dQueries, dKeys, dValues, dKeyBias, dScoreVector, dBiasTable]);
        inner.AddAttentionGradient(operands, context, logSumExp, dContext, dQueries, dKeys, dValues, dKeyBias, dScoreVector, dBiasTable);
    }

    /// <inheritdoc/>
    public override void AttentionWeights(AttentionOperands operands, Tensor logSumExp, int span, int head, Tensor weights)
    {
        Count(0, [logSumExp, operands.Queries, operands.Keys, operands.Values], [weights]);
        inner.AttentionWeights(operands, logSumExp, span, head, weights);
    }

    /// <inheritdoc/>
    public override void DotAttention(Tensor queries, DotOperands memory, ReadOnlySpan<int> sentences, Tensor weights, Tensor context)
    {
        Count(PairsOf(sentences, memory.Lengths) * (memory.Keys.Shape.Last + memory.Values.Shape.Last), [queries, memory.Keys, memory.Values], [weights, context], steps: AttentionSteps);
        inner.DotAttention(queries, memory, sentences, weights, context);
    }

    /// <inheritdoc/>
    public override void AddDotAttentionGradient(Tensor dContext, Tensor? dWeights, Tensor queries, DotOperands memory, ReadOnlySpan<int> sentences, Tensor weights, Tensor dQueries, Tensor dKeys, Tensor? dBias, Tensor dValues)
    {
        Count(0, [dContext, dWeights, queries, weights, dQueries, dKeys, dBias, dValues], [dQueries, dKeys, dBias, dValues]);
        inner.AddDotAttentionGradient(dContext, dWeights, queries, memory, sentences, weights, dQueries, dKeys, dBias, dValues);
    }

    /// <inheritdoc/>
    public override void MaskedSoftmax(Tensor scores, int heads, ReadOnlySpan<int> keys, ReadOnlySpan<int> positions, MaskSpec mask, Tensor weights)
    {
        Count(0, [scores], [weights]);
        inner.MaskedSoftmax(scores, heads, keys, positions, mask, weights);
    }

    /// <inheritdoc/>
    public override void AddAttentionBias(Tensor scores, AttentionBias bias, int heads, ReadOnlySpan<int> positions, Tensor y)
    {
        Count(0, [scores], [y]);
        inner.AddAttentionBias(scores, bias, heads, positions, y);
    }

    /// <inheritdoc/>
    public override void AddAttentionBiasGradient(Tensor dScores, AttentionBias bias, int heads, ReadOnlySpan<int> positions, Tensor dTable)
    {
        Count(0, [dScores, dTable], [dTable]);
        inner.AddAttentionBiasGradient(dScores, bias, heads, positions, dTable);
    }

    /// <inheritdoc/>
    public override void SplitHeads(Tensor x, int heads, bool accumulate, Tensor y)
    {
        Count(0, accumulate ? [x, y] : [x], [y], steps: 0);
        inner.SplitHeads(x, heads, accumulate, y);
    }

    /// <inheritdoc/>
    public override void JoinHeads(Tensor x, int heads, bool accumulate, Tensor y)
    {
        Count(0, accumulate ? [x, y] : [x], [y], steps: 0);
        inner.JoinHeads(x, heads, accumulate, y);
    }

    /// <inheritdoc/>
    public override void HeadLinear(Tensor x, Tensor weight, int heads, Tensor y)
    {
        Count((long)x.Shape.Rows * weight.Shape.Count, [x, weight], [y]);
        inner.HeadLinear(x, weight, heads, y);
    }

    /// <inheritdoc/>
    public override void AddHeadLinearGradient(Tensor dy, Tensor x, Tensor weight, int heads, Tensor dx, Tensor dWeight)
    {
        Count(2L * x.Shape.Rows * weight.Shape.Count, [dy, x, weight, dx, dWeight], [dx, dWeight]);
        inner.AddHeadLinearGradient(dy, x, weight, heads, dx, dWeight);
    }

    /// <inheritdoc/>
    public override void Normalize(Tensor x, Tensor y, Tensor inverse)
    {
        Count(0, [x], [y, inverse]);
        inner.Normalize(x, y, inverse);
    }

    /// <inheritdoc/>
    public override void AddNormalizeGradient(Tensor dy, Tensor y, Tensor inverse, Tensor dx)
    {
        Count(0, [dy, y, inverse, dx], [dx]);
        inner.AddNormalizeGradient(dy, y, inverse, dx);
    }

    /// <inheritdoc/>
    public override void SquaredNorm(Tensor x, Tensor y)
    {
        Count(0, [x], [y]);
        inner.SquaredNorm(x, y);
    }

    /// <inheritdoc/>
    public override void AddSquaredNormGradient(Tensor dy, Tensor x, Tensor dx)
    {
        Count(0, [dy, x, dx], [dx]);
        inner.AddSquaredNormGradient(dy, x, dx);
    }

    /// <inheritdoc/>
    public override void LinearAttention(Tensor queries, Tensor keys, Tensor values, int heads, ReadOnlySpan<AttentionSpan> spans, bool causal, Tensor output, Tensor sums)
    {
        AttentionMultiplyAdds += 2L * queries.Shape.Rows * (queries.Shape.Last / heads) * values.Shape.Last;
        Count(2L * queries.Shape.Rows * (queries.Shape.Last / heads) * values.Shape.Last, [queries, keys, values], [output, sums], steps: LinearAttentionSteps);
        inner.LinearAttention(queries, keys, values, heads, spans, causal, output, sums);
    }

    /// <inheritdoc/>
    public override void AddLinearAttentionGradient(Tensor dOutput, Tensor output, Tensor sums, Tensor queries, Tensor keys, Tensor values, int heads, ReadOnlySpan<AttentionSpan> spans, bool causal, Tensor dQueries, Tensor dKeys, Tensor dValues)
    {
        Count(6L * queries.Shape.Rows * (queries.Shape.Last / heads) * values.Shape.Last, [dOutput, output, sums, queries, keys, values, dQueries, dKeys, dValues], [dQueries, dKeys, dValues]);
        inner.AddLinearAttentionGradient(dOutput, output, sums, queries, keys, values, heads, spans, causal, dQueries, dKeys, dValues);
    }

    /// <inheritdoc/>
    public override void LinearAttentionStep(Tensor query, Tensor key, Tensor value, int heads, Tensor state, Tensor output)
    {
        Count(0, [query, key, value, state, output], [state, output]);
        inner.LinearAttentionStep(query, key, value, heads, state, output);
    }

    /// <inheritdoc/>
    public override double GuideLoss(Tensor weights, ReadOnlySpan<WantedWeight> wanted, float factor)
    {
        Count(0, [weights], []);
        return inner.GuideLoss(weights, wanted, factor);
    }

    /// <inheritdoc/>
    public override void AddGuideGradient(Tensor weights, ReadOnlySpan<WantedWeight> wanted, float factor, Tensor dWeights)
    {
        Count(0, [weights, dWeights], [dWeights]);
        inner.AddGuideGradient(weights, wanted, factor, dWeights);
    }

    /// <inheritdoc/>
    public override void Adam(Tensor parameters, Tensor gradient, Tensor mean, Tensor variance, in AdamStep step)
    {
        Count(0, [parameters, gradient, mean, variance], [parameters, mean, variance]);
        inner.Adam(parameters, gradient, mean, variance, in step);
    }

    /// <inheritdoc/>
    public override void Muon(Tensor parameters, Tensor gradient, Tensor momentum, in MuonStep step)
    {
        Count(0, [parameters, gradient, momentum], [parameters, momentum]);
        inner.Muon(parameters, gradient, momentum, in step);
    }

    /// <inheritdoc/>
    public override void AddPairwise(Tensor into, Tensor other)
    {
        Count(0, [into, other], [into]);
        inner.AddPairwise(into, other);
    }

    /// <inheritdoc/>
    public override double SquareSum(Tensor x)
    {
        Count(0, [x], []);
        return inner.SquareSum(x);
    }

    // Pairs of query and key that the mask allows, in all heads.
    private static long PairsOf(AttentionOperands operands)
    {
        long pairs = 0;
        foreach (AttentionSpan span in operands.Spans)
            for (int i = 0; i < span.Queries; i++) pairs += Math.Max(0, operands.Mask.End(span.Position + i, span.Keys) - Math.Min(operands.Mask.First(span.Position + i), span.Keys));
        return pairs * operands.Heads;
    }

    private static long PairsOf(ReadOnlySpan<int> sentences, int[] lengths)
    {
        long pairs = 0;
        foreach (int sentence in sentences) pairs += lengths[sentence];
        return pairs;
    }

    // A score and a weighted value for each pair.
    private static long SizesOf(AttentionOperands operands) => operands.Keys.Shape.Last / operands.KeyHeads + operands.Values.Shape.Last / operands.KeyHeads;

    // Operations that an output waits for: one more than the most that any operand waited for.
    private void Count(long multiplyAdds, ReadOnlySpan<Tensor?> read, ReadOnlySpan<Tensor?> written, int steps = 1)
    {
        MultiplyAdds += multiplyAdds;
        Operations++;
        int depth = 0;
        foreach (Tensor? operand in read)
        {
            if (operand is null) continue;
            Bytes += sizeof(float) * (long)operand.Shape.Count;
            if (_waited.TryGetValue(operand.Whole ?? operand, out int[]? waited)) depth = Math.Max(depth, TensorPrimitives.Max(waited.AsSpan(operand.OffsetInWhole, operand.Shape.Count)));
        }
        depth += steps;
        Depth = Math.Max(Depth, depth);
        foreach (Tensor? operand in written)
        {
            if (operand is null) continue;
            if (!read.Contains(operand)) Bytes += sizeof(float) * (long)operand.Shape.Count;
            Tensor whole = operand.Whole ?? operand;
            if (!_waited.TryGetValue(whole, out int[]? waited)) _waited.Add(whole, waited = new int[whole.Shape.Count]);
            waited.AsSpan(operand.OffsetInWhole, operand.Shape.Count).Fill(depth);
        }
    }
}
