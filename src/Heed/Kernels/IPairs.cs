using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Heed.Kernels;

/// <summary>What the product of 8-bit integers needs of a vector: lanes of 32 bits, each with two factors of 16 bits. Every operation is exact, so all widths give the same.</summary>
internal unsafe interface IPairs<T> where T : struct, IPairs<T>
{
    /// <summary>Lanes of 32 bits.</summary>
    static abstract int Lanes { get; }

    /// <summary>Two numbers of 8 bits for each lane, widened.</summary>
    static abstract T Widen(sbyte* p);

    /// <summary>The same two numbers of 16 bits in each lane.</summary>
    static abstract T All(int pair);

    /// <summary>sum + a₀ b₀ + a₁ b₁ in each lane.</summary>
    static abstract T MultiplyAdd(T a, T b, T sum);

    /// <summary>y = sum · (scale · scales) + start, one float a lane; an empty start is zero.</summary>
    static abstract void Store(T sum, float scale, float* scales, float* start, float* y);
}

/// <summary>Sixteen lanes.</summary>
internal readonly unsafe struct Pairs512(Vector512<int> v) : IPairs<Pairs512>
{
    private readonly Vector512<int> _v = v;

    public static bool IsSupported => Simd512.IsSupported && Avx512BW.IsSupported;

    public static int Lanes => 16;

    public static Pairs512 Widen(sbyte* p) => new(Avx512BW.ConvertToVector512Int16(Vector256.Load(p)).AsInt32());

    public static Pairs512 All(int pair) => new(Vector512.Create(pair));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 MultiplyAdd(Pairs512 a, Pairs512 b, Pairs512 sum) => new(sum._v + Avx512BW.MultiplyAddAdjacent(a._v.AsInt16(), b._v.AsInt16()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Pairs512 sum, float scale, float* scales, float* start, float* y)
    {
        Vector512<float> product = Vector512.ConvertToSingle(sum._v) * (Vector512.Create(scale) * Vector512.Load(scales));
        (start == null ? product : product + Vector512.Load(start)).Store(y);
    }
}

/// <summary>Eight lanes.</summary>
internal readonly unsafe struct Pairs256(Vector256<int> v) : IPairs<Pairs256>
{
    private readonly Vector256<int> _v = v;

    public static bool IsSupported => Avx2.IsSupported;

    public static int Lanes => 8;

    public static Pairs256 Widen(sbyte* p) => new(Avx2.ConvertToVector256Int16(Vector128.Load(p)).AsInt32());

    public static Pairs256 All(int pair) => new(Vector256.Create(pair));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 MultiplyAdd(Pairs256 a, Pairs256 b, Pairs256 sum) => new(sum._v + Avx2.MultiplyAddAdjacent(a._v.AsInt16(), b._v.AsInt16()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Pairs256 sum, float scale, float* scales, float* start, float* y)
    {
        Vector256<float> product = Vector256.ConvertToSingle(sum._v) * (Vector256.Create(scale) * Vector256.Load(scales));
        (start == null ? product : product + Vector256.Load(start)).Store(y);
    }
}

/// <summary>Four lanes, on every processor that has vectors of 128 bits.</summary>
internal readonly unsafe struct Pairs128(Vector128<int> v) : IPairs<Pairs128>
{
    private readonly Vector128<int> _v = v;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static int Lanes => 4;

    public static Pairs128 Widen(sbyte* p) => new(Vector128.WidenLower(Vector64.Load(p).ToVector128()).AsInt32());

    public static Pairs128 All(int pair) => new(Vector128.Create(pair));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 MultiplyAdd(Pairs128 a, Pairs128 b, Pairs128 sum)
    {
        if (Sse2.IsSupported) return new(sum._v + Sse2.MultiplyAddAdjacent(a._v.AsInt16(), b._v.AsInt16()));
        Vector128<int> low = Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(a._v, 16), 16) * Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(b._v, 16), 16);
        return new(sum._v + low + (Vector128.ShiftRightArithmetic(a._v, 16) * Vector128.ShiftRightArithmetic(b._v, 16)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Pairs128 sum, float scale, float* scales, float* start, float* y)
    {
        Vector128<float> product = Vector128.ConvertToSingle(sum._v) * (Vector128.Create(scale) * Vector128.Load(scales));
        (start == null ? product : product + Vector128.Load(start)).Store(y);
    }
}

/// <summary>One lane, without vectors.</summary>
internal readonly unsafe struct Pairs1(int low, int high) : IPairs<Pairs1>
{
    private readonly int _low = low, _high = high;

    public static int Lanes => 1;

    public static Pairs1 Widen(sbyte* p) => new(p[0], p[1]);

    public static Pairs1 All(int pair) => new((short)pair, pair >> 16);

    public static Pairs1 MultiplyAdd(Pairs1 a, Pairs1 b, Pairs1 sum) => new(sum._low + (a._low * b._low) + (a._high * b._high), 0);

    public static void Store(Pairs1 sum, float scale, float* scales, float* start, float* y)
    {
        float product = sum._low * (scale * *scales);
        *y = start == null ? product : product + *start;
    }
}
