using System.Buffers;

namespace Heed.Kernels;

/// <summary>
/// Attention in one pass over blocks of keys with a running maximum m and sum l: for each block, m' = max(m, max s), c = c e^{m − m'} + Σ e^{s − m'} v, l likewise; in the end c / l. Weights exist
/// for one block of a few queries at a time. Milakov and Gimelshein 2018; Dao et al. 2022. A query's result is the same bits whatever stands beside it: scores and contexts are chains of multiply-adds in a
/// fixed order, blocks are counted from the span's first key, and a key that may not be attended to adds zero.
/// </summary>
internal static unsafe class FusedAttention
{
    /// <summary>Queries of a long span that are one piece of work.</summary>
    public const int ChunkQueries = 768;

    private const int Block = AttentionCall.BlockKeys, Tile = AttentionTile.Queries;

    /// <summary>Queries [from, to) of a span in all heads of one key head. context [query rows, heads · value size], logSumExp [query rows, heads].</summary>
    public static void Run(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int keyHead, int from, int to, float* context, float* logSumExp)
    {
        if (Simd512.IsSupported) Run<Simd512>(call, span, blocks, keyHead, from, to, context, logSumExp);
        else if (Simd256.IsSupported) Run<Simd256>(call, span, blocks, keyHead, from, to, context, logSumExp);
        else if (Simd128.IsSupported) Run<Simd128>(call, span, blocks, keyHead, from, to, context, logSumExp);
        else Run<Simd1>(call, span, blocks, keyHead, from, to, context, logSumExp);
    }

    /// <summary>The weights before dropout of one head, [queries, keys].</summary>
    public static void Weights(AttentionCall call, in AttentionSpan span, int head, float* logSumExp, float* weights)
    {
        if (Simd512.IsSupported) Weights<Simd512>(call, span, head, logSumExp, weights);
        else if (Simd256.IsSupported) Weights<Simd256>(call, span, head, logSumExp, weights);
        else if (Simd128.IsSupported) Weights<Simd128>(call, span, head, logSumExp, weights);
        else Weights<Simd1>(call, span, head, logSumExp, weights);
    }

    /// <summary>p = e^{s − lse} for a tile of scores, zero where the log-sum-exp is −∞; in place.</summary>
    public static void Probabilities<V>(float* s, int count, float* logSumExp, int stride) where V : struct, ISimd<V>
    {
        for (int i = 0; i < count; i++, s += Block)
        {
            float lse = logSumExp[(long)i * stride];
            if (float.IsNegativeInfinity(lse)) new Span<float>(s, Block).Clear();
            else
            {
                V all = V.All(lse);
                for (int k = 0; k < Block; k += V.Width) V.Store(SimdMath<V>.Exp(V.Load(s + k) - all), s + k);
            }
        }
    }

