using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>Scores of a few queries of one head with one block of keys, [queries, 64]: −∞ where a query may not attend, and beyond the keys.</summary>
internal static unsafe class AttentionTile
{
    /// <summary>Queries that are worked on at a time: four tiles of a matrix product.</summary>
    public const int Queries = 48;

    private const int Block = AttentionCall.BlockKeys;

    /// <summary>The scores of queries [from, from + count) of a span.</summary>
    public static void Scores<V>(AttentionCall call, in AttentionSpan span, int head, int from, int count, AttentionBlocks blocks, int block, float* s) where V : struct, ISimd<V>
    {
        int keyHead = call.KeyHeadOf(head), first = block * Block, keys = Math.Min(Block, span.Keys - first);
        float* q = call.Queries + (long)(span.FirstQuery + from) * call.QueryStride + head * call.Size;
        if (call.IsAdditive)
        {
            var w = new ReadOnlySpan<float>(call.ScoreVector + head * call.Size, call.Size);
            for (int i = 0; i < count; i++)
            {
                int end = Math.Clamp(call.Mask.End(span.Position + from + i, span.Keys) - first, 0, keys);
                AdditiveScores.Score(new ReadOnlySpan<float>(q + (long)i * call.QueryStride, call.Size), blocks.Transposed(block), blocks.Exponentials(block), blocks.Largest(block, end), w, Block, call.Size,
                    new Span<float>(s + i * Block, Block));
            }
        }
        else
        {
            var rows = new ReadOnlySpan<float>(q, (count - 1) * call.QueryStride + call.Size);
            MatMul.Run(rows, call.QueryStride, false, blocks.KeysTransposed(block), default, new Span<float>(s, count * Block), Block, count, keys, call.Size, false, Workers.One);
        }
        for (int i = 0; i < count; i++)
        {
            float* row = s + i * Block;
            int position = span.Position + from + i;
            if (call.KeyBias != null)
                for (int k = 0; k < keys; k++) row[k] += call.KeyBias[(long)(span.FirstKey + first + k) * call.KeyHeads + keyHead];
            if (call.Table != null || call.Slopes is not null) AddBias(call, span, head, from + i, position, first, keys, row);
            Mask<V>(call, position, first, keys, span.Keys, row);
        }
    }

    /// <summary>The place in the table of biases of a query's distance to a key.</summary>
    public static long TableRow(AttentionCall call, in AttentionSpan span, int head, int query) =>
        (call.TablePerQuery ? (long)(span.FirstQuery + query) * call.Heads + head : head) * call.Distances;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddBias(AttentionCall call, in AttentionSpan span, int head, int query, int position, int first, int keys, float* row)
    {
        float slope = call.Slopes is { } slopes ? slopes[head] : 0;
        float* table = call.Table == null ? null : call.Table + TableRow(call, span, head, query);
        for (int k = 0; k < keys; k++)
        {
            int distance = first + k - position;
            float add = call.Slopes is null ? 0 : -slope * Math.Abs(distance);
            if (table != null) add += table[Math.Clamp(distance - call.Least, 0, call.Distances - 1)];
            row[k] += add;
        }
    }

    private static void Mask<V>(AttentionCall call, int position, int first, int keys, int all, float* row) where V : struct, ISimd<V>
    {
        int from = Math.Clamp(call.Mask.First(position) - first, 0, Block), to = Math.Clamp(call.Mask.End(position, all) - first, 0, keys);
        for (int k = 0; k < Math.Min(from, Block); k++) row[k] = float.NegativeInfinity;
        for (int k = Math.Max(from, to); k < Block; k++) row[k] = float.NegativeInfinity;
        if (call.Mask.IsBand) return;
        for (int k = from; k < to; k++)
            if (!call.Mask.Allows(position, first + k)) row[k] = float.NegativeInfinity;
    }
}
