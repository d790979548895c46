using System.Buffers;

namespace Heed.Kernels;

/// <summary>
/// Attention in one pass over blocks of keys with a running maximum m and sum l: for each block, m' = max(m, max s), c = c e^{m − m'} + Σ e^{s − m'} v, l likewise; in the end c / l. Weights exist
/// for one block of a few queries at a time. Milakov and Gimelshein 2018; Dao et al. 2022. A query's result is the same bits whatever stands beside it: scores and contexts are chains of multiply-adds in a
/// fixed order, blocks are counted from the span's first key, and a key that may not be attended to adds zero.
/// </summary>
internal static unsafe class FusedAttention
{
    /// <summary>Queries that are too few to pack values for.</summary>
    public const int FewQueries = 2;

    /// <summary>Queries of a long span that are one piece of work.</summary>
    public const int ChunkQueries = 768;

    /// <summary>Pieces of work below which spans are cut finer, and the fewest queries of a piece then.</summary>
    public const int FewPieces = 16, LeastChunk = 96;

    private const int Block = AttentionCall.BlockKeys, Tile = AttentionTile.Queries;

    // Tiles that meet a block of keys together, so that it is fetched once for all of them.
    private const int TilesTogether = 4;

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
    public static void Probabilities<V>(float* s, int count, int columns, float* logSumExp, int stride) where V : struct, ISimd<V>
    {
        for (int i = 0; i < count; i++, s += Block)
        {
            V all = V.All(Reducer(logSumExp[(long)i * stride]));
            for (int k = 0; k < columns; k += V.Width) V.Store(SimdMath<V>.Exp(V.Load(s + k) - all), s + k);
        }
    }

    /// <summary>What is subtracted from the scores of a row: where nothing may be attended to, they are all −∞, and −∞ less ∞ gives weights of zero.</summary>
    public static float Reducer(float logSumExp) => float.IsNegativeInfinity(logSumExp) ? float.PositiveInfinity : logSumExp;

