using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Heed.Kernels;

/// <summary>Sixteen floats in a 512-bit register.</summary>
internal readonly unsafe struct Simd512(Vector512<float> v) : ISimd<Simd512>
{
    private readonly Vector512<float> _v = v;

    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    public static int Width => 16;

    public static Simd512 Load(float* p) => new(Vector512.Load(p));

    public static Simd512 LoadPart(float* p, int count, float fill) =>
        new(Avx512F.MaskLoad(p, First(count), Vector512.Create(fill)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadHalves(uint* p, out Simd512 low, out Simd512 high)
    {
        Vector512<uint> both = Vector512.Load(p);
        low = new(Vector512.ShiftLeft(both, 16).AsSingle());
        high = new((both & Vector512.Create(0xFFFF0000u)).AsSingle());
    }

    public static void Store(Simd512 v, float* p) => v._v.Store(p);

    public static void StorePart(Simd512 v, float* p, int count) => Avx512F.MaskStore(p, First(count), v._v);

    public static Simd512 All(float x) => new(Vector512.Create(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 a, Simd512 b, Simd512 c) => new(Avx512F.FusedMultiplyAdd(a._v, b._v, c._v));

    public static Simd512 operator +(Simd512 a, Simd512 b) => new(a._v + b._v);

    public static Simd512 operator -(Simd512 a, Simd512 b) => new(a._v - b._v);

    public static Simd512 operator *(Simd512 a, Simd512 b) => new(a._v * b._v);

    public static Simd512 operator /(Simd512 a, Simd512 b) => new(a._v / b._v);

    public static Simd512 Max(Simd512 a, Simd512 b) => new(Avx512F.Max(a._v, b._v));

    public static Simd512 Min(Simd512 a, Simd512 b) => new(Avx512F.Min(a._v, b._v));

    public static Simd512 Abs(Simd512 a) => new(Vector512.Abs(a._v));

    public static Simd512 Sqrt(Simd512 a) => new(Avx512F.Sqrt(a._v));

    public static Simd512 Round(Simd512 a) => new(Avx512F.RoundScale(a._v, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 PowerOfTwo(Simd512 n) =>
        new(Vector512.ShiftLeft(Avx512F.ConvertToVector512Int32(n._v) + Vector512.Create(127), 23).AsSingle());

    public static Simd512 TimesPowerOfTwo(Simd512 a, Simd512 n) => new(Avx512F.Scale(a._v, n._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(Simd512 a, out Simd512 n, out Simd512 m)
    {
        Vector512<int> bits = a._v.AsInt32();
        n = new(Vector512.ConvertToSingle(Vector512.ShiftRightArithmetic(bits, 23) - Vector512.Create(127)));
        m = new(((bits & Vector512.Create(0x7FFFFF)) | Vector512.Create(0x3F800000)).AsSingle());
    }

    public static Simd512 SelectGreaterOrEqual(Simd512 a, Simd512 b, Simd512 yes, Simd512 no) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(a._v, b._v), yes._v, no._v));

    public static float Sum(Simd512 a) => Simd256.Sum(new Simd256(a._v.GetLower() + a._v.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(Simd512 a, Simd512 b, Simd512 c, Simd512 d, float* to)
    {
        Vector512<float> ab = Avx512F.UnpackLow(a._v, b._v) + Avx512F.UnpackHigh(a._v, b._v);
        Vector512<float> cd = Avx512F.UnpackLow(c._v, d._v) + Avx512F.UnpackHigh(c._v, d._v);
        Vector512<float> abcd = Avx512F.Shuffle(ab, cd, 0b01_00_01_00) + Avx512F.Shuffle(ab, cd, 0b11_10_11_10);
        Vector256<float> half = abcd.GetLower() + abcd.GetUpper();
        (half.GetLower() + half.GetUpper()).Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMaxima(Simd512 a, Simd512 b, Simd512 c, Simd512 d, float* to)
    {
        Vector512<float> ab = Avx512F.Max(Avx512F.UnpackLow(a._v, b._v), Avx512F.UnpackHigh(a._v, b._v));
        Vector512<float> cd = Avx512F.Max(Avx512F.UnpackLow(c._v, d._v), Avx512F.UnpackHigh(c._v, d._v));
        Vector512<float> abcd = Avx512F.Max(Avx512F.Shuffle(ab, cd, 0b01_00_01_00), Avx512F.Shuffle(ab, cd, 0b11_10_11_10));
        Vector256<float> half = Avx.Max(abcd.GetLower(), abcd.GetUpper());
        Sse.Max(half.GetLower(), half.GetUpper()).Store(to);
    }

    public static float MaxOf(Simd512 a) => Simd256.MaxOf(new Simd256(Avx.Max(a._v.GetLower(), a._v.GetUpper())));

    private static Vector512<float> First(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
}
