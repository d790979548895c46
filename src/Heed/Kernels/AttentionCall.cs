namespace Heed.Kernels;

/// <summary>What one call of fused attention reads: pinned memory, sizes, mask, biases and dropout. Rows of queries hold all heads side by side, rows of keys and values all key heads.</summary>
internal unsafe sealed class AttentionCall
{
    /// <summary>Keys that are worked on at a time, counted from a span's first key: so a query's result is the same whatever comes after its keys.</summary>
    public const int BlockKeys = 128;

    /// <summary>A call that reads memory which stays where it is, as that of tensors does.</summary>
    /// <param name="queries">[query rows, heads · size].</param>
    /// <param name="keys">[key rows, key heads · size].</param>
    /// <param name="values">[key rows, key heads · value size].</param>
    /// <param name="keyBias">[key rows, key heads]; empty for none.</param>
    /// <param name="scoreVector">[heads, size] of additive attention; empty for dot products.</param>
    /// <param name="table">[heads, distances], or [query rows, heads, distances]; empty for none.</param>
    public AttentionCall(ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, ReadOnlySpan<float> keyBias, ReadOnlySpan<float> scoreVector, ReadOnlySpan<float> table)
    {
        Queries = Pinned.Of(queries);
        Keys = Pinned.Of(keys);
        Values = Pinned.Of(values);
        KeyBias = Pinned.Of(keyBias);
        ScoreVector = Pinned.Of(scoreVector);
        Table = Pinned.Of(table);
    }

    public float* Queries { get; }

    public float* Keys { get; }

    public float* Values { get; }

    public float* KeyBias { get; }

    public float* ScoreVector { get; }

    public float* Table { get; }

    public int Heads, KeyHeads, Size, ValueSize, Least, Distances;
    public bool TablePerQuery;
    public float[]? Slopes;
    public MaskSpec Mask;
    public AttentionDropout? Dropout;

    public int QueryStride => Heads * Size;

    public int KeyStride => KeyHeads * Size;

    public int ValueStride => KeyHeads * ValueSize;

    public int ContextStride => Heads * ValueSize;

    public bool IsAdditive => ScoreVector != null;

    public int KeyHeadOf(int head) => head * KeyHeads / Heads;

    /// <summary>The keys [first, end) that queries [from, to) of a span may attend to at most; (0, 0) for none.</summary>
    public (int First, int End) Range(in AttentionSpan span, int from, int to)
    {
        if (from >= to) return (0, 0);
        int first = Math.Min(Mask.First(span.Position + from), span.Keys), end = Mask.End(span.Position + to - 1, span.Keys);
        return first < end ? (first, end) : (0, 0);
    }
}
