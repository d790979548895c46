using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>
/// Loads and stores of a vector that is known to be whole where a loop runs, and masked after it. With <c>whole</c> a constant only one case
/// is left in the code: loops stay free of masks and calls, and their body is still written once.
/// </summary>
internal static unsafe class Lanes<V> where V : struct, ISimd<V>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(bool whole, float* p, int count, float fill = 0) => whole ? V.Load(p) : V.LoadPart(p, count, fill);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(bool whole, V v, float* p, int count)
    {
        if (whole) V.Store(v, p);
        else V.StorePart(v, p, count);
    }
}
