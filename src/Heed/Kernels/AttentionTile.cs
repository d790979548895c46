using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>Scores of a few queries of one head with one block of keys, [queries, keys of a block]: −∞ where a query may not attend, and beyond the keys.</summary>
internal static unsafe class AttentionTile
{
    /// <summary>Queries that are worked on at a time: four tiles of a matrix product.</summary>
    public const int Queries = 48;

    /// <summary>Rows from which on one panel at a time keeps the multiply-add units busy.</summary>
    public const int LeastOfSmall = 7;

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
            Product<V>(q, call.QueryStride, count, call.Size, blocks.KeysTransposed(block), call.Size, s, Block, columns, false);
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

    /// <summary>
    /// c [count, width] = or += x [count, inner] · B, rows of x and c <paramref name="ldx"/> and <paramref name="ldc"/> apart; B are the first <paramref name="inner"/> rows of a packed block of
    /// <paramref name="packedRows"/>.
    /// </summary>
    public static void Product<V>(float* x, int ldx, int count, int inner, ReadOnlySpan<float> packed, int packedRows, float* c, int ldc, int width, bool accumulate) where V : struct, ISimd<V>
    {
        int panel = 2 * V.Width;
        if (count >= LeastOfSmall && width % panel == 0)
        {
            fixed (float* b = packed) MatMulProduct.Small<V>(x, ldx, b, panel, (nint)packedRows * panel, c, ldc, count, width, inner, accumulate);
            return;
        }
        // Panels hold all rows of the block: where not all are wanted, a product takes one panel.
        int together = inner == packedRows ? width : panel;
        var rows = new ReadOnlySpan<float>(x, (count - 1) * ldx + inner);
        for (int j = 0; j < width; j += together)
        {
            int columns = Math.Min(together, width - j);
            MatMul.Run(rows, ldx, false, packed[(j * packedRows)..], default, new Span<float>(c + j, (count - 1) * ldc + columns), ldc, count, columns, inner, accumulate, Workers.One);
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
