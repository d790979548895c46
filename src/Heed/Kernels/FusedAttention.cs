using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>
/// Attention in one pass over blocks of keys with a running maximum m and sum l: for each block, m' = max(m, max s), c = c e^{m − m'} + Σ e^{s − m'} v, l likewise; in the end c / l. Weights exist
/// for one block of a few queries at a time. Milakov and Gimelshein 2018; Dao et al. 2022. A query's result is the same bits whatever stands beside it: scores and contexts are chains of multiply-adds in a
/// fixed order, blocks are counted from the span's first key, and a key that may not be attended to adds zero.
/// </summary>
internal static unsafe class FusedAttention
{
    /// <summary>Whether so many queries are enough to pack values of such a size for; one or two, or those of one tile, read them where they are.</summary>
    public static bool PacksValues(int queries, int valueSize) => queries > 2 && (queries < AttentionTile.LeastOfSmall || queries > AttentionTile.Queries || valueSize % MatMul.PanelWidth != 0);

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
            for (int k = 0; k < columns; k += V.Width) V.Store(SimdMath<V>.ExpOfNegative(V.Load(s + k) - all), s + k);
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
        using var scratch = Scratch.Rent(Math.Max(0, tiles) * state + Tile * (Block + 1) + AdditiveQueries.Length(call, most));
        float* s = scratch.Start;
        float* factor = s + Tile * Block, states = factor + Tile;
        for (int head = keyHead * perKeyHead; head < (keyHead + 1) * perKeyHead; head++)
        {
            var queries = new AdditiveQueries(call, head, most, states + Math.Max(0, tiles) * state);
            for (int group = from; group < to; group += TilesTogether * Tile)
            {
                int end = Math.Min(to, group + TilesTogether * Tile);
                (int firstKey, int endKey) = call.Range(span, group, end);
                queries.Prepare(call, span, head, group, end);
                if (endKey > firstKey && firstKey / Block == (endKey - 1) / Block)
                {
                    for (int i = group; i < end; i += Tile) RunWhole<V>(call, span, blocks, head, i, Math.Min(Tile, end - i), firstKey / Block, queries.From(i - group), s, factor, states, context, logSumExp);
                    continue;
                }
                for (int i = group, t = 0; i < end; i += Tile, t++) Start<V>(call, span, blocks, i, Math.Min(Tile, end - i), states + t * state);
                for (int block = firstKey / Block; block * Block < endKey; block++)
                    for (int i = group, t = 0; i < end; i += Tile, t++) RunTile<V>(call, span, blocks, head, i, Math.Min(Tile, end - i), block, queries.From(i - group), s, factor, states + t * state);
                for (int i = group, t = 0; i < end; i += Tile, t++) Finish<V>(call, span, head, i, Math.Min(Tile, end - i), states + t * state, factor, context, logSumExp);
            }
        }
    }

    private static void Start<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int from, int count, float* c) where V : struct, ISimd<V>
    {
        int size = call.ValueSize;
        // The first block's product writes contexts, unless there is none.
        if (call.Range(span, from, from + count).End == 0) new Span<float>(c, count * size).Clear();
        new Span<float>(c + Tile * size, count * V.Width).Clear();
        // Below every score, yet finite: a row of nothing but −∞ keeps it, with weights e^{−∞} and no case of its own.
        new Span<float>(c + Tile * (size + V.Width), Tile).Fill(float.MinValue);
    }

    // Queries all of whose keys are in one block: their weights are divided by their sum before values are added, and contexts are written where they belong.
    private static void RunWhole<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int head, int from, int count, int block, in AdditiveQueries queries, float* s, float* factor, float* state, float* context, float* logSumExp)
        where V : struct, ISimd<V>
    {
        int size = call.ValueSize, end = call.Range(span, from, from + count).End, keys = Math.Min(Block, Math.Max(1, end - block * Block)), columns = AttentionTile.Columns<V>(keys);
        float* l = state, m = l + Tile * V.Width;
        long row = span.FirstQuery + from;
        float* c = context + row * call.ContextStride + head * size;
        AttentionTile.Scores<V>(call, span, head, from, count, blocks, block, keys, queries, s);
        Maxima<V>(s, count, columns, m);
        for (int i = 0; i < count; i++) V.Store(Exponentials<V>(s + i * Block, columns, m[i], V.All(0)), l + i * V.Width);
        Sums<V>(l, count, m, factor);
        for (int i = 0; i < count; i++)
        {
            logSumExp[(row + i) * call.Heads + head] = m[i];
            Scale<V>(s + i * Block, columns, factor[i]);
        }
        if (call.Dropout is { Rate: > 0 } dropout) Drop(dropout, span, head, from, count, block, keys, s);
        AddValues<V>(call, span, blocks, head, count, block, keys, s, c, call.ContextStride, fresh: true);
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
        for (int i = 0; i < count; i++)
            if (OnlyBlock(call, span, from + i) == block) DivideBySum<V>(s + i * Block, columns, l + i * V.Width);
        if (call.Dropout is { Rate: > 0 } dropout) Drop(dropout, span, head, from, count, block, keys, s);
        AddValues<V>(call, span, blocks, head, count, block, keys, s, c, size, fresh);
    }

    // The block that has all keys of a query, −1 where they are in several or there are none.
    private static int OnlyBlock(AttentionCall call, in AttentionSpan span, int query)
    {
        (int first, int end) = call.Range(span, query, query + 1);
        return end > first && first / Block == (end - 1) / Block ? first / Block : -1;
    }

    // c = or += weights · values of a block.
    private static void AddValues<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int head, int count, int block, int keys, float* s, float* c, int ldc, bool fresh) where V : struct, ISimd<V>
    {
        int size = call.ValueSize;
        if (blocks.PacksValues)
        {
            AttentionTile.Product<V>(s, Block, count, keys, blocks.Values(block), blocks.Count(block), c, ldc, size, !fresh);
            return;
        }
        float* values = call.Values + (long)(span.FirstKey + block * Block) * call.ValueStride + call.KeyHeadOf(head) * size;
        if (count >= AttentionTile.LeastOfSmall && size % (2 * V.Width) == 0)
        {
            MatMulProduct.Small<V>(s, Block, values, call.ValueStride, 2 * V.Width, c, ldc, count, size, keys, !fresh);
            return;
        }
        for (int i = 0; i < count; i++)
        {
            if (fresh) new Span<float>(c + (long)i * ldc, size).Clear();
            AddValues<V>(s + i * Block, keys, values, call.ValueStride, c + (long)i * ldc, size);
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
        Sums<V>(l, count, m, factor);
        for (int i = 0; i < count; i++)
        {
            long row = span.FirstQuery + from + i;
            logSumExp[row * call.Heads + head] = m[i];
            Divide<V>(c + i * size, OnlyBlock(call, span, from + i) < 0 ? factor[i] : 1, context + row * call.ContextStride + head * size, size);
        }
    }

    // The largest score of each query, at least the least float: a row of nothing but −∞ has weights e^{−∞} and no case of its own. Rounded up to whole vectors, zero beyond the queries.
    private static void Maxima<V>(float* s, int count, int columns, float* m) where V : struct, ISimd<V>
    {
        new Span<float>(m, Tile).Clear();
        for (int i = 0; i < count; i += 4)
        {
            float* row0 = s + i * Block, row1 = s + Math.Min(i + 1, count - 1) * Block, row2 = s + Math.Min(i + 2, count - 1) * Block, row3 = s + Math.Min(i + 3, count - 1) * Block;
            V m0 = V.All(float.MinValue), m1 = m0, m2 = m0, m3 = m0;
            for (int k = 0; k < columns; k += V.Width)
            {
                m0 = V.Max(V.Load(row0 + k), m0);
                m1 = V.Max(V.Load(row1 + k), m1);
                m2 = V.Max(V.Load(row2 + k), m2);
                m3 = V.Max(V.Load(row3 + k), m3);
            }
            V.StoreMaxima(m0, m1, m2, m3, m + i);
        }
    }

    // m = m + log Σ l, the log-sum-exp of each query, and factor = 1 / Σ l. log 0 = −∞; the inverse of no sum is taken as zero, and NaN stays.
    private static void Sums<V>(float* l, int count, float* m, float* factor) where V : struct, ISimd<V>
    {
        int w = V.Width;
        V none = V.All(0);
        new Span<float>(factor, Tile).Clear();
        for (int i = 0; i < count; i += 4, l += 4 * w)
            V.StoreSums(V.Load(l), i + 1 < count ? V.Load(l + w) : none, i + 2 < count ? V.Load(l + 2 * w) : none, i + 3 < count ? V.Load(l + 3 * w) : none, factor + i);
        for (int i = 0; i < count; i += w)
        {
            V sum = V.Load(factor + i);
            V.Store(V.Load(m + i) + SimdMath<V>.Log(sum), m + i);
            V.Store(Inverse(sum), factor + i);
        }
    }

    private static V Inverse<V>(V sum) where V : struct, ISimd<V> => V.SelectGreaterOrEqual(sum, V.All(float.Epsilon), V.All(1) / sum, sum);

    // The same division that Sums would tell, for one query whose block is complete.
    private static void DivideBySum<V>(float* s, int columns, float* l) where V : struct, ISimd<V>
    {
        float* sums = stackalloc float[4];
        V none = V.All(0);
        V.StoreSums(V.Load(l), none, none, none, sums);
        V inverse = Inverse(V.All(sums[0]));
        for (int k = 0; k < columns; k += V.Width) V.Store(V.Load(s + k) * inverse, s + k);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<V>(float* s, int columns, float by) where V : struct, ISimd<V>
    {
        V factor = V.All(by);
        for (int k = 0; k < columns; k += V.Width) V.Store(V.Load(s + k) * factor, s + k);
    }

    // s = e^{s − m}; gives start + their sums lane by lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exponentials<V>(float* s, int columns, float m, V start) where V : struct, ISimd<V>
    {
        V most = V.All(m), sum = start;
        for (int k = 0; k < columns; k += V.Width)
        {
            V e = SimdMath<V>.ExpOfNegative(V.Load(s + k) - most);
            V.Store(e, s + k);
            sum += e;
        }
        return sum;
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
        Maxima<V>(s, count, columns, factor);
        for (int i = 0; i < count; i += V.Width)
        {
            V old = V.Load(m + i), most = V.Max(V.Load(factor + i), old);
            V.Store(most, m + i);
            V.Store(SimdMath<V>.ExpOfNegative(old - most), factor + i);
        }
        for (int i = 0; i < count; i++, s += Block, l += V.Width) V.Store(Exponentials(s, columns, m[i], V.Load(l) * V.All(factor[i])), l);
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
        using var scratch = Scratch.Rent(Tile * Block + AdditiveQueries.Length(call, Tile));
        float* s = scratch.Start;
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
}
