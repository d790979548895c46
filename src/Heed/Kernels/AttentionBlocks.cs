using System.Buffers;
using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>
/// Keys and values of one key head, block by block, in the forms that products read: packed once for all queries of a task. For additive scores the keys are transposed with their
/// exponentials, and the largest magnitude up to each key is kept, so that the range a query's scores are computed in depends on its own keys alone.
/// </summary>
internal unsafe sealed class AttentionBlocks : IDisposable
{
    private const int Block = AttentionCall.BlockKeys;

    private readonly float[] _memory;
    private readonly AttentionCall _call;
    private readonly int _firstBlock, _size, _keysLength, _valuesLength, _stride, _largestAt;

    /// <param name="call">The call.</param>
    /// <param name="span">The keys.</param>
    /// <param name="keyHead">The key head.</param>
    /// <param name="first">The first key that is needed.</param>
    /// <param name="end">One beyond the last.</param>
    /// <param name="forGradient">Whether keys and values are needed as the gradient's products read them.</param>
    public AttentionBlocks(AttentionCall call, in AttentionSpan span, int keyHead, int first, int end, bool forGradient)
    {
        _call = call;
        _size = call.Size;
        _firstBlock = first / Block;
        int blocks = (end + Block - 1) / Block - _firstBlock;
        _keysLength = call.IsAdditive ? 2 * Block * call.Size : MatMul.PackedLength(call.Size, Block) + (forGradient ? MatMul.PackedLength(Block, call.Size) : 0);
        _valuesLength = forGradient ? MatMul.PackedLength(call.ValueSize, Block) : MatMul.PackedLength(Block, call.ValueSize);
        _largestAt = _keysLength + _valuesLength;
        _stride = _largestAt + (call.IsAdditive ? Block + Block * call.Size : 0);
        _memory = ArrayPool<float>.Shared.Rent(Math.Max(1, blocks * _stride));
        for (int b = 0; b < blocks; b++)
        {
            int key = (_firstBlock + b) * Block, count = Math.Min(Block, span.Keys - key);
            long row = span.FirstKey + key;
            Span<float> to = _memory.AsSpan(b * _stride, _stride);
            var keys = new ReadOnlySpan<float>(call.Keys + row * call.KeyStride + keyHead * call.Size, (count - 1) * call.KeyStride + call.Size);
            var values = new ReadOnlySpan<float>(call.Values + row * call.ValueStride + keyHead * call.ValueSize, (count - 1) * call.ValueStride + call.ValueSize);
            if (call.IsAdditive) PrepareAdditive(keys, count, to);
            else
            {
                MatMul.Pack(keys, call.KeyStride, true, call.Size, count, to);
                if (forGradient) MatMul.Pack(keys, call.KeyStride, false, count, call.Size, to[MatMul.PackedLength(call.Size, Block)..]);
            }
            if (forGradient) MatMul.Pack(values, call.ValueStride, true, call.ValueSize, count, to[_keysLength..]);
            else MatMul.Pack(values, call.ValueStride, false, count, call.ValueSize, to[_keysLength..]);
        }
    }

    /// <summary>Kᵀ of a block [size, keys], packed.</summary>
    public ReadOnlySpan<float> KeysTransposed(int block) => Of(block)[..MatMul.PackedLength(_size, Block)];

    /// <summary>K of a block [keys, size], packed; for gradients.</summary>
    public ReadOnlySpan<float> Keys(int block) => Of(block)[MatMul.PackedLength(_size, Block).._keysLength];

    /// <summary>V of a block [keys, value size], packed; for gradients its transpose.</summary>
    public ReadOnlySpan<float> Values(int block) => Of(block).Slice(_keysLength, _valuesLength);

    /// <summary>Transposed keys [size, 64] of additive scores.</summary>
    public ReadOnlySpan<float> Transposed(int block) => Of(block)[..(Block * _size)];

    /// <summary>e^{2k} in the same layout.</summary>
    public ReadOnlySpan<float> Exponentials(int block) => Of(block).Slice(Block * _size, Block * _size);

    /// <summary>The largest magnitude among the first <paramref name="keys"/> keys of a block.</summary>
    public float Largest(int block, int keys) => keys <= 0 ? 0 : Of(block)[_largestAt + keys - 1];

    public void Dispose() => ArrayPool<float>.Shared.Return(_memory);

    private ReadOnlySpan<float> Of(int block) => _memory.AsSpan((block - _firstBlock) * _stride, _stride);

    private void PrepareAdditive(ReadOnlySpan<float> keys, int count, Span<float> to)
    {
        Span<float> rows = to[(_largestAt + Block)..], largest = to.Slice(_largestAt, Block);
        to[..(2 * Block * _size)].Clear();
        float most = 0;
        for (int k = 0; k < count; k++)
        {
            ReadOnlySpan<float> key = keys.Slice(k * _call.KeyStride, _size);
            key.CopyTo(rows[(k * _size)..]);
            foreach (float x in key) most = Math.Max(most, Math.Abs(x));
            largest[k] = most;
        }
        // As many keys as a block holds, so that the layout is the same however many there are.
        rows.Slice(count * _size, (Block - count) * _size).Clear();
        Debug.Assert(AdditiveScores.KeyStride(Block) == Block);
        AdditiveScores.PrepareKeys(rows[..(Block * _size)], Block, _size, to[..(Block * _size)], to.Slice(Block * _size, Block * _size));
    }
}
