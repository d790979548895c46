
namespace Heed.Kernels;

/// <summary>
/// The gradient of <see cref="FusedAttention"/> without stored weights: for a tile of queries and a block of keys, P = e^{S − lse}, dP = dO Vᵀ, D = Σ dO O, dS = P (dP − D), dV += Pᵀ dO,
/// dQ += dS K, dK += dSᵀ Q. With dropout, P in dV and dP are multiplied by keep / (1 − rate). Dao et al. 2022, algorithm 4.
/// </summary>
internal static unsafe class FusedAttentionGradient
{
    private const int Block = AttentionCall.BlockKeys, Tile = AttentionTile.Queries;

    // Tiles whose packed queries and gradients stay in the second cache beside a block.
    private const int TilesTogether = 8;

    /// <summary>Memory that gradients are added to, pinned, laid out as what they are the gradients of; empty for those that are not wanted.</summary>
    public sealed class Gradients(Span<float> queries, Span<float> keys, Span<float> values, Span<float> keyBias, Span<float> scoreVector, Span<float> table)
    {
        public float* Queries { get; } = Pinned.Of(queries);

        public float* Keys { get; } = Pinned.Of(keys);

        public float* Values { get; } = Pinned.Of(values);

        public float* KeyBias { get; } = Pinned.Of(keyBias);

        public float* ScoreVector { get; private init; } = Pinned.Of(scoreVector);

        public float* Table { get; private init; } = Pinned.Of(table);

        private Gradients(Gradients other)
            : this([], [], [], [], [], [])
        {
            Queries = other.Queries;
            Keys = other.Keys;
            Values = other.Values;
            KeyBias = other.KeyBias;
        }

        /// <summary>The same with other places for what all spans add to.</summary>
        public Gradients With(float* scoreVector, float* table) => new(this) { ScoreVector = scoreVector, Table = table };
    }

    /// <summary>All queries of a span in one head.</summary>
    public static void Run(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int head, float* context, float* logSumExp, float* dContext, Gradients gradients, float* dStrips)
    {
        if (Simd512.IsSupported) Run<Simd512>(call, span, blocks, head, context, logSumExp, dContext, gradients, dStrips);
        else if (Simd256.IsSupported) Run<Simd256>(call, span, blocks, head, context, logSumExp, dContext, gradients, dStrips);
        else if (Simd128.IsSupported) Run<Simd128>(call, span, blocks, head, context, logSumExp, dContext, gradients, dStrips);
        else Run<Simd1>(call, span, blocks, head, context, logSumExp, dContext, gradients, dStrips);
    }

    /// <summary>Floats of the strips of a block that gradients of additive scores are gathered in.</summary>
    public static int StripsOfBlock(AttentionCall call) => Block * AdditiveKeys.Padded(call.Size);

    /// <summary>Adds the gradient of a key head's strips, gathered over its queries, to that of the keys.</summary>
    public static void AddKeys(AttentionCall call, in AttentionSpan span, int keyHead, float* dStrips, Gradients gradients)
    {
        for (int first = 0, at = 0; first < span.Keys; first += Block, at += StripsOfBlock(call))
        {
            int keys = Math.Min(Block, span.Keys - first);
            var to = new Span<float>(gradients.Keys + (long)(span.FirstKey + first) * call.KeyStride + keyHead * call.Size, (keys - 1) * call.KeyStride + call.Size);
            AdditiveKeys.AddStrips(new ReadOnlySpan<float>(dStrips + at, StripsOfBlock(call)), keys, call.Size, to, call.KeyStride);
        }
    }

