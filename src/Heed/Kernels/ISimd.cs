namespace Heed.Kernels;

/// <summary>
/// What a kernel needs of a vector of floats. Structs implement it for 512, 256 and 128 bits and for one plain float, so one
/// source serves every processor and the compiled code has no calls in it. Within one width every operation is exact and the same each time.
/// </summary>
internal unsafe interface ISimd<T> where T : struct, ISimd<T>
{
    /// <summary>Floats in a vector: 16, 8, 4 or 1.</summary>
    static abstract int Width { get; }

    static abstract T Load(float* p);

    /// <summary>The first <paramref name="count"/> (0 to Width) floats at p, the rest <paramref name="fill"/>; reads nothing beyond them.</summary>
    static abstract T LoadPart(float* p, int count, float fill);

    /// <summary>Lane by lane the float whose upper 16 bits are the lower half of p's, and the one whose upper 16 bits are its upper half.</summary>
    static abstract void LoadHalves(uint* p, out T low, out T high);

    static abstract void Store(T v, float* p);

    /// <summary>Writes the first <paramref name="count"/> (0 to Width) floats and nothing beyond them.</summary>
    static abstract void StorePart(T v, float* p, int count);

    static abstract T All(float x);

    /// <summary>a·b + c, fused (one rounding) wherever the processor can.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator *(T a, T b);

    static abstract T operator /(T a, T b);

    static abstract T Max(T a, T b);

    static abstract T Min(T a, T b);

    static abstract T Abs(T a);

    static abstract T Sqrt(T a);

    /// <summary>Rounds to the nearest whole number, ties to even.</summary>
    static abstract T Round(T a);

    /// <summary>2^n for whole n from −126 to 127.</summary>
    static abstract T PowerOfTwo(T n);

    /// <summary>a·2^n for whole n from −252 to 254; beyond the range of floats it rounds to subnormals, zero or infinity.</summary>
    static abstract T TimesPowerOfTwo(T a, T n);

    /// <summary>For a normal a &gt; 0 the whole n and the m in [1, 2) with a = m·2^n.</summary>
    static abstract void Split(T a, out T n, out T m);

    /// <summary>Where a ≥ b the first, elsewhere the second choice.</summary>
    static abstract T SelectGreaterOrEqual(T a, T b, T yes, T no);

    /// <summary>The lanes added in a fixed tree: halves onto each other until one is left.</summary>
    static abstract float Sum(T a);

    /// <summary>The sums of the lanes of four vectors, each in a fixed tree (another one than <see cref="Sum"/>'s), to to[0] ... to[3].</summary>
    static abstract void StoreSums(T a, T b, T c, T d, float* to);

    /// <summary>The largest lane of each of four vectors, none of them NaN, to to[0] ... to[3].</summary>
    static abstract void StoreMaxima(T a, T b, T c, T d, float* to);

    static abstract float MaxOf(T a);
}
