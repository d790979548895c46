using System.Buffers;
using System.Runtime.InteropServices;

namespace Heed.Kernels;

/// <summary>
/// Memory of a kernel for the time of a call: at a cache line's boundary, where no vector lies across two lines, and in one place. Each thread keeps a few pieces that it used before; long ones
/// are shared with the rest of the program.
/// </summary>
internal unsafe sealed class Scratch : IDisposable
{
    /// <summary>Floats of a cache line.</summary>
    public const int Line = 16;

    private const int Smallest = 1 << 12, LongestKept = 1 << 21, MostKept = 8;

    [ThreadStatic] private static Stack<Scratch>? t_kept;

    private readonly float[] _owner;
    private readonly int _length;
    private GCHandle _pin;

    private Scratch(int length)
    {
        _length = length;
        if (length > LongestKept)
        {
            _owner = ArrayPool<float>.Shared.Rent(checked(length + Line));
            _pin = GCHandle.Alloc(_owner, GCHandleType.Pinned);
        }
        else _owner = GC.AllocateUninitializedArray<float>(length + Line, pinned: true);
        Start = (float*)Marshal.UnsafeAddrOfPinnedArrayElement(_owner, FirstLine(_owner));
    }

    /// <summary>The first float.</summary>
    public float* Start { get; }

    /// <summary>Room for so many floats, whose values are arbitrary; disposing it ends its use.</summary>
    public static Scratch Rent(int length)
    {
        Stack<Scratch> kept = t_kept ??= new Stack<Scratch>(MostKept);
        while (kept.TryPop(out Scratch? scratch))
        {
            // What is too short now would be so the next time too.
            if (scratch._length >= length) return scratch;
        }
        return new Scratch(length > LongestKept ? length : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, Smallest)));
    }

    /// <summary>The number of the first float of a pinned array that begins a cache line.</summary>
    public static int FirstLine(float[] pinned) => (int)(-(Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0) / sizeof(float)) & (Line - 1));

    /// <summary>A length rounded up to whole cache lines, so that what follows begins one too.</summary>
    public static int Lines(int length) => (length + Line - 1) / Line * Line;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_pin.IsAllocated)
        {
            _pin.Free();
            ArrayPool<float>.Shared.Return(_owner);
        }
        else if (t_kept is { Count: < MostKept } kept) kept.Push(this);
    }
}