    private static void Run<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int head, float* context, float* logSumExp, float* dContext, Gradients gradients, float* dStrips)
        where V : struct, ISimd<V>
    {
        int valueSize = call.ValueSize, tiles = Math.Min(TilesTogether, (span.Queries + Tile - 1) / Tile), most = tiles * Tile;
        int queriesLength = call.IsAdditive ? 0 : MatMul.PackedLength(Tile, call.Size), outsLength = MatMul.PackedLength(Tile, valueSize);
        using var scratch = Scratch.Rent(3 * Tile * Block + tiles * (2 * Tile + queriesLength + outsLength) + AdditiveQueries.Length(call, most));
        float* p = scratch.Start;
        float* d = p + 3 * Tile * Block, reducers = d + tiles * Tile, packedQueries = reducers + tiles * Tile, packedOuts = packedQueries + tiles * queriesLength;
        var additive = new AdditiveQueries(call, head, most, packedOuts + tiles * outsLength);
        for (int group = 0; group < span.Queries; group += TilesTogether * Tile)
        {
            int end = Math.Min(span.Queries, group + TilesTogether * Tile);
            for (int from = group, t = 0; from < end; from += Tile, t++)
            {
                int count = Math.Min(Tile, end - from);
                long row = span.FirstQuery + from;
                float* dOut = dContext + row * call.ContextStride + head * valueSize, outs = context + row * call.ContextStride + head * valueSize, q = call.Queries + row * call.QueryStride + head * call.Size;
                for (int i = 0; i < count; i++)
                {
                    d[t * Tile + i] = Dot<V>(dOut + (long)i * call.ContextStride, outs + (long)i * call.ContextStride, valueSize);
                    reducers[t * Tile + i] = FusedAttention.Reducer(logSumExp[(row + i) * call.Heads + head]);
                }
                MatMul.Pack(new ReadOnlySpan<float>(dOut, (count - 1) * call.ContextStride + valueSize), call.ContextStride, false, count, valueSize, new Span<float>(packedOuts + t * outsLength, outsLength));
                if (!call.IsAdditive)
                    MatMul.Pack(new ReadOnlySpan<float>(q, (count - 1) * call.QueryStride + call.Size), call.QueryStride, false, count, call.Size, new Span<float>(packedQueries + t * queriesLength, queriesLength));
            }
            additive.Prepare(call, span, head, group, end);
            (int firstKey, int endKey) = call.Range(span, group, end);
            // Some tiles of queries meet a block of keys together: its gradients are fetched once for all of them. Each sum still goes over queries, or over keys, in ascending order.
            for (int block = firstKey / Block; block * Block < endKey; block++)
                for (int from = group, t = 0; from < end; from += Tile, t++)
                {
                    var tile = new GradientTile
                    {
                        From = from,
                        Count = Math.Min(Tile, end - from),
                        P = p,
                        Dp = p + Tile * Block,
                        Kept = p + 2 * Tile * Block,
                        D = d + t * Tile,
                        Reducers = reducers + t * Tile,
                        Additive = additive.From(from - group),
                        Queries = new ReadOnlySpan<float>(packedQueries + t * queriesLength, queriesLength),
                        Outs = new ReadOnlySpan<float>(packedOuts + t * outsLength, outsLength),
                    };
                    (int own, int ownEnd) = call.Range(span, from, from + tile.Count);
                    if (block >= own / Block && block * Block < ownEnd) RunTile<V>(call, span, blocks, head, tile, block, Math.Min(Block, ownEnd - block * Block), dContext, gradients, dStrips);
                }
        }
    }

    // Some queries of one head: their places, D = Σ dO O and log-sum-exps, packed, and room for tiles of P, dP and P after dropout.
    private ref struct GradientTile
    {
        public int From, Count;
        public float* P, Dp, Kept, D, Reducers;
        public AdditiveQueries Additive;
        public ReadOnlySpan<float> Queries, Outs;
    }

    private static void RunTile<V>(AttentionCall call, in AttentionSpan span, AttentionBlocks blocks, int head, in GradientTile tile, int block, int keys, float* dContext, Gradients gradients, float* dStrips)
        where V : struct, ISimd<V>
    {
        int keyHead = call.KeyHeadOf(head), valueSize = call.ValueSize, count = tile.Count, key = block * Block, columns = AttentionTile.Columns<V>(keys);
        long row = span.FirstQuery + tile.From, keyRow = span.FirstKey + key;
        float* dOut = dContext + row * call.ContextStride + head * valueSize;
        AttentionTile.Scores<V>(call, span, head, tile.From, count, blocks, block, keys, tile.Additive, tile.P);
        MatMul.Run(new ReadOnlySpan<float>(dOut, (count - 1) * call.ContextStride + valueSize), call.ContextStride, false, blocks.Values(block), default, new Span<float>(tile.Dp, count * Block), Block,
            count, columns, valueSize, false, Workers.One);                                                                                               // dP = dO Vᵀ
        float* weights = tile.P;
        if (call.Dropout is { Rate: > 0 } dropout)
        {
            WeightsAndKept<V>(tile, columns);
            FusedAttention.Drop(dropout, span, head, tile.From, count, block, keys, tile.Kept);
            FusedAttention.Drop(dropout, span, head, tile.From, count, block, keys, tile.Dp);
            ScoreGradient<V>(tile, columns);
            weights = tile.Kept;
        }
        else WeightsAndScoreGradient<V>(tile, columns);
        AddTransposed(weights, count, keys, tile.Outs, gradients.Values + keyRow * call.ValueStride + keyHead * valueSize, call.ValueStride, valueSize);   // dV += Pᵀ dO
        AddBiasGradients(call, span, head, tile.From, count, key, keys, tile.Dp, gradients);
        float* dq = gradients.Queries + row * call.QueryStride + head * call.Size;
        if (call.IsAdditive)
        {
            AddAdditive(call, span, head, tile, blocks, block, keys, dq, gradients, dStrips + (long)block * StripsOfBlock(call));
            return;
        }
        AttentionTile.Product<V>(tile.Dp, Block, count, keys, blocks.Keys(block), blocks.Count(block), dq, call.QueryStride, call.Size, true);                               // dQ += dS K
        AddTransposed(tile.Dp, count, keys, tile.Queries, gradients.Keys + keyRow * call.KeyStride + keyHead * call.Size, call.KeyStride, call.Size);      // dK += dSᵀ Q
    }

    // sum [keys, width] += xᵀ · B, x a tile and B as many packed rows.
    private static void AddTransposed(float* x, int count, int keys, ReadOnlySpan<float> packed, float* sum, int stride, int width) =>
        MatMul.Run(new ReadOnlySpan<float>(x, count * Block), Block, true, packed, default, new Span<float>(sum, (keys - 1) * stride + width), stride, keys, width, count, true, Workers.One);

    // P = e^{S − lse}; dS = P (dP − D), in place of dP.
    private static void WeightsAndScoreGradient<V>(in GradientTile tile, int columns) where V : struct, ISimd<V>
    {
        float* p = tile.P, dp = tile.Dp;
        for (int i = 0; i < tile.Count; i++, p += Block, dp += Block)
        {
            V reducer = V.All(tile.Reducers[i]), sum = V.All(tile.D[i]);
            for (int k = 0; k < columns; k += V.Width)
            {
                V weight = SimdMath<V>.ExpOfNegative(V.Load(p + k) - reducer);
                V.Store(weight, p + k);
                V.Store(weight * (V.Load(dp + k) - sum), dp + k);
            }
        }
    }

    // P twice, once to be dropped from.
    private static void WeightsAndKept<V>(in GradientTile tile, int columns) where V : struct, ISimd<V>
    {
        for (int i = 0; i < tile.Count; i++)
        {
            V reducer = V.All(tile.Reducers[i]);
            for (int k = i * Block; k < i * Block + columns; k += V.Width)
            {
                V weight = SimdMath<V>.ExpOfNegative(V.Load(tile.P + k) - reducer);
                V.Store(weight, tile.P + k);
                V.Store(weight, tile.Kept + k);
            }
        }
    }

    private static void ScoreGradient<V>(in GradientTile tile, int columns) where V : struct, ISimd<V>
    {
        for (int i = 0; i < tile.Count; i++)
        {
            V sum = V.All(tile.D[i]);
            for (int k = i * Block; k < i * Block + columns; k += V.Width) V.Store(V.Load(tile.P + k) * (V.Load(tile.Dp + k) - sum), tile.Dp + k);
        }
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

    private static void AddAdditive(AttentionCall call, in AttentionSpan span, int head, in GradientTile tile, AttentionBlocks blocks, int block, int keys, float* dq, Gradients gradients, float* dStrips)
    {
        float* ranges = stackalloc float[Tile];
        int* ends = stackalloc int[Tile];
        tile.Additive.Ranges(call, span, tile.From, tile.Count, blocks, block, keys, ranges, ends);
        fixed (float* strips = blocks.Strips(block))
        {
            var operands = new AdditiveGradient.Operands
            {
                W = call.ScoreVector + (long)head * call.Size,
                Dw = gradients.ScoreVector + (long)head * call.Size,
                A = call.Queries + (long)(span.FirstQuery + tile.From) * call.QueryStride + head * call.Size,
                Da = dq,
                Lda = call.QueryStride,
                G = tile.Dp,
                Ldg = Block,
                Ranges = ranges,
                Ends = ends,
                B = call.Keys + (long)(span.FirstKey + block * Block) * call.KeyStride + call.KeyHeadOf(head) * call.Size,
                Ldb = call.KeyStride,
                Strips = strips,
                Db = dStrips,
                Keys = blocks.Count(block),
                Count = tile.Count,
                Hidden = call.Size,
            };
            AdditiveGradient.Run(operands);
        }
    }

    private static float Dot<V>(float* x, float* y, int n) where V : struct, ISimd<V>
    {
        V sum = V.All(0);
        int i = 0;
        for (; i <= n - V.Width; i += V.Width) sum = V.MultiplyAdd(V.Load(x + i), V.Load(y + i), sum);
        if (i < n) sum = V.MultiplyAdd(V.LoadPart(x + i, n - i, 0), V.LoadPart(y + i, n - i, 0), sum);
        return V.Sum(sum);
    }
}