    private static void Run<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int keyHead, int from, int to, float* context, float* logSumExp) where V : struct, ISimd<V>
    {
        int perKeyHead = call.Heads / call.KeyHeads, size = call.ValueSize;
        float[] rented = ArrayPool<float>.Shared.Rent(Tile * (Block + size) + 2 * Tile);
        fixed (float* s = rented)
        {
            float* c = s + Tile * Block, m = c + Tile * size, l = m + Tile;
            for (int head = keyHead * perKeyHead; head < (keyHead + 1) * perKeyHead; head++)
                for (int i = from; i < to; i += Tile)
                    RunTile<V>(call, span, blocks, head, i, Math.Min(Tile, to - i), s, c, m, l, context, logSumExp);
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    private static void RunTile<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int head, int from, int count, float* s, float* c, float* m, float* l, float* context, float* logSumExp)
        where V : struct, ISimd<V>
    {
        int size = call.ValueSize;
        (int first, int end) = call.Range(span, from, from + count);
        new Span<float>(c, count * size).Clear();
        for (int i = 0; i < count; i++) (m[i], l[i]) = (float.NegativeInfinity, 0);
        for (int block = first / Block; block * Block < end; block++)
        {
            AttentionTile.Scores<V>(call, span, head, from, count, blocks, block, s);
            for (int i = 0; i < count; i++) Advance<V>(s + i * Block, ref m[i], ref l[i], c + i * size, size);
            if (call.Dropout is { Rate: > 0 } dropout) Drop(dropout, span, head, from, count, block, s);
            int keys = Math.Min(Block, span.Keys - block * Block);
            MatMul.Run(new ReadOnlySpan<float>(s, count * Block), Block, false, blocks.Values(block), default, new Span<float>(c, count * size), size, count, size, keys, true, Workers.One);
        }
        for (int i = 0; i < count; i++)
        {
            long row = span.FirstQuery + from + i;
            float* to = context + row * call.ContextStride + head * size;
            logSumExp[row * call.Heads + head] = l[i] > 0 ? (float)(m[i] + Math.Log(l[i])) : float.IsNaN(m[i]) || float.IsNaN(l[i]) ? float.NaN : float.NegativeInfinity;
            V factor = V.All(l[i] > 0 || float.IsNaN(l[i]) ? 1 / l[i] : 0);
            for (int k = 0; k < size; k += V.Width)
            {
                int part = Math.Min(V.Width, size - k);
                V.StorePart(V.LoadPart(c + i * size + k, part, 0) * factor, to + k, part);
            }
        }
    }

    // A block of one row: scores become e^{s − m}, and what was summed before is brought to the new maximum.
    private static void Advance<V>(float* s, ref float m, ref float l, float* c, int size) where V : struct, ISimd<V>
    {
        float most = Math.Max(m, Softmax.Max<V>(s, Block));
        if (float.IsNegativeInfinity(most))
        {
            // Nothing but −∞, or NaN, which must stay to be seen.
            for (int k = 0; k < Block; k++)
            {
                if (float.IsNaN(s[k])) l = float.NaN;
                else s[k] = 0;
            }
            return;
        }
        float sum = Softmax.Exponentials<V>(s, most, s, Block);
        if (most != m)
        {
            float factor = float.IsNegativeInfinity(m) ? 0 : MathF.Exp(m - most);
            l *= factor;
            V f = V.All(factor);
            for (int k = 0; k < size; k += V.Width)
            {
                int part = Math.Min(V.Width, size - k);
                V.StorePart(V.LoadPart(c + k, part, 0) * f, c + k, part);
            }
            m = most;
        }
        l += sum;
    }

    /// <summary>Drops weights of a tile, in place: what is kept is divided by 1 − rate.</summary>
    public static void Drop(in AttentionDropout dropout, in AttentionSpan span, int head, int from, int count, int block, float* weights)
    {
        (uint k0, uint k1) = Philox.Key(dropout.Seed, dropout.Step);
        for (int i = 0; i < count; i++)
            Dropout.ApplyGroup(weights + i * Block, block, (uint)(span.Position + from + i), (uint)span.Sentence, k0, k1, dropout.Rate, dropout.Place + (uint)head, weights + i * Block);
    }

    private static void Weights<V>(AttentionCall call, in AttentionSpan span, int head, float* logSumExp, float* weights) where V : struct, ISimd<V>
    {
        (int firstOfAll, int endOfAll) = call.Range(span, 0, span.Queries);
        new Span<float>(weights, span.Queries * span.Keys).Clear();
        if (endOfAll == firstOfAll) return;
        using var blocks = new AttentionBlocks(call, span, call.KeyHeadOf(head), firstOfAll, endOfAll, forGradient: false);
        float[] rented = ArrayPool<float>.Shared.Rent(Tile * Block);
        fixed (float* s = rented)
        {
            for (int from = 0; from < span.Queries; from += Tile)
            {
                int count = Math.Min(Tile, span.Queries - from);
                (int first, int end) = call.Range(span, from, from + count);
                for (int block = first / Block; block * Block < end; block++)
                {
                    AttentionTile.Scores<V>(call, span, head, from, count, blocks, block, s);
                    Probabilities<V>(s, count, logSumExp + (long)(span.FirstQuery + from) * call.Heads + head, call.Heads);
                    int keys = Math.Min(Block, span.Keys - block * Block);
                    for (int i = 0; i < count; i++) new ReadOnlySpan<float>(s + i * Block, keys).CopyTo(new Span<float>(weights + (long)(from + i) * span.Keys + block * Block, keys));
                }
            }
        }
        ArrayPool<float>.Shared.Return(rented);
    }
}
