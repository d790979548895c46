using System.Numerics.Tensors;

namespace Heed.Kernels;

/// <summary>
/// Keys and values of one key head, block by block, in the forms that products read: packed once for all queries of a task. For additive scores their exponentials are kept, and the largest magnitude up to each key, so that the range a query's scores are computed in depends on its own keys alone.
/// </summary>
internal unsafe sealed class AttentionBlocks : IDisposable
{
    private const int Block = AttentionCall.BlockKeys;

    private readonly Scratch _memory;
    private readonly AttentionCall _call;
    private readonly int _firstBlock, _size, _spanKeys, _slot, _panelsLength, _keysLength, _valuesLength, _stride, _largestAt;

    /// <param name="call">The call.</param>
    /// <param name="span">The keys.</param>
    /// <param name="keyHead">The key head.</param>
    /// <param name="first">The first key that is needed.</param>
    /// <param name="end">One beyond the last.</param>
    /// <param name="forGradient">Whether keys and values are needed as the gradient's products read them.</param>
    /// <param name="packValues">Whether values are packed; for a query or two it is quicker to read them where they are.</param>
    public AttentionBlocks(AttentionCall call, in AttentionSpan span, int keyHead, int first, int end, bool forGradient, bool packValues = true)
    {
        PacksValues = packValues;
        _call = call;
        _size = call.Size;
        _firstBlock = first / Block;
        _spanKeys = span.Keys;
        _slot = Math.Min(Block, AdditiveKeys.Padded(span.Keys));
        int blocks = (end + Block - 1) / Block - _firstBlock;
        _panelsLength = call.IsAdditive ? _slot * call.Size : MatMul.PackedLength(call.Size, _slot);
        _keysLength = _panelsLength + (!forGradient ? 0 : call.IsAdditive ? _slot * AdditiveKeys.Padded(call.Size) : MatMul.PackedLength(_slot, call.Size));
        _valuesLength = !packValues ? 0 : forGradient ? MatMul.PackedLength(call.ValueSize, _slot) : MatMul.PackedLength(_slot, call.ValueSize);
        _largestAt = _keysLength + _valuesLength;
        _stride = Scratch.Lines(_largestAt + (call.IsAdditive ? _slot : 0));
        _memory = Scratch.Rent(checked(blocks * _stride));
        for (int b = 0; b < blocks; b++)
        {
            int key = (_firstBlock + b) * Block, count = Count(_firstBlock + b);
            long row = span.FirstKey + key;
            var to = new Span<float>(_memory.Start + (long)b * _stride, _stride);
            var keys = new ReadOnlySpan<float>(call.Keys + row * call.KeyStride + keyHead * call.Size, (count - 1) * call.KeyStride + call.Size);
            var values = new ReadOnlySpan<float>(call.Values + row * call.ValueStride + keyHead * call.ValueSize, (count - 1) * call.ValueStride + call.ValueSize);
            if (call.IsAdditive)
            {
                AdditiveKeys.Prepare(keys, call.KeyStride, count, call.Size, to[.._panelsLength]);
                if (forGradient) AdditiveKeys.PrepareStrips(keys, call.KeyStride, count, call.Size, to[_panelsLength.._keysLength]);
                SetLargest(keys, count, to[_largestAt..]);
            }
            else
            {
                MatMul.Pack(keys, call.KeyStride, true, call.Size, count, to);
                if (forGradient) MatMul.Pack(keys, call.KeyStride, false, count, call.Size, to[_panelsLength..]);
            }
            if (forGradient) MatMul.Pack(values, call.ValueStride, true, call.ValueSize, count, to[_keysLength..]);
            else if (packValues) MatMul.Pack(values, call.ValueStride, false, count, call.ValueSize, to[_keysLength..]);
        }
    }

    /// <summary>Whether <see cref="Values"/> are there.</summary>
    public bool PacksValues { get; }

    /// <summary>How many keys a block has: all but the last are full.</summary>
    public int Count(int block) => Math.Min(Block, _spanKeys - block * Block);

    /// <summary>Kᵀ of a block [size, keys], packed.</summary>
    public ReadOnlySpan<float> KeysTransposed(int block) => Of(block)[.._panelsLength];

    /// <summary>K of a block [keys, size], packed; for gradients.</summary>
    public ReadOnlySpan<float> Keys(int block) => Of(block)[_panelsLength.._keysLength];

    /// <summary>V of a block [keys, value size], packed; for gradients its transpose.</summary>
    public ReadOnlySpan<float> Values(int block) => Of(block).Slice(_keysLength, _valuesLength);

    /// <summary>Keys of additive scores as <see cref="AdditiveKeys.Prepare"/> lays them out.</summary>
    public ReadOnlySpan<float> Panels(int block) => KeysTransposed(block);

    /// <summary>The same as <see cref="AdditiveKeys.PrepareStrips"/> lays them out; for gradients.</summary>
    public ReadOnlySpan<float> Strips(int block) => Keys(block);

    /// <summary>The largest magnitude among the first <paramref name="keys"/> keys of a block.</summary>
    public float Largest(int block, int keys) => keys <= 0 ? 0 : Of(block)[_largestAt + keys - 1];

    public void Dispose() => _memory.Dispose();

    private ReadOnlySpan<float> Of(int block) => new(_memory.Start + (long)(block - _firstBlock) * _stride, _stride);

    private void SetLargest(ReadOnlySpan<float> keys, int count, Span<float> largest)
    {
        float most = 0;
        for (int k = 0; k < count; k++)
        {
            most = Math.Max(most, Math.Abs(TensorPrimitives.MaxMagnitude(keys.Slice(k * _call.KeyStride, _size))));
            largest[k] = most;
        }
    }
}
