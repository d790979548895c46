namespace Heed.Kernels;

/// <summary>One float: plain code for processors without vectors. Multiply and add are rounded each, as a fused one in software is slow.</summary>
internal readonly unsafe struct Simd1(float v) : ISimd<Simd1>
{
    private readonly float _v = v;

    public static int Width => 1;

    public static Simd1 Load(float* p) => new(*p);

    public static Simd1 LoadPart(float* p, int count, float fill) => new(count >= 1 ? *p : fill);

    public static void LoadHalves(uint* p, out Simd1 low, out Simd1 high)
    {
        low = new(BitConverter.UInt32BitsToSingle(*p << 16));
        high = new(BitConverter.UInt32BitsToSingle(*p & 0xFFFF0000));
    }

    public static void Store(Simd1 v, float* p) => *p = v._v;

    public static void StorePart(Simd1 v, float* p, int count)
    {
        if (count >= 1) *p = v._v;
    }

    public static Simd1 All(float x) => new(x);

    public static Simd1 MultiplyAdd(Simd1 a, Simd1 b, Simd1 c) => new(a._v * b._v + c._v);

    public static Simd1 operator +(Simd1 a, Simd1 b) => new(a._v + b._v);

    public static Simd1 operator -(Simd1 a, Simd1 b) => new(a._v - b._v);

    public static Simd1 operator *(Simd1 a, Simd1 b) => new(a._v * b._v);

    public static Simd1 operator /(Simd1 a, Simd1 b) => new(a._v / b._v);

    public static Simd1 Max(Simd1 a, Simd1 b) => new(a._v > b._v ? a._v : b._v);

    public static Simd1 Min(Simd1 a, Simd1 b) => new(a._v < b._v ? a._v : b._v);

    public static Simd1 Abs(Simd1 a) => new(MathF.Abs(a._v));

    public static Simd1 Sqrt(Simd1 a) => new(MathF.Sqrt(a._v));

    public static Simd1 Round(Simd1 a) => new(MathF.Round(a._v));

    public static Simd1 PowerOfTwo(Simd1 n) => new(BitConverter.Int32BitsToSingle(((int)n._v + 127) << 23));

    public static Simd1 TimesPowerOfTwo(Simd1 a, Simd1 n)
    {
        Simd1 half = Round(new(n._v * 0.5f));
        return a * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    public static void Split(Simd1 a, out Simd1 n, out Simd1 m)
    {
        int bits = BitConverter.SingleToInt32Bits(a._v);
        n = new((bits >> 23) - 127);
        m = new(BitConverter.Int32BitsToSingle((bits & 0x7FFFFF) | 0x3F800000));
    }

    public static Simd1 SelectGreaterOrEqual(Simd1 a, Simd1 b, Simd1 yes, Simd1 no) => a._v >= b._v ? yes : no;

    public static float Sum(Simd1 a) => a._v;

    public static void StoreSums(Simd1 a, Simd1 b, Simd1 c, Simd1 d, float* to)
    {
        to[0] = a._v;
        to[1] = b._v;
        to[2] = c._v;
        to[3] = d._v;
    }

    public static void StoreMaxima(Simd1 a, Simd1 b, Simd1 c, Simd1 d, float* to)
    {
        to[0] = MaxOf(a);
        to[1] = MaxOf(b);
        to[2] = MaxOf(c);
        to[3] = MaxOf(d);
    }

    public static float MaxOf(Simd1 a) => a._v;
}
