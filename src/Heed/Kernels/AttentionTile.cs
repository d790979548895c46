using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>Scores of a few queries of one head with one block of keys, [queries, keys of a block]: −∞ where a query may not attend, and beyond the keys.</summary>
internal static unsafe class AttentionTile
{
    /// <summary>Queries that are worked on at a time: four tiles of a matrix product.</summary>
    public const int Queries = 48;

    private const int Block = AttentionCall.BlockKeys;

    /// <summary>Columns of a tile that are worked on for the first so many keys of a block: whole panels of a product.</summary>
    public static int Columns<V>(int keys) where V : struct, ISimd<V>
    {
        int panel = 2 * V.Width;
        return (keys + panel - 1) / panel * panel;
    }

    /// <summary>
    /// The scores of queries [from, from + count) of a span with the first <paramref name="keys"/> keys of a block, beyond which none of them may attend.
    /// Writes as many columns as <see cref="Columns"/> tells.
    /// </summary>
    public static void Scores<V>(AttentionCall call, in AttentionSpan span, int head, int from, int count, AttentionBlocks blocks, int block, int keys, in AdditiveQueries queries, float* s) where V : struct, ISimd<V>
    {
        int keyHead = call.KeyHeadOf(head), first = block * Block, columns = Columns<V>(keys);
        if (call.IsAdditive) queries.Scores(call, span, head, from, count, blocks, block, keys, s);
        else
        {
            // Packed keys are padded to whole panels, so the product needs no partial tile.
            float* q = call.Queries + (long)(span.FirstQuery + from) * call.QueryStride + head * call.Size;
            var rows = new ReadOnlySpan<float>(q, (count - 1) * call.QueryStride + call.Size);
            MatMul.Run(rows, call.QueryStride, false, blocks.KeysTransposed(block), default, new Span<float>(s, count * Block), Block, count, columns, call.Size, false, Workers.One);
        }
        if (call.KeyBias != null) AddKeyBias<V>(call, (long)(span.FirstKey + first) * call.KeyHeads + keyHead, count, keys, columns, s);
        bool biased = call.Table != null || call.Slopes is not null;
        int position = span.Position + from;
        bool allAllowed = call.Mask.IsBand && call.Mask.First(position + count - 1) <= first && call.Mask.End(position, span.Keys) >= first + keys;
        for (int i = 0; i < count && (biased || !allAllowed || keys < columns); i++)
        {
            float* row = s + i * Block;
            if (biased) AddBias(call, span, head, from + i, position + i, first, keys, row);
            if (allAllowed) new Span<float>(row + keys, columns - keys).Fill(float.NegativeInfinity);
            else Mask(call, position + i, first, keys, columns, span.Keys, row);
        }
    }

    /// <summary>c [count, width] = or += x · B: x are the first <paramref name="keys"/> columns of a tile, B the first rows of a packed block of so many keys.</summary>
    public static void Multiply(float* x, int count, int keys, ReadOnlySpan<float> packed, int packedKeys, float* c, int ldc, int width, bool accumulate)
    {
        var tile = new ReadOnlySpan<float>(x, count * Block);
        // Panels hold all keys of the block: where not all are wanted, a product takes one panel.
        int panel = keys == packedKeys ? width : MatMul.PanelWidth;
        for (int j = 0; j < width; j += panel)
        {
            int columns = Math.Min(panel, width - j);
            MatMul.Run(tile, Block, false, packed[(j * packedKeys)..], default, new Span<float>(c + j, (count - 1) * ldc + columns), ldc, count, columns, keys, accumulate, Workers.One);
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

    [SkipLocalsInit]
    private static void AddKeyBias<V>(AttentionCall call, long at, int count, int keys, int columns, float* s) where V : struct, ISimd<V>
    {
        float* bias = stackalloc float[Block];
        for (int k = 0; k < keys; k++) bias[k] = call.KeyBias[at + (long)k * call.KeyHeads];
        new Span<float>(bias + keys, columns - keys).Clear();
        for (int i = 0; i < count; i++, s += Block)
            for (int k = 0; k < columns; k += V.Width) V.Store(V.Load(s + k) + V.Load(bias + k), s + k);
    }

    private static void Mask(AttentionCall call, int position, int first, int keys, int columns, int all, float* row)
    {
        int from = Math.Clamp(call.Mask.First(position) - first, 0, columns), to = Math.Clamp(call.Mask.End(position, all) - first, 0, keys);
        new Span<float>(row, from).Fill(float.NegativeInfinity);
        int rest = Math.Max(from, to);
        new Span<float>(row + rest, columns - rest).Fill(float.NegativeInfinity);
        if (call.Mask.IsBand) return;
        for (int k = from; k < to; k++)
            if (!call.Mask.Allows(position, first + k)) row[k] = float.NegativeInfinity;
    }
}
