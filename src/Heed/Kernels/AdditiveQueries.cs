namespace Heed.Kernels;

/// <summary>Some neighbouring queries of a span in one head, made ready for additive scores. Empty for other scores.</summary>
internal unsafe readonly struct AdditiveQueries
{
    private readonly AdditiveVector _vector;
    private readonly float* _folded, _largest;

    /// <summary>Room for so many queries of a head, whose score vector is prepared here.</summary>
    /// <param name="call">The call.</param>
    /// <param name="head">The head.</param>
    /// <param name="most">How many queries there may be.</param>
    /// <param name="memory">Room for <see cref="Length"/>(call, most) floats, pinned for as long as this is used.</param>
    public AdditiveQueries(AttentionCall call, int head, int most, float* memory)
    {
        if (!call.IsAdditive) return;
        _vector = new AdditiveVector(call.ScoreVector + (long)head * call.Size, call.Size, memory);
        _largest = memory + AdditiveVector.Length(call.Size);
        _folded = _largest + most;
    }

    private AdditiveQueries(in AdditiveVector vector, float* folded, float* largest)
    {
        _vector = vector;
        _folded = folded;
        _largest = largest;
    }

    /// <summary>Floats that so many queries take.</summary>
    public static int Length(AttentionCall call, int most) => call.IsAdditive ? AdditiveVector.Length(call.Size) + most * (call.Size + 1) : 0;

    /// <summary>Prepares queries [from, to) of a span.</summary>
    public void Prepare(AttentionCall call, in AttentionSpan span, int head, int from, int to)
    {
        if (!call.IsAdditive) return;
        float* q = call.Queries + (long)(span.FirstQuery + from) * call.QueryStride + head * call.Size;
        for (int i = 0; i < to - from; i++) _largest[i] = _vector.Prepare(q + (long)i * call.QueryStride, _folded + (long)i * call.Size);
    }

    /// <summary>The same without the first ones.</summary>
    public AdditiveQueries From(int first) => _folded == null ? default : new(_vector, _folded + (long)first * _vector.Hidden, _largest + first);

    /// <summary>For each of so many queries from <paramref name="from"/> on, how many keys of a block it may attend to, from the block's first on, and max|a| + max|b| over those.</summary>
    public void Ranges(AttentionCall call, in AttentionSpan span, int from, int count, AttentionBlocks blocks, int block, int keys, float* ranges, int* ends)
    {
        for (int i = 0; i < count; i++)
        {
            ends[i] = Math.Clamp(call.Mask.End(span.Position + from + i, span.Keys) - block * AttentionCall.BlockKeys, 0, keys);
            ranges[i] = _largest[i] + blocks.Largest(block, ends[i]);
        }
    }

    /// <summary>The scores of the first <paramref name="count"/> queries with the first keys of a block, rows of <see cref="AttentionCall.BlockKeys"/>.</summary>
    public void Scores(AttentionCall call, in AttentionSpan span, int head, int from, int count, AttentionBlocks blocks, int block, int keys, float* s)
    {
        float* ranges = stackalloc float[AttentionTile.Queries];
        int* ends = stackalloc int[AttentionTile.Queries];
        Ranges(call, span, from, count, blocks, block, keys, ranges, ends);
        long query = span.FirstQuery + from, key = span.FirstKey + block * AttentionCall.BlockKeys;
        fixed (float* panels = blocks.Panels(block))
        {
            var operands = new AdditiveScores.Operands
            {
                A = call.Queries + query * call.QueryStride + head * call.Size,
                Lda = call.QueryStride,
                Folded = _folded,
                Ranges = ranges,
                Count = count,
                B = call.Keys + key * call.KeyStride + call.KeyHeadOf(head) * call.Size,
                Ldb = call.KeyStride,
                Panels = panels,
                Keys = keys,
                S = s,
                Lds = AttentionCall.BlockKeys,
            };
            AdditiveScores.Run(_vector, operands);
        }
    }
}
