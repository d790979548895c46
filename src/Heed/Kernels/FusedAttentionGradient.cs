using System.Buffers;

namespace Heed.Kernels;

/// <summary>
/// The gradient of <see cref="FusedAttention"/> without stored weights: for a tile of queries and a block of keys, P = e^{S − lse}, dP = dO Vᵀ, D = Σ dO O, dS = P (dP − D), dV += Pᵀ dO,
/// dQ += dS K, dK += dSᵀ Q. With dropout, P in dV and dP are multiplied by keep / (1 − rate). Dao et al. 2022, algorithm 4.
/// </summary>
internal static unsafe class FusedAttentionGradient
{
    private const int Block = AttentionCall.BlockKeys, Tile = AttentionTile.Queries;

    /// <summary>Memory that gradients are added to, pinned, laid out as what they are the gradients of; empty for those that are not wanted.</summary>
    public sealed class Gradients(Span<float> queries, Span<float> keys, Span<float> values, Span<float> keyBias, Span<float> scoreVector, Span<float> table)
    {
        public float* Queries { get; } = Pinned.Of(queries);

        public float* Keys { get; } = Pinned.Of(keys);

        public float* Values { get; } = Pinned.Of(values);

        public float* KeyBias { get; } = Pinned.Of(keyBias);

        public float* ScoreVector { get; } = Pinned.Of(scoreVector);

        public float* Table { get; } = Pinned.Of(table);
    }

    /// <summary>All queries of a span in one head.</summary>
    public static void Run(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int head, float* context, float* logSumExp, float* dContext, Gradients gradients, float[]? dTransposed)
    {
        if (Simd512.IsSupported) Run<Simd512>(call, span, blocks, head, context, logSumExp, dContext, gradients, dTransposed);
        else if (Simd256.IsSupported) Run<Simd256>(call, span, blocks, head, context, logSumExp, dContext, gradients, dTransposed);
        else if (Simd128.IsSupported) Run<Simd128>(call, span, blocks, head, context, logSumExp, dContext, gradients, dTransposed);
        else Run<Simd1>(call, span, blocks, head, context, logSumExp, dContext, gradients, dTransposed);
    }

