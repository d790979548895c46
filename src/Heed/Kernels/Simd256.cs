using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Heed.Kernels;

/// <summary>Eight floats in a 256-bit register.</summary>
internal readonly unsafe struct Simd256(Vector256<float> v) : ISimd<Simd256>
{
    private readonly Vector256<float> _v = v;

    public static bool IsSupported => Vector256.IsHardwareAccelerated && Fma.IsSupported && Avx2.IsSupported;

    public static int Width => 8;

    public static Simd256 Load(float* p) => new(Vector256.Load(p));

    public static Simd256 LoadPart(float* p, int count, float fill)
    {
        Vector256<float> first = First(count);
        return new(Vector256.ConditionalSelect(first, Avx.MaskLoad(p, first), Vector256.Create(fill)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadHalves(uint* p, out Simd256 low, out Simd256 high)
    {
        Vector256<uint> both = Vector256.Load(p);
        low = new(Vector256.ShiftLeft(both, 16).AsSingle());
        high = new((both & Vector256.Create(0xFFFF0000u)).AsSingle());
    }

    public static void Store(Simd256 v, float* p) => v._v.Store(p);

    public static void StorePart(Simd256 v, float* p, int count) => Avx.MaskStore(p, First(count), v._v);

    public static Simd256 All(float x) => new(Vector256.Create(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 a, Simd256 b, Simd256 c) => new(Fma.MultiplyAdd(a._v, b._v, c._v));

    public static Simd256 operator +(Simd256 a, Simd256 b) => new(a._v + b._v);

    public static Simd256 operator -(Simd256 a, Simd256 b) => new(a._v - b._v);

    public static Simd256 operator *(Simd256 a, Simd256 b) => new(a._v * b._v);

    public static Simd256 operator /(Simd256 a, Simd256 b) => new(a._v / b._v);

    public static Simd256 Max(Simd256 a, Simd256 b) => new(Avx.Max(a._v, b._v));

    public static Simd256 Min(Simd256 a, Simd256 b) => new(Avx.Min(a._v, b._v));

    public static Simd256 Abs(Simd256 a) => new(Vector256.Abs(a._v));

    public static Simd256 Sqrt(Simd256 a) => new(Avx.Sqrt(a._v));

    public static Simd256 Round(Simd256 a) => new(Avx.RoundToNearestInteger(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 PowerOfTwo(Simd256 n) =>
        new(Vector256.ShiftLeft(Avx.ConvertToVector256Int32(n._v) + Vector256.Create(127), 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 TimesPowerOfTwo(Simd256 a, Simd256 n)
    {
        Simd256 half = Round(n * All(0.5f));
        return a * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(Simd256 a, out Simd256 n, out Simd256 m)
    {
        Vector256<int> bits = a._v.AsInt32();
        n = new(Vector256.ConvertToSingle(Vector256.ShiftRightArithmetic(bits, 23) - Vector256.Create(127)));
        m = new(((bits & Vector256.Create(0x7FFFFF)) | Vector256.Create(0x3F800000)).AsSingle());
    }

    public static Simd256 SelectGreaterOrEqual(Simd256 a, Simd256 b, Simd256 yes, Simd256 no) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(a._v, b._v), yes._v, no._v));

    public static float Sum(Simd256 a) => Simd128.Sum(new Simd128(a._v.GetLower() + a._v.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(Simd256 a, Simd256 b, Simd256 c, Simd256 d, float* to)
    {
        Vector256<float> ab = Avx.UnpackLow(a._v, b._v) + Avx.UnpackHigh(a._v, b._v);
        Vector256<float> cd = Avx.UnpackLow(c._v, d._v) + Avx.UnpackHigh(c._v, d._v);
        Vector256<float> abcd = Avx.Shuffle(ab, cd, 0b01_00_01_00) + Avx.Shuffle(ab, cd, 0b11_10_11_10);
        (abcd.GetLower() + abcd.GetUpper()).Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMaxima(Simd256 a, Simd256 b, Simd256 c, Simd256 d, float* to)
    {
        Vector256<float> ab = Avx.Max(Avx.UnpackLow(a._v, b._v), Avx.UnpackHigh(a._v, b._v));
        Vector256<float> cd = Avx.Max(Avx.UnpackLow(c._v, d._v), Avx.UnpackHigh(c._v, d._v));
        Vector256<float> abcd = Avx.Max(Avx.Shuffle(ab, cd, 0b01_00_01_00), Avx.Shuffle(ab, cd, 0b11_10_11_10));
        Sse.Max(abcd.GetLower(), abcd.GetUpper()).Store(to);
    }

    public static float MaxOf(Simd256 a) => Simd128.MaxOf(new Simd128(Vector128.Max(a._v.GetLower(), a._v.GetUpper())));

    private static Vector256<float> First(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();
}
