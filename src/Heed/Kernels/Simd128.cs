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

    public static Simd128 LoadPart(float* p, int count, float fill)
    {
        if (count >= 4) return Load(p);
        float* whole = stackalloc float[4];
        for (int i = 0; i < 4; i++) whole[i] = i < count ? p[i] : fill;
        return Load(whole);
    }

    public static void Store(Simd128 v, float* p) => v._v.Store(p);

    public static void StorePart(Simd128 v, float* p, int count)
    {
        if (count >= 4)
        {
            Store(v, p);
            return;
        }
        for (int i = 0; i < count; i++) p[i] = v._v.GetElement(i);
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
        new(Vector128.ShiftLeft(Vector128.ConvertToInt32(n._v) + Vector128.Create(127), 23).AsSingle());

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

    public static float MaxOf(Simd128 a) =>
        MathF.Max(MathF.Max(a._v.GetElement(0), a._v.GetElement(2)), MathF.Max(a._v.GetElement(1), a._v.GetElement(3)));
}