    private static void Run<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int keyHead, int from, int to, float* context, float* logSumExp) where V : struct, ISimd<V>
    {
        int perKeyHead = call.Heads / call.KeyHeads, size = call.ValueSize;
        // For each tile: contexts, sums lane by lane, maxima.
        int state = Tile * (size + V.Width + 1), tiles = Math.Min(TilesTogether, (to - from + Tile - 1) / Tile);
        int most = Math.Min(TilesTogether * Tile, Math.Max(0, to - from));
        float[] rented = ArrayPool<float>.Shared.Rent(Math.Max(0, tiles) * state + Tile * (Block + 1) + AdditiveQueries.Length(call, most));
        fixed (float* s = rented)
        {
            float* factor = s + Tile * Block, states = factor + Tile;
            for (int head = keyHead * perKeyHead; head < (keyHead + 1) * perKeyHead; head++)
            {
                var queries = new AdditiveQueries(call, head, most, states + Math.Max(0, tiles) * state);
                for (int group = from; group < to; group += TilesTogether * Tile)
                {
                    int end = Math.Min(to, group + TilesTogether * Tile);
                    (int firstKey, int endKey) = call.Range(span, group, end);
                    queries.Prepare(call, span, head, group, end);
                    for (int i = group, t = 0; i < end; i += Tile, t++) Start<V>(call, span, blocks, i, Math.Min(Tile, end - i), states + t * state);
                    for (int block = firstKey / Block; block * Block < endKey; block++)
                        for (int i = group, t = 0; i < end; i += Tile, t++) RunTile<V>(call, span, blocks, head, i, Math.Min(Tile, end - i), block, queries.From(i - group), s, factor, states + t * state);
                    for (int i = group, t = 0; i < end; i += Tile, t++) Finish<V>(call, span, head, i, Math.Min(Tile, end - i), states + t * state, factor, context, logSumExp);
                }
            }
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    private static void Start<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int from, int count, float* c) where V : struct, ISimd<V>
    {
        int size = call.ValueSize;
        // The first block's product writes contexts, unless there is none.
        if (!blocks.PacksValues || call.Range(span, from, from + count).End == 0) new Span<float>(c, count * size).Clear();
        new Span<float>(c + Tile * size, count * V.Width).Clear();
        // Below every score, yet finite: a row of nothing but −∞ keeps it, with weights e^{−∞} and no case of its own.
        new Span<float>(c + Tile * (size + V.Width), Tile).Fill(float.MinValue);
    }

    private static void RunTile<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int head, int from, int count, int block, in AdditiveQueries queries, float* s, float* factor, float* c) where V : struct, ISimd<V>
    {
        int size = call.ValueSize;
        (int first, int end) = call.Range(span, from, from + count);
        if (block < first / Block || block * Block >= end) return;
        float* l = c + Tile * size, m = l + Tile * V.Width;
        int keys = Math.Min(Block, end - block * Block), columns = AttentionTile.Columns<V>(keys);
        bool fresh = block == first / Block;
        AttentionTile.Scores<V>(call, span, head, from, count, blocks, block, keys, queries, s);
        Advance<V>(s, count, columns, m, factor, l);
        if (!fresh) Rescale<V>(c, count, size, factor);
        if (call.Dropout is { Rate: > 0 } dropout) Drop(dropout, span, head, from, count, block, keys, s);
        if (blocks.PacksValues) AttentionTile.Multiply(s, count, keys, blocks.Values(block), blocks.Count(block), c, size, size, !fresh);
        else
        {
            float* values = call.Values + (long)(span.FirstKey + block * Block) * call.ValueStride + call.KeyHeadOf(head) * size;
            for (int i = 0; i < count; i++) AddValues<V>(s + i * Block, keys, values, call.ValueStride, c + i * size, size);
        }
    }

    // c += Σ_k s_k v_k of one query, values where they are: the chains of the product, key after key, and so its bits.
    private static void AddValues<V>(float* s, int keys, float* values, int stride, float* c, int size) where V : struct, ISimd<V>
    {
        int i = 0, w = V.Width;
        for (; i <= size - 4 * w; i += 4 * w)
        {
            V c0 = V.Load(c + i), c1 = V.Load(c + i + w), c2 = V.Load(c + i + 2 * w), c3 = V.Load(c + i + 3 * w);
            float* v = values + i;
            for (int k = 0; k < keys; k++, v += stride)
            {
                V x = V.All(s[k]);
                c0 = V.MultiplyAdd(x, V.Load(v), c0);
                c1 = V.MultiplyAdd(x, V.Load(v + w), c1);
                c2 = V.MultiplyAdd(x, V.Load(v + 2 * w), c2);
                c3 = V.MultiplyAdd(x, V.Load(v + 3 * w), c3);
            }
            V.Store(c0, c + i);
            V.Store(c1, c + i + w);
            V.Store(c2, c + i + 2 * w);
            V.Store(c3, c + i + 3 * w);
        }
        for (; i < size; i += w)
        {
            int part = Math.Min(w, size - i);
            V sum = V.LoadPart(c + i, part, 0);
            float* v = values + i;
            for (int k = 0; k < keys; k++, v += stride) sum = V.MultiplyAdd(V.All(s[k]), V.LoadPart(v, part, 0), sum);
            V.StorePart(sum, c + i, part);
        }
    }

    private static void Finish<V>(AttentionCall call, in AttentionSpan span, int head, int from, int count, float* c, float* factor, float* context, float* logSumExp) where V : struct, ISimd<V>
    {
        int size = call.ValueSize;
        float* l = c + Tile * size, m = l + Tile * V.Width;
        new Span<float>(factor, Tile).Clear();
        for (int i = 0; i < count; i++) factor[i] = V.Sum(V.Load(l + i * V.Width));
        for (int i = 0; i < count; i += V.Width)
        {
            // log 0 = −∞; the inverse of no sum is taken as zero, and NaN stays.
            V sum = V.Load(factor + i);
            V.Store(V.Load(m + i) + SimdMath<V>.Log(sum), m + i);
            V.Store(V.SelectGreaterOrEqual(sum, V.All(float.Epsilon), V.All(1) / sum, sum), factor + i);
        }
        for (int i = 0; i < count; i++)
        {
            long row = span.FirstQuery + from + i;
            logSumExp[row * call.Heads + head] = m[i];
            Divide<V>(c + i * size, factor[i], context + row * call.ContextStride + head * size, size);
        }
    }

    // Adding zero makes −0 a zero without sign, whatever zeros of masked keys were added before.
    private static void Divide<V>(float* c, float factor, float* to, int size) where V : struct, ISimd<V>
    {
        V f = V.All(factor), zero = V.All(0);
        int k = 0;
        for (; k <= size - V.Width; k += V.Width) V.Store(V.MultiplyAdd(V.Load(c + k), f, zero), to + k);
        if (k < size) V.StorePart(V.MultiplyAdd(V.LoadPart(c + k, size - k, 0), f, zero), to + k, size - k);
    }

    // A block: scores become e^{s − m}, sums (lane by lane, added up in the end) are brought to the new maxima and go on, and factor = e^{old m − m}.
    private static void Advance<V>(float* s, int count, int columns, float* m, float* factor, float* l) where V : struct, ISimd<V>
    {
        for (int i = count; i < Math.Min(Tile, count + V.Width); i++) factor[i] = 0;
        for (int i = 0; i < count; i++) factor[i] = Softmax.Max<V>(s + i * Block, columns);
        for (int i = 0; i < count; i += V.Width)
        {
            V old = V.Load(m + i), most = V.Max(V.Load(factor + i), old);
            V.Store(most, m + i);
            V.Store(SimdMath<V>.Exp(old - most), factor + i);
        }
        for (int i = 0; i < count; i++, s += Block, l += V.Width)
        {
            V most = V.All(m[i]), sum = V.Load(l) * V.All(factor[i]);
            for (int k = 0; k < columns; k += V.Width)
            {
                V e = SimdMath<V>.Exp(V.Load(s + k) - most);
                V.Store(e, s + k);
                sum += e;
            }
            V.Store(sum, l);
        }
    }

    private static void Rescale<V>(float* c, int count, int size, float* factor) where V : struct, ISimd<V>
    {
        for (int i = 0; i < count; i++, c += size)
        {
            if (factor[i] == 1) continue;
            V f = V.All(factor[i]);
            int k = 0;
            for (; k <= size - V.Width; k += V.Width) V.Store(V.Load(c + k) * f, c + k);
            if (k < size) V.StorePart(V.LoadPart(c + k, size - k, 0) * f, c + k, size - k);
        }
    }

    /// <summary>Drops weights of a tile, in place: what is kept is divided by 1 − rate.</summary>
    public static void Drop(in AttentionDropout dropout, in AttentionSpan span, int head, int from, int count, int block, int keys, float* weights)
    {
        const int Group = 64;
        (uint k0, uint k1) = Philox.Key(dropout.Seed, dropout.Step);
        for (int i = 0; i < count; i++)
            for (int k = 0; k < keys; k += Group)
            {
                float* part = weights + i * Block + k;
                Dropout.ApplyGroup(part, (block * Block + k) / Group, (uint)(span.Position + from + i), (uint)span.Sentence, k0, k1, dropout.Rate, dropout.Place + (uint)head, part);
            }
    }

    private static void Weights<V>(AttentionCall call, in AttentionSpan span, int head, float* logSumExp, float* weights) where V : struct, ISimd<V>
    {
        (int firstOfAll, int endOfAll) = call.Range(span, 0, span.Queries);
        new Span<float>(weights, span.Queries * span.Keys).Clear();
        if (endOfAll == firstOfAll) return;
        using var blocks = new AttentionBlocks(call, span, call.KeyHeadOf(head), firstOfAll, endOfAll, forGradient: false, packValues: false);
        float[] rented = ArrayPool<float>.Shared.Rent(Tile * Block + AdditiveQueries.Length(call, Tile));
        fixed (float* s = rented)
        {
            var queries = new AdditiveQueries(call, head, Tile, s + Tile * Block);
            for (int from = 0; from < span.Queries; from += Tile)
            {
                int count = Math.Min(Tile, span.Queries - from);
                (int first, int end) = call.Range(span, from, from + count);
                queries.Prepare(call, span, head, from, from + count);
                for (int block = first / Block; block * Block < end; block++)
                {
                    int keys = Math.Min(Block, end - block * Block);
                    AttentionTile.Scores<V>(call, span, head, from, count, blocks, block, keys, queries, s);
                    Probabilities<V>(s, count, AttentionTile.Columns<V>(keys), logSumExp + (long)(span.FirstQuery + from) * call.Heads + head, call.Heads);
                    for (int i = 0; i < count; i++) new ReadOnlySpan<float>(s + i * Block, keys).CopyTo(new Span<float>(weights + (long)(from + i) * span.Keys + block * Block, keys));
                }
            }
        }
        ArrayPool<float>.Shared.Return(rented);
    }
}
