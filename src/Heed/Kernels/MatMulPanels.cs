using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>The format of a packed right operand: how the two vectors of a panel's row are read. Whatever the format, they are floats in the registers and the chains of multiply-adds are the same.</summary>
internal unsafe interface IPanels<V> where V : struct, ISimd<V>
{
    /// <summary>Bytes of a panel's row.</summary>
    static abstract int RowBytes { get; }

    static abstract void Load(byte* row, out V first, out V second);
}

/// <summary>32-bit floats, one after another.</summary>
internal readonly unsafe struct FloatPanels<V> : IPanels<V> where V : struct, ISimd<V>
{
    public static int RowBytes => 2 * sizeof(float) * V.Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* row, out V first, out V second)
    {
        first = V.Load((float*)row);
        second = V.Load((float*)row + V.Width);
    }
}

/// <summary>bfloat16, two to a 32-bit lane: the first vector's number in its lower half, the second's in its upper half. A shift and a mask widen them, exactly.</summary>
internal readonly unsafe struct BrainPanels<V> : IPanels<V> where V : struct, ISimd<V>
{
    public static int RowBytes => sizeof(float) * V.Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* row, out V first, out V second) => V.LoadHalves((uint*)row, out first, out second);
}
