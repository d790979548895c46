using System.Runtime.Intrinsics;
using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed unsafe class SimdTests
{
    [Fact]
    public void A_part_is_loaded_and_stored_and_nothing_beyond_it()
    {
        if (Simd512.IsSupported) Parts<Simd512>();
        if (Simd256.IsSupported) Parts<Simd256>();
        if (Vector128.IsHardwareAccelerated) Parts<Simd128>();
        Parts<Simd1>();
    }

    private static void Parts<V>() where V : struct, ISimd<V>
    {
        float* from = stackalloc float[V.Width], whole = stackalloc float[V.Width], to = stackalloc float[V.Width];
        for (int count = 0; count <= V.Width; count++)
        {
            for (int i = 0; i < V.Width; i++) (from[i], to[i]) = (i + 1, -1);
            V part = V.LoadPart(from, count, 99);
            V.Store(part, whole);
            V.StorePart(part, to, count);
            for (int i = 0; i < V.Width; i++)
            {
                Assert.Equal(i < count ? i + 1 : 99, whole[i]);
                Assert.Equal(i < count ? i + 1 : -1, to[i]);
            }
        }
    }

    [Fact]
    public void An_empty_part_touches_no_memory()
    {
        if (Simd512.IsSupported) Nowhere<Simd512>();
        if (Simd256.IsSupported) Nowhere<Simd256>();
        if (Vector128.IsHardwareAccelerated) Nowhere<Simd128>();
        Nowhere<Simd1>();
    }

    // Nothing is ever mapped at address 16: an empty part of it must not fault.
    private static void Nowhere<V>() where V : struct, ISimd<V>
    {
        float* nowhere = (float*)16;
        V.StorePart(V.LoadPart(nowhere, 0, 3), nowhere, 0);
    }
}