    /// <summary>Adds the gradient of a key head's transposed keys, gathered over its queries, to that of the keys.</summary>
    public static void AddKeys(AttentionCall call, in AttentionSpan span, int keyHead, float[] dTransposed, Gradients gradients)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(Block * call.Size);
        for (int first = 0; first < span.Keys; first += Block)
        {
            int keys = Math.Min(Block, span.Keys - first);
            Span<float> rows = rented.AsSpan(0, Block * call.Size);
            rows.Clear();
            AdditiveScores.AddKeysGradient(dTransposed.AsSpan(first * call.Size, Block * call.Size), Block, call.Size, rows);
            for (int k = 0; k < keys; k++)
                Elementwise.AddTo(rows.Slice(k * call.Size, call.Size), new Span<float>(gradients.Keys + (long)(span.FirstKey + first + k) * call.KeyStride + keyHead * call.Size, call.Size));
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    private static void Run<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int head, float* context, float* logSumExp, float* dContext, Gradients gradients, float[]? dTransposed)
        where V : struct, ISimd<V>
    {
        int size = call.ValueSize, queries = MatMul.PackedLength(Tile, call.Size), outs = MatMul.PackedLength(Tile, size);
        float[] rented = ArrayPool<float>.Shared.Rent(2 * Tile * Block + Tile + queries + outs);
        fixed (float* p = rented)
        {
            float* dp = p + Tile * Block, d = dp + Tile * Block;
            Span<float> q = new(d + Tile, queries), o = new(d + Tile + queries, outs);
            for (int from = 0; from < span.Queries; from += Tile)
                RunTile<V>(call, span, blocks, head, from, Math.Min(Tile, span.Queries - from), p, dp, d, q, o, context, logSumExp, dContext, gradients, dTransposed);
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    private static void RunTile<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int head, int from, int count, float* p, float* dp, float* d, Span<float> packedQueries, Span<float> packedOuts,
        float* context, float* logSumExp, float* dContext, Gradients gradients, float[]? dTransposed) where V : struct, ISimd<V>
    {
        int keyHead = call.KeyHeadOf(head), valueSize = call.ValueSize;
        long row = span.FirstQuery + from;
        float* dOut = dContext + row * call.ContextStride + head * valueSize, outs = context + row * call.ContextStride + head * valueSize;
        for (int i = 0; i < count; i++) d[i] = Dot<V>(dOut + (long)i * call.ContextStride, outs + (long)i * call.ContextStride, valueSize);
        var dOuts = new ReadOnlySpan<float>(dOut, (count - 1) * call.ContextStride + valueSize);
        float* q = call.Queries + row * call.QueryStride + head * call.Size, dq = gradients.Queries + row * call.QueryStride + head * call.Size;
        int querySpan = (count - 1) * call.QueryStride + call.Size;
        MatMul.Pack(dOuts, call.ContextStride, false, count, valueSize, packedOuts);
        if (!call.IsAdditive) MatMul.Pack(new ReadOnlySpan<float>(q, querySpan), call.QueryStride, false, count, call.Size, packedQueries);
        (int first, int end) = call.Range(span, from, from + count);
        for (int block = first / Block; block * Block < end; block++)
        {
            int key = block * Block, keys = Math.Min(Block, span.Keys - key);
            var tile = new Span<float>(p, count * Block);
            var dTile = new Span<float>(dp, count * Block);
            AttentionTile.Scores<V>(call, span, head, from, count, blocks, block, p);
            FusedAttention.Probabilities<V>(p, count, logSumExp + row * call.Heads + head, call.Heads);
            MatMul.Run(dOuts, call.ContextStride, false, blocks.Values(block), default, dTile, Block, count, keys, valueSize, false, Workers.One);       // dP = dO Vᵀ
            long keyRow = span.FirstKey + key;
            var dValues = new Span<float>(gradients.Values + keyRow * call.ValueStride + keyHead * valueSize, (keys - 1) * call.ValueStride + valueSize);
            if (call.Dropout is { Rate: > 0 } dropout)
            {
                ScoreGradientWithDropout(call, dropout, span, head, from, count, block, keys, p, dp, d, tile, packedOuts, dValues);
            }
            else
            {
                MatMul.Run(tile, Block, true, packedOuts, default, dValues, call.ValueStride, keys, valueSize, count, true, Workers.One);                // dV += Pᵀ dO
                ScoreGradient<V>(p, dp, d, count, keys);
            }
            AddBiasGradients(call, span, head, from, count, key, keys, dp, gradients);
            if (call.IsAdditive)
            {
                AddAdditive(call, span, head, from, count, blocks, block, dp, q, dq, gradients, dTransposed!.AsSpan(key * call.Size, Block * call.Size));
                continue;
            }
            MatMul.Run(dTile, Block, false, blocks.Keys(block), default, new Span<float>(dq, querySpan), call.QueryStride, count, call.Size, keys, true, Workers.One);            // dQ += dS K
            var dKeys = new Span<float>(gradients.Keys + keyRow * call.KeyStride + keyHead * call.Size, (keys - 1) * call.KeyStride + call.Size);
            MatMul.Run(dTile, Block, true, packedQueries, default, dKeys, call.KeyStride, keys, call.Size, count, true, Workers.One);                     // dK += dSᵀ Q
        }
    }

    // dS = P (dP − D), in place of dP; zero beyond the keys.
    private static void ScoreGradient<V>(float* p, float* dp, float* d, int count, int keys) where V : struct, ISimd<V>
    {
        for (int i = 0; i < count; i++, p += Block, dp += Block)
        {
            V sum = V.All(d[i]);
            for (int k = 0; k < keys; k += V.Width)
            {
                int part = Math.Min(V.Width, keys - k);
                V.StorePart(V.LoadPart(p + k, part, 0) * (V.LoadPart(dp + k, part, 0) - sum), dp + k, part);
            }
            new Span<float>(dp + keys, Block - keys).Clear();
        }
    }

    private static void ScoreGradientWithDropout(AttentionCall call, in AttentionDropout dropout, in AttentionSpan span, int head, int from, int count, int block, int keys, float* p, float* dp, float* d,
        Span<float> tile, ReadOnlySpan<float> packedOuts, Span<float> dValues)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(Tile * Block);
        fixed (float* kept = rented)
        {
            tile.CopyTo(new Span<float>(kept, tile.Length));
            FusedAttention.Drop(dropout, span, head, from, count, block, kept);
            MatMul.Run(new ReadOnlySpan<float>(kept, count * Block), Block, true, packedOuts, default, dValues, call.ValueStride, keys, call.ValueSize, count, true, Workers.One);
            for (int i = 0; i < count; i++) new Span<float>(dp + i * Block + keys, Block - keys).Clear();
            FusedAttention.Drop(dropout, span, head, from, count, block, dp);
            for (int i = 0; i < count; i++)
                for (int k = 0; k < Block; k++) dp[i * Block + k] = k < keys ? p[i * Block + k] * (dp[i * Block + k] - d[i]) : 0;
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    private static void AddBiasGradients(AttentionCall call, in AttentionSpan span, int head, int from, int count, int key, int keys, float* ds, Gradients gradients)
    {
        if (gradients.KeyBias != null)
            for (int i = 0; i < count; i++)
                for (int k = 0; k < keys; k++) gradients.KeyBias[(long)(span.FirstKey + key + k) * call.KeyHeads + call.KeyHeadOf(head)] += ds[i * Block + k];
        if (gradients.Table == null) return;
        for (int i = 0; i < count; i++)
        {
            float* table = gradients.Table + AttentionTile.TableRow(call, span, head, from + i);
            for (int k = 0; k < keys; k++) table[Math.Clamp(key + k - span.Position - from - i - call.Least, 0, call.Distances - 1)] += ds[i * Block + k];
        }
    }

    private static void AddAdditive(AttentionCall call, in AttentionSpan span, int head, int from, int count, AttentionBlocks blocks, int block, float* ds, float* q, float* dq, Gradients gradients, Span<float> dTransposed)
    {
        var w = new ReadOnlySpan<float>(call.ScoreVector + head * call.Size, call.Size);
        var dw = new Span<float>(gradients.ScoreVector + head * call.Size, call.Size);
        int first = block * Block, keys = Math.Min(Block, span.Keys - first);
        for (int i = 0; i < count; i++)
        {
            int end = Math.Clamp(call.Mask.End(span.Position + from + i, span.Keys) - first, 0, keys);
            AdditiveScores.AddGradient(new ReadOnlySpan<float>(ds + i * Block, Block), new ReadOnlySpan<float>(q + (long)i * call.QueryStride, call.Size), blocks.Transposed(block), blocks.Exponentials(block),
                blocks.Largest(block, end), w, Block, call.Size, new Span<float>(dq + (long)i * call.QueryStride, call.Size), dTransposed, dw);
        }
    }

    private static float Dot<V>(float* x, float* y, int n) where V : struct, ISimd<V>
    {
        V sum = V.All(0);
        for (int i = 0; i < n; i += V.Width)
        {
            int part = Math.Min(V.Width, n - i);
            sum = V.MultiplyAdd(V.LoadPart(x + i, part, 0), V.LoadPart(y + i, part, 0), sum);
        }
        return V.Sum(sum);
    }
}
