using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Heed.Kernels;

/// <summary>Four floats in a 128-bit register (SSE, Arm AdvSimd).</summary>
internal readonly unsafe struct Simd128(Vector128<float> v) : ISimd<Simd128>
{
    private readonly Vector128<float> _v = v;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static int Width => 4;

    public static Simd128 Load(float* p) => new(Vector128.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 LoadPart(float* p, int count, float fill) => count >= 4 ? Load(p) : new(LoadFew(p, count, fill));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadHalves(uint* p, out Simd128 low, out Simd128 high)
    {
        Vector128<uint> both = Vector128.Load(p);
        low = new(Vector128.ShiftLeft(both, 16).AsSingle());
        high = new((both & Vector128.Create(0xFFFF0000u)).AsSingle());
    }

    public static void Store(Simd128 v, float* p) => v._v.Store(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(Simd128 v, float* p, int count)
    {
        if (count >= 4) Store(v, p);
        else StoreFew(v._v, p, count);
    }

    // There are no masked loads and stores here. Out of line, so that loops stay short.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<float> LoadFew(float* p, int count, float fill) =>
        Vector128.Create(count > 0 ? p[0] : fill, count > 1 ? p[1] : fill, count > 2 ? p[2] : fill, fill);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreFew(Vector128<float> v, float* p, int count)
    {
        if (count > 0) p[0] = v.GetElement(0);
        if (count > 1) p[1] = v.GetElement(1);
        if (count > 2) p[2] = v.GetElement(2);
    }

    public static Simd128 All(float x) => new(Vector128.Create(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyAdd(Simd128 a, Simd128 b, Simd128 c)
    {
        if (Fma.IsSupported) return new(Fma.MultiplyAdd(a._v, b._v, c._v));
        if (AdvSimd.IsSupported) return new(AdvSimd.FusedMultiplyAdd(c._v, a._v, b._v));
        return new(a._v * b._v + c._v);
    }

    public static Simd128 operator +(Simd128 a, Simd128 b) => new(a._v + b._v);

    public static Simd128 operator -(Simd128 a, Simd128 b) => new(a._v - b._v);

    public static Simd128 operator *(Simd128 a, Simd128 b) => new(a._v * b._v);

    public static Simd128 operator /(Simd128 a, Simd128 b) => new(a._v / b._v);

    public static Simd128 Max(Simd128 a, Simd128 b) => new(Vector128.ConditionalSelect(Vector128.GreaterThan(a._v, b._v), a._v, b._v));

    public static Simd128 Min(Simd128 a, Simd128 b) => new(Vector128.ConditionalSelect(Vector128.LessThan(a._v, b._v), a._v, b._v));

    public static Simd128 Abs(Simd128 a) => new(Vector128.Abs(a._v));

    public static Simd128 Sqrt(Simd128 a) => new(Vector128.Sqrt(a._v));

    public static Simd128 Round(Simd128 a) => new(Vector128.Round(a._v));

    public static Simd128 PowerOfTwo(Simd128 n) =>
        new(Vector128.ShiftLeft(Vector128.ConvertToInt32Native(n._v) + Vector128.Create(127), 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 TimesPowerOfTwo(Simd128 a, Simd128 n)
    {
        Simd128 half = Round(n * All(0.5f));
        return a * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(Simd128 a, out Simd128 n, out Simd128 m)
    {
        Vector128<int> bits = a._v.AsInt32();
        n = new(Vector128.ConvertToSingle(Vector128.ShiftRightArithmetic(bits, 23) - Vector128.Create(127)));
        m = new(((bits & Vector128.Create(0x7FFFFF)) | Vector128.Create(0x3F800000)).AsSingle());
    }

    public static Simd128 SelectGreaterOrEqual(Simd128 a, Simd128 b, Simd128 yes, Simd128 no) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(a._v, b._v), yes._v, no._v));

    public static float Sum(Simd128 a) => (a._v.GetElement(0) + a._v.GetElement(2)) + (a._v.GetElement(1) + a._v.GetElement(3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(Simd128 a, Simd128 b, Simd128 c, Simd128 d, float* to)
    {
        if (Sse.IsSupported)
        {
            Vector128<float> ab = Sse.UnpackLow(a._v, b._v) + Sse.UnpackHigh(a._v, b._v);
            Vector128<float> cd = Sse.UnpackLow(c._v, d._v) + Sse.UnpackHigh(c._v, d._v);
            (Sse.Shuffle(ab, cd, 0b01_00_01_00) + Sse.Shuffle(ab, cd, 0b11_10_11_10)).Store(to);
        }
        else
        {
            Vector128.Create(Sum(a), Sum(b), Sum(c), Sum(d)).Store(to);
        }
    }

    public static void StoreMaxima(Simd128 a, Simd128 b, Simd128 c, Simd128 d, float* to)
    {
        to[0] = MaxOf(a);
        to[1] = MaxOf(b);
        to[2] = MaxOf(c);
        to[3] = MaxOf(d);
    }

    public static float MaxOf(Simd128 a) =>
        MathF.Max(MathF.Max(a._v.GetElement(0), a._v.GetElement(2)), MathF.Max(a._v.GetElement(1), a._v.GetElement(3)));
}
