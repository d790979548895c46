using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>y = f(x) for one lane, written once for every width.</summary>
internal interface IMap
{
    V Of<V>(V x) where V : struct, ISimd<V>;
}

/// <summary>z = f(x, y).</summary>
internal interface IMap2
{
    V Of<V>(V x, V y) where V : struct, ISimd<V>;
}

/// <summary>w = f(x, y, z).</summary>
internal interface IMap3
{
    V Of<V>(V x, V y, V z) where V : struct, ISimd<V>;
}

/// <summary>
/// The one loop that element-wise kernels share. Whole vectors, then a masked one: an element's result has the same bits wherever
/// in a span it stands. Output and inputs may be the same span.
/// </summary>
internal static unsafe class Loops
{
    public static void Map<TMap>(TMap map, ReadOnlySpan<float> x, Span<float> y) where TMap : struct, IMap
    {
        Debug.Assert(x.Length == y.Length);
        fixed (float* px = x, py = y)
        {
            if (Simd512.IsSupported) Map<Simd512, TMap>(map, px, py, x.Length);
            else if (Simd256.IsSupported) Map<Simd256, TMap>(map, px, py, x.Length);
            else if (Simd128.IsSupported) Map<Simd128, TMap>(map, px, py, x.Length);
            else Map<Simd1, TMap>(map, px, py, x.Length);
        }
    }

    public static void Map<TMap>(TMap map, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) where TMap : struct, IMap2
    {
        Debug.Assert(x.Length == z.Length && y.Length == z.Length);
        fixed (float* px = x, py = y, pz = z)
        {
            if (Simd512.IsSupported) Map<Simd512, TMap>(map, px, py, pz, z.Length);
            else if (Simd256.IsSupported) Map<Simd256, TMap>(map, px, py, pz, z.Length);
            else if (Simd128.IsSupported) Map<Simd128, TMap>(map, px, py, pz, z.Length);
            else Map<Simd1, TMap>(map, px, py, pz, z.Length);
        }
    }

    public static void Map<TMap>(TMap map, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> w)
        where TMap : struct, IMap3
    {
        Debug.Assert(x.Length == w.Length && y.Length == w.Length && z.Length == w.Length);
        fixed (float* px = x, py = y, pz = z, pw = w)
        {
            if (Simd512.IsSupported) Map<Simd512, TMap>(map, px, py, pz, pw, w.Length);
            else if (Simd256.IsSupported) Map<Simd256, TMap>(map, px, py, pz, pw, w.Length);
            else if (Simd128.IsSupported) Map<Simd128, TMap>(map, px, py, pz, pw, w.Length);
            else Map<Simd1, TMap>(map, px, py, pz, pw, w.Length);
        }
    }

    private static void Map<V, TMap>(TMap map, float* x, float* y, int n) where V : struct, ISimd<V> where TMap : struct, IMap
    {
        int i = 0;
        for (; i <= n - V.Width; i += V.Width) V.Store(map.Of(V.Load(x + i)), y + i);
        if (i < n) V.StorePart(map.Of(V.LoadPart(x + i, n - i, 0)), y + i, n - i);
    }

    private static void Map<V, TMap>(TMap map, float* x, float* y, float* z, int n) where V : struct, ISimd<V> where TMap : struct, IMap2
    {
        int i = 0;
        for (; i <= n - V.Width; i += V.Width) V.Store(map.Of(V.Load(x + i), V.Load(y + i)), z + i);
        if (i < n) V.StorePart(map.Of(V.LoadPart(x + i, n - i, 0), V.LoadPart(y + i, n - i, 0)), z + i, n - i);
    }

    private static void Map<V, TMap>(TMap map, float* x, float* y, float* z, float* w, int n)
        where V : struct, ISimd<V> where TMap : struct, IMap3
    {
        int i = 0;
        for (; i <= n - V.Width; i += V.Width) V.Store(map.Of(V.Load(x + i), V.Load(y + i), V.Load(z + i)), w + i);
        if (i < n)
            V.StorePart(map.Of(V.LoadPart(x + i, n - i, 0), V.LoadPart(y + i, n - i, 0), V.LoadPart(z + i, n - i, 0)), w + i, n - i);
    }
}
